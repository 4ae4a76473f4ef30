using Mycelium.Engine.Wire;

namespace Mycelium.Engine.Routing;

/// <content>What is sent about routes, and to whom. Source: <c>routing-behaviour.md</c> section 8.</content>
public sealed partial class Router
{
    private UpdateTlv OwnUpdate() => new(0, Centiseconds(_options.UpdateInterval), _seqno, default, _ownSubnet, _self);

    private void AnnounceOwnToAll(EffectList effects)
    {
        var update = ControlTlv.From(OwnUpdate());
        foreach (Neighbour neighbour in _neighbours.Values) { Send(neighbour, update, effects); }
    }

    /// <summary>The state of a subnet as an Update; a finite one is recorded as announced, also when nobody gets it.</summary>
    private UpdateTlv Describe(Destination destination, TimeSpan now)
    {
        ushort interval = Centiseconds(_options.UpdateInterval);
        if (destination.TotalToAnnounce.IsInfinite) { return new UpdateTlv(0, interval, _seqno, Metric.Infinite, destination.Subnet, _self); }

        ref Route route = ref destination.Routes[0];
        Metric total = route.Total;
        destination.RecordAnnouncement(route.Origin, route.Seqno, total, now + _options.SourceLife, _options.MaximumSourcesPerSubnet);
        return new UpdateTlv(0, interval, route.Seqno, total, destination.Subnet, route.RouterId);
    }

    /// <summary>Announces to all that are told of the subnet but the next hop; a retraction to all of them.</summary>
    /// <param name="destination">What is announced.</param>
    /// <param name="old">The route that was selected before.</param>
    /// <param name="now">The owner's clock.</param>
    /// <param name="effects">Receives the Updates.</param>
    private void AnnounceToAll(Destination destination, Route? old, TimeSpan now, EffectList effects)
    {
        // What nobody was told of binds to nothing.
        if (!destination.IsForAll && destination.Activity?.Audience is null)
        {
            if (destination.Activity is { } idle) { idle.DriftDueAt = null; }

            return;
        }

        UpdateTlv update = Describe(destination, now);
        Neighbour? nextHop = destination.HasSelected ? destination.Routes[0].NextHop : null;
        SendToAudience(destination, ControlTlv.From(update), nextHop, effects);
        if (nextHop is { IsAlive: true }
            && old is { } former
            && former.RouterId != update.RouterId
            && former.NextHop != nextHop
            && IsTold(destination, nextHop.Link))
        {
            // Feasibility does not order two origins of a subnet: the new next hop may still route the old one through here.
            Send(nextHop, ControlTlv.From(update with { Seqno = _seqno, Metric = Metric.Infinite, RouterId = _self }), effects);
        }

        destination.Announced = update.Metric;
        destination.AnnouncedAt = now;
        if (destination.Activity is { } activity) { activity.DriftDueAt = null; }
    }

    private void SendToAudience(Destination destination, in ControlTlv tlv, Neighbour? except, EffectList effects)
    {
        if (destination.IsForAll)
        {
            foreach (Neighbour neighbour in _neighbours.Values)
            {
                if (!ReferenceEquals(neighbour, except)) { Send(neighbour, tlv, effects); }
            }

            return;
        }

        ReadOnlySpan<LinkId> audience = destination.Activity?.Audience is { } links ? links.Items : [];
        foreach (LinkId link in audience)
        {
            if (_neighbours.TryGetValue(link, out Neighbour? neighbour) && !ReferenceEquals(neighbour, except)) { Send(neighbour, tlv, effects); }
        }
    }

    private void AnnounceTo(Neighbour neighbour, Destination destination, TimeSpan now, EffectList effects)
    {
        UpdateTlv update = Describe(destination, now);
        if (destination.HasSelected && ReferenceEquals(neighbour, destination.Routes[0].NextHop)) { return; }

        Send(neighbour, ControlTlv.From(update), effects);
        NoteTold(destination, neighbour, update.Metric);
    }

    private void NoteTold(Destination destination, Neighbour neighbour, Metric metric)
    {
        if (destination.IsForAll) { return; }

        NoteLink(destination.Active.Audience ??= new LinkSet(), neighbour.Link);
        destination.Announced ??= metric;
    }

    /// <summary>Announces a route to those who asked for it, unless they were told just now.</summary>
    private void AnswerWaiting(Destination destination, in UpdateTlv update, bool isAnnounced, TimeSpan now, EffectList effects)
    {
        if (destination.Activity is null) { return; }

        List<LinkId> waiting = TakeRequesters(destination, update);
        if (destination.Activity is { Askers: { } askers } search && !destination.TotalToAnnounce.IsInfinite)
        {
            waiting.AddRange(askers.Items);
            search.Askers = null;
        }

        foreach (LinkId link in waiting)
        {
            bool isDone = isAnnounced && IsTold(destination, link);
            if (!isDone && _neighbours.TryGetValue(link, out Neighbour? neighbour)) { AnnounceTo(neighbour, destination, now, effects); }
        }
    }

    private static bool IsTold(Destination destination, LinkId link) =>
        destination.IsForAll || destination.Activity?.Audience?.Contains(link) == true;

    // Never more than there are links, though links come and go.
    private void NoteLink(LinkSet links, LinkId link)
    {
        if (links.Count >= _neighbours.Count && !links.Contains(link)) { links.Keep(_neighbours.ContainsKey); }

        links.Add(link);
    }

    /// <summary>Announces a total that has moved away in small steps from what the neighbours know, once in a while.</summary>
    private void AnnounceDrift(Destination destination, TimeSpan now, EffectList effects)
    {
        bool hasDrifted = destination.HasSelected
            && destination.Announced?.DistanceTo(destination.TotalToAnnounce) > _options.BigMetricChange;
        TimeSpan due = destination.AnnouncedAt + _options.DriftPause;
        if (hasDrifted && due <= now)
        {
            AnnounceToAll(destination, null, now, effects);
        }
        else if (hasDrifted || destination.Activity is not null)
        {
            destination.Active.DriftDueAt = hasDrifted ? due : null;
        }
    }

    /// <summary>Ends the handling of a destination: tells the data plane what changed, and sets the next deadline.</summary>
    private void Settle(Destination destination, EffectList effects)
    {
        if (destination is { HasSelected: true, Activity: { } activity })
        {
            activity.NoRouteUntil = null;
            if (destination.IsSearched) { EndQuery(destination); }
        }

        if (!destination.Exists)
        {
            if (destination.Published is not null) { effects.Add(RouterEffect.ForwardingRemoved(destination.Subnet)); }

            destination.Published = null;
            destination.Announced = null;
            destination.Activity?.Lose();
        }
        else
        {
            Publish(destination, effects);
        }

        if (_distrust.Count > 0) { PublishOwn(destination, effects); }

        _destinations.Settle(destination);
    }

    private static void Publish(Destination destination, EffectList effects)
    {
        (LinkId NextHop, TimeSpan ExpiresAt) state = destination.HasSelected
            ? (destination.Routes[0].NextHop.Link, destination.Routes[0].ExpiresAt)
            : (LinkId.None, default);
        if (destination.Published == state) { return; }

        destination.Published = state;
        effects.Add(RouterEffect.ForwardingChanged(destination.Subnet, destination.Key, state.NextHop, state.ExpiresAt));
    }
}
