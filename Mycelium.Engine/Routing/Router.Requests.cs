using Mycelium.Engine.Identity;
using Mycelium.Engine.Wire;

namespace Mycelium.Engine.Routing;

/// <content>Route Requests and searches. Source: <c>routing-behaviour.md</c> sections 11 and 12.</content>
public sealed partial class Router
{
    /// <summary>
    /// Whether more subnets are known than are announced without being asked for. Then a route goes to who asked for it, and to who was told of
    /// it before: tables and traffic grow with the routes in use.
    /// </summary>
    private bool IsLarge => _destinations.KnownCount >= _options.AnnouncedUnasked;

    /// <summary>Generation of requests for a second route: in a large network they do not go far.</summary>
    private byte NearbyGeneration => IsLarge ? _options.NearbyGeneration : (byte)0;

    /// <summary>Whether a search could bring a route: none is known, or only what was retracted and is kept for a while.</summary>
    private bool IsSearchable(Destination? destination) =>
        destination is null or { Exists: false } || (_options.Health is not null && destination.IsLost);

    private static ControlTlv Request(Destination destination, byte generation) =>
        ControlTlv.From(new RouteRequestTlv(generation, destination.Subnet));

    private void HandleRouteRequest(Neighbour sender, in RouteRequestTlv request, TimeSpan now, EffectList effects)
    {
        if (request.Subnet is not { } subnet)
        {
            if (sender.Limits.TryWildcard(now))
            {
                AnswerWildcard(sender, now, effects);
            }
            else
            {
                Counters.LimitedRequests++;
            }

            return;
        }

        if (_ownSubnet.Contains(subnet))
        {
            Send(sender, ControlTlv.From(OwnUpdate()), effects);
            return;
        }

        if (!subnet.IsOverlay || subnet.PrefixLength < 64)
        {
            Counters.IgnoredRequests++;
            return;
        }

        Destination? destination = _destinations.TryGet(subnet, out Destination? exact) && exact.Exists
            ? exact
            : _destinations.Covering(subnet.Network);
        if (destination is { Exists: true } && !(IsSearchable(destination) && destination.Subnet == subnet))
        {
            // A search is not answered by a route that is hidden: the asker would take that for a retraction. He is told when it shows.
            if (destination.TotalToAnnounce.IsInfinite)
            {
                NoteTold(destination, sender, Metric.Infinite);
                AskForUsable(destination, now, effects);
            }
            else
            {
                AnnounceTo(sender, destination, now, effects);
            }

            Settle(destination, effects);
        }
        else if (destination is not { IsSearched: true })
        {
            ForwardRequest(sender, subnet, request.Generation, now, effects);
        }
        else
        {
            JoinSearch(destination, sender, request.Generation, now, effects);
        }
    }

    /// <summary>Takes in a request for what is searched already.</summary>
    private void JoinSearch(Destination destination, Neighbour sender, byte requested, TimeSpan now, EffectList effects)
    {
        DestinationActivity search = destination.Active;
        int generation = requested + 1;

        // It came first by a way of more hops; what it sent on so far ends too early, if there are many.
        bool isShorter = generation < search.QueryGeneration && (!IsLarge || search.QueryGeneration > _options.MaximumGeneration / 2);

        // What was sent on so long ago and is asked for still is another's search.
        bool isAnother = IsLarge
            && search.QueryGeneration > 0
            && generation < _options.MaximumGeneration
            && now - search.QueryTime >= _options.SearchPause;
        if (requested == 0 || isShorter || isAnother) { NoteLink(search.Askers ??= new LinkSet(), sender.Link); }

        if (!isShorter && !isAnother) { return; }

        if (!MayForward(sender, now)) { return; }

        if (isAnother)
        {
            search.QueryTime = now;
            search.QueriedUntil = now + _options.QueryTimeout;
        }

        search.QueryGeneration = (byte)generation;
        SendRequests(destination, search.QueryGeneration, sender, effects);
        Settle(destination, effects);
    }

    /// <summary>
    /// What to ask on a link so that it can stand in for another one to the same node: that node's own route, and the selected routes of the
    /// other link. The answers also show that the link lives.
    /// </summary>
    /// <param name="link">The link that is to stand in.</param>
    /// <param name="maximum">Most requests.</param>
    public IReadOnlyList<ControlTlv> RequestsToTakeOver(LinkId link, int maximum)
    {
        if (LinkState(link)?.RouterId is not { } routerId) { return []; }

        List<LinkId> others =
            [.. _neighbours.Values.Where(other => other.RouterId == routerId && other.Link != link).Select(other => other.Link)];
        IEnumerable<Subnet> routes = Routes()
            .Where(route => route.State == RouteState.Selected && others.Contains(route.NextHop))
            .Select(route => route.Subnet);
        return [.. routes.Prepend(routerId.Key.Subnet).Take(maximum).Select(subnet => ControlTlv.From(new RouteRequestTlv(0, subnet)))];
    }

    private void AnswerWildcard(Neighbour sender, TimeSpan now, EffectList effects)
    {
        // In a large network nobody gets what would fill his table, and our audience, by asking once.
        bool isLarge = IsLarge;
        IEnumerable<Destination> meant =
            _destinations.All.Where(destination => destination.HasSelected && (!isLarge || IsTold(destination, sender.Link)));
        foreach (Destination destination in meant.Take(_options.MaximumWildcardAnswer).ToList())
        {
            AnnounceTo(sender, destination, now, effects);
            Settle(destination, effects);
        }

        Send(sender, ControlTlv.From(OwnUpdate()), effects);
    }

    private void ForwardRequest(Neighbour sender, Subnet subnet, byte generation, TimeSpan now, EffectList effects)
    {
        // Generations are counted in int: 255 must not wrap to 0.
        if (generation + 1 >= _options.MaximumGeneration || !subnet.IsNodeSubnet)
        {
            Counters.IgnoredRequests++;
            return;
        }

        if (!MayForward(sender, now)) { return; }

        Search(subnet, (byte)(generation + 1), sender, now, effects);
    }

    private bool MayForward(Neighbour sender, TimeSpan now)
    {
        bool isAllowed = sender.Limits.TryForward(now) && _forwardedRequests.TryTake(now);
        if (!isAllowed) { Counters.LimitedRequests++; }

        return isAllowed;
    }

    private void HandleRouteNeeded(Ipv6Address address, RouteNeed need, TimeSpan now, EffectList effects)
    {
        if (need == RouteNeed.Delivery || !address.IsOverlay || _ownSubnet.Contains(address)) { return; }

        Destination? destination = _destinations.Covering(address);
        if (destination is { IsLost: true } && destination.Subnet != address.Subnet) { _destinations.TryGet(address.Subnet, out destination); }

        if (need == RouteNeed.Use)
        {
            if (_options.Health is not null && destination is { Exists: true }) { NoteUse(destination, now, effects); }
        }
        else if (IsSearchable(destination) && destination is not { IsSearched: true })
        {
            Search(address.Subnet, 0, null, now, effects);
        }
        else if (IsSearchable(destination) && destination is { Activity.QueryGeneration: > 0 } && _options.SearchRetry is not null)
        {
            // The search of somebody else need not bring an answer here.
            BeginSearch(destination, 0, now);
            SendRequests(destination, 0, null, effects);
            Settle(destination, effects);
        }
        else if (destination!.HasSelected)
        {
            if (need != RouteNeed.OpenSource) { Refresh(destination, need, now, effects); }
        }
        else if (destination.Exists && need is RouteNeed.SealDestination or RouteNeed.Inquiry)
        {
            RequestSeqnoFromAnnouncers(destination, destination.Origin, now, effects);
            Settle(destination, effects);
        }
    }

    /// <summary>
    /// Asks for a route in use before it expires, a few times at most; and for a second one where a destination is asked for of which
    /// only one is known, so that there is something to fall back on.
    /// </summary>
    private void Refresh(Destination destination, RouteNeed need, TimeSpan now, EffectList effects)
    {
        bool hasFallback = destination.RouteCount > 1 || _neighbours.Count == 1;
        bool isDue = destination.Routes[0].ExpiresAt - now < _options.RefreshWindow || (need == RouteNeed.Inquiry && !hasFallback);
        DestinationActivity activity = destination.Active;
        if (!isDue || now - activity.RefreshedAt < _options.RefreshPause) { return; }

        // First who has it: others would search the network for it.
        bool isFirst = !(now - activity.RefreshedAt < _options.RefreshWindow);
        activity.RefreshedAt = now;
        if (IsLarge && isFirst)
        {
            Send(destination.Routes[0].NextHop, Request(destination, 0), effects);
        }
        else
        {
            SendRequests(destination, NearbyGeneration, null, effects);
        }
    }

    private void Search(Subnet subnet, byte generation, Neighbour? asker, TimeSpan now, EffectList effects)
    {
        int room = asker is null ? _options.MaximumQueries : _options.MaximumQueries - (_options.MaximumQueries / 4);
        bool hasRoom = _queried.Count < room && !(asker?.OpenSearches >= _options.MaximumQueriesPerLink);
        Destination? destination = hasRoom ? _destinations.GetOrAdd(subnet, now) : null;
        if (destination is null)
        {
            if (asker is not null) { asker.Limits.Refused++; }

            Counters.RefusedByBound++;
            return;
        }

        BeginSearch(destination, generation, now);
        _queried.Add(destination);
        if (asker is not null)
        {
            NoteLink(destination.Active.Askers ??= new LinkSet(), asker.Link);
            destination.Active.Asker = asker;
            asker.OpenSearches++;
        }

        SendRequests(destination, generation, asker, effects);
        Settle(destination, effects);
    }

    private void BeginSearch(Destination destination, byte generation, TimeSpan now)
    {
        DestinationActivity search = destination.Active;
        search.QueriedUntil = now + _options.QueryTimeout;
        search.QueryTime = now;
        search.QueryGeneration = generation;
        search.NoRouteUntil = null;
        search.RetryAt = generation == 0 ? now + _options.SearchRetry : null;
    }

    /// <summary>Asks again: where others searched the same, the first requests may have met those searches and ended there.</summary>
    private void RepeatSearch(Destination destination, TimeSpan now, EffectList effects)
    {
        DestinationActivity search = destination.Active;
        search.RetryAt = now + (now - search.QueryTime) + _options.SearchRetry;
        SendRequests(destination, 0, null, effects);
    }

    private void SendRequests(Destination destination, byte generation, Neighbour? asker, EffectList effects)
    {
        // Only the /64 is ever asked for.
        var request = ControlTlv.From(new RouteRequestTlv(generation, destination.Subnet.Network.Subnet));
        foreach (Neighbour neighbour in _neighbours.Values)
        {
            if (!ReferenceEquals(neighbour, asker)) { Send(neighbour, request, effects); }
        }
    }

    private void EndQuery(Destination destination)
    {
        if (destination.Activity is not { } search) { return; }

        search.QueriedUntil = null;
        search.RetryAt = null;
        _queried.Remove(destination);
        if (search.Asker is { } asker) { asker.OpenSearches--; }

        search.Asker = null;
    }
}
