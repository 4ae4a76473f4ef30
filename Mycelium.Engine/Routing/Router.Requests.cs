using Mycelium.Engine.Identity;
using Mycelium.Engine.Wire;

namespace Mycelium.Engine.Routing;

/// <content>Route Requests and searches. Source: <c>routing-behaviour.md</c> sections 11 and 12.</content>
public sealed partial class Router
{
    private static ControlTlv Request(Destination destination, byte generation) =>
        ControlTlv.From(new RouteRequestTlv(generation, destination.Subnet));

    private void HandleRouteRequest(Neighbour sender, in RouteRequestTlv request, TimeSpan now, EffectList effects)
    {
        if (request.Subnet is not { } subnet)
        {
            AnswerWildcard(sender, now, effects);
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
        if (destination is { Exists: true })
        {
            // A search is not answered by a route that is hidden: the asker would take that for a retraction.
            if (!destination.TotalToAnnounce.IsInfinite) { AnnounceTo(sender, destination, now, effects); }

            Settle(destination, effects);
        }
        else if (destination?.QueriedUntil is null)
        {
            ForwardRequest(sender, subnet, request.Generation, now, effects);
        }
        else if (request.Generation + 1 < destination.QueryGeneration)
        {
            // It came first by a way of more hops; what it sent on so far ends too early.
            destination.QueryGeneration = (byte)(request.Generation + 1);
            SendRequests(destination, destination.QueryGeneration, sender, effects);
        }
    }

    private void AnswerWildcard(Neighbour sender, TimeSpan now, EffectList effects)
    {
        foreach (Destination destination in _destinations.All.Where(destination => destination.HasSelected).ToList())
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

        Search(subnet, (byte)(generation + 1), sender, now, effects);
    }

    private void HandleRouteNeeded(Ipv6Address address, RouteNeed need, TimeSpan now, EffectList effects)
    {
        if (!address.IsOverlay || _ownSubnet.Contains(address)) { return; }

        Destination? destination = _destinations.Covering(address);
        if (need == RouteNeed.Use)
        {
            if (_options.Health is not null && destination is { Exists: true }) { NoteUse(destination, now, effects); }
        }
        else if (destination is null or { Exists: false, QueriedUntil: null })
        {
            Search(address.Subnet, 0, null, now, effects);
        }
        else if (destination.HasSelected)
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
        if (!isDue || now - destination.RefreshedAt < _options.RefreshPause) { return; }

        destination.RefreshedAt = now;
        SendRequests(destination, 0, null, effects);
    }

    private void Search(Subnet subnet, byte generation, Neighbour? asker, TimeSpan now, EffectList effects)
    {
        Destination? destination = _queried.Count < _options.MaximumQueries ? _destinations.GetOrAdd(subnet) : null;
        if (destination is null)
        {
            Counters.RefusedByBound++;
            return;
        }

        destination.QueriedUntil = now + _options.QueryTimeout;
        destination.QueryTime = now;
        destination.QueryGeneration = generation;
        destination.NoRouteUntil = null;
        _queried.Add(destination);
        SendRequests(destination, generation, asker, effects);
        Settle(destination, effects);
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
        destination.QueriedUntil = null;
        _queried.Remove(destination);
    }
}
