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
        destination.RecordAnnouncement(route.RouterId, route.Seqno, total, now + _options.SourceLife, _options.MaximumSourcesPerSubnet);
        return new UpdateTlv(0, interval, route.Seqno, total, destination.Subnet, route.RouterId);
    }

    /// <summary>Announces to all but the next hop; a retraction to all.</summary>
    /// <param name="destination">What is announced.</param>
    /// <param name="old">The route that was selected before.</param>
    /// <param name="now">The owner's clock.</param>
    /// <param name="effects">Receives the Updates.</param>
    private void AnnounceToAll(Destination destination, Route? old, TimeSpan now, EffectList effects)
    {
        UpdateTlv update = Describe(destination, now);
        var tlv = ControlTlv.From(update);
        Neighbour? nextHop = destination.HasSelected ? destination.Routes[0].NextHop : null;
        foreach (Neighbour neighbour in _neighbours.Values)
        {
            if (!ReferenceEquals(neighbour, nextHop)) { Send(neighbour, tlv, effects); }
        }

        if (nextHop is { IsAlive: true } && old is { } former && former.RouterId != update.RouterId && former.NextHop != nextHop)
        {
            // Feasibility does not order two origins of a subnet: the new next hop may still route the old one through here.
            Send(nextHop, ControlTlv.From(update with { Seqno = _seqno, Metric = Metric.Infinite, RouterId = _self }), effects);
        }

        destination.Announced = update.Metric;
        destination.AnnouncedAt = now;
        destination.DriftDueAt = null;
    }

    private void AnnounceTo(Neighbour neighbour, Destination destination, TimeSpan now, EffectList effects)
    {
        UpdateTlv update = Describe(destination, now);
        if (!destination.HasSelected || !ReferenceEquals(neighbour, destination.Routes[0].NextHop))
        {
            Send(neighbour, ControlTlv.From(update), effects);
        }
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
        else
        {
            destination.DriftDueAt = hasDrifted ? due : null;
        }
    }

    /// <summary>Ends the handling of a destination: tells the data plane what changed, and sets the next deadline.</summary>
    private void Settle(Destination destination, EffectList effects)
    {
        if (!destination.Exists)
        {
            if (destination.Published is not null) { effects.Add(RouterEffect.ForwardingRemoved(destination.Subnet)); }

            destination.Published = null;
            destination.Announced = null;
            destination.RefreshedAt = null;
        }
        else
        {
            Publish(destination, effects);
        }

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
