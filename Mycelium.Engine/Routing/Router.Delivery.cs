using Mycelium.Engine.Identity;
using Mycelium.Engine.Wire;

namespace Mycelium.Engine.Routing;

/// <content>
/// Routes over which own packets do not arrive: routing is not signed, so only delivery proves a route. Such a route serves only where
/// there is no other; it is announced as before. Own packets may go over a route that is not feasible: nothing is announced of it, and
/// one that comes back is not sent on, so no loop can arise.
/// </content>
public sealed partial class Router
{
    /// <summary>How long routes that are not feasible are taken in for a subnet after they were asked for.</summary>
    private static readonly TimeSpan DoubtLasts = TimeSpan.FromSeconds(30);

    /// <summary>A way of own packets that has less time left is asked for again when it has proved itself.</summary>
    private static readonly TimeSpan OwnRefreshWindow = TimeSpan.FromSeconds(60);

    private readonly DistrustTable _distrust = new(MaximumDoubts);

    /// <summary>Most subnets whose delivery is in doubt at a time.</summary>
    internal const int MaximumDoubts = 1024;

    /// <summary>Number of links that are up.</summary>
    internal int NeighbourCount => _neighbours.Count;

    /// <summary>The link that own packets to a subnet take; none if there is no route.</summary>
    internal LinkId OwnNextHop(Subnet subnet) =>
        _destinations.TryGet(subnet, out Destination? destination) ? OwnNextHop(destination) : LinkId.None;

    /// <summary>The links with a route to a subnet, feasible or not, that answer; the best first.</summary>
    internal List<LinkId> WaysTo(Subnet subnet)
    {
        if (!_destinations.TryGet(subnet, out Destination? destination)) { return []; }

        List<(Metric Total, LinkId Link)> ways = [];
        foreach (ref readonly Route route in destination.Routes)
        {
            if (!route.Metric.IsInfinite && !route.NextHop.IsSuspect) { ways.Add((route.Total, route.NextHop.Link)); }
        }

        return [.. ways.OrderBy(way => way.Total.Value).Select(way => way.Link)];
    }

    /// <summary>Whether a link claims to lead to a node that another link led to before.</summary>
    internal bool IsOwnerDoubted(LinkId link) => _neighbours.TryGetValue(link, out Neighbour? neighbour) && neighbour.IsOwnerDoubted;

    /// <summary>Whether own packets to a subnet do not arrive over a link.</summary>
    internal bool IsDistrusted(Subnet subnet, LinkId link) => _distrust.Contains(subnet, link);

    private bool IsDistrusted(Destination destination, Neighbour neighbour) =>
        _distrust.Count > 0 && _distrust.Contains(destination.Subnet, neighbour.Link);

    private bool KeepsInfeasible(Destination destination) => _distrust.TryGet(destination.Subnet, out _);

    // A second link to the same node is nothing unusual; nor is it what somebody who wants its packets would claim.
    private bool HasOwner(RouterId routerId, Neighbour except)
    {
        foreach (Neighbour neighbour in _neighbours.Values)
        {
            if (neighbour.RouterId?.Key == routerId.Key && !neighbour.IsOwnerDoubted && !ReferenceEquals(neighbour, except)) { return true; }
        }

        return false;
    }

    /// <summary>Whether a neighbour claims to be the destination while the one that did so before it is there, and can be used.</summary>
    private bool IsDoubtedOwner(Destination destination, in Route claim)
    {
        // Who calls itself something else by now has given its claim up.
        bool isDoubted = claim.NextHop.IsOwnerDoubted || claim.NextHop.RouterId?.Key != claim.RouterId.Key;
        if (!isDoubted || claim.Metric.Value != 0) { return false; }

        foreach (ref readonly Route route in destination.Routes)
        {
            bool isOwner = route.Metric.Value == 0
                && route.RouterId.Key == claim.RouterId.Key
                && route.NextHop.RouterId?.Key == route.RouterId.Key
                && !route.NextHop.IsOwnerDoubted
                && !route.NextHop.IsSuspect
                && !IsDistrusted(destination, route.NextHop);
            if (isOwner) { return true; }
        }

        return false;
    }

    private void HandleDelivery(in RouterEvent input, TimeSpan now, EffectList effects)
    {
        if (!_destinations.TryGet(input.Subnet, out Destination? destination) || !destination.Exists) { return; }

        switch (input.Kind)
        {
            case RouterEventKind.DeliveryDoubted:
                _distrust.Keep(input.Subnet, now + DoubtLasts);
                SendRequests(destination, 0, destination.HasSelected ? destination.Routes[0].NextHop : null, effects);
                break;
            case RouterEventKind.DeliveryFailed when _neighbours.ContainsKey(input.Link):
                Distrust(destination, input.Link, now + input.Duration, now, effects);
                break;
            case RouterEventKind.DeliveryProved when _neighbours.TryGetValue(input.Link, out Neighbour? proved):
                Trust(destination, proved, now, effects);
                break;
            default:
                break;
        }
    }

    private void Distrust(Destination destination, LinkId link, TimeSpan until, TimeSpan now, EffectList effects)
    {
        if (_distrust.Keep(destination.Subnet, until) is not { } record)
        {
            Counters.RefusedByBound++;
            return;
        }

        record.Distrust(link, until);
        Reselect(destination, now, effects);

        // So that an honest route becomes feasible again, for the packets of others too.
        foreach (Neighbour neighbour in InfeasibleWays(destination)) { RequestSeqno(destination, SourceOf(destination, neighbour), neighbour, now, effects); }

        Settle(destination, effects);
    }

    private static RouterId SourceOf(Destination destination, Neighbour neighbour) =>
        destination.Routes[destination.IndexOf(neighbour)].RouterId;

    private List<Neighbour> InfeasibleWays(Destination destination)
    {
        List<Neighbour> ways = [];
        foreach (ref readonly Route route in destination.Routes)
        {
            bool isWay = !route.Metric.IsInfinite
                && !IsDistrusted(destination, route.NextHop)
                && !destination.IsFeasible(route.RouterId, route.Seqno, route.Metric);
            if (isWay) { ways.Add(route.NextHop); }
        }

        return ways;
    }

    private void Trust(Destination destination, Neighbour neighbour, TimeSpan now, EffectList effects)
    {
        if (neighbour.IsOwnerDoubted && neighbour.RouterId?.Key.Subnet == destination.Subnet)
        {
            neighbour.IsOwnerDoubted = false;
            Reselect(destination, now, effects);
        }

        if (!_distrust.TryGet(destination.Subnet, out DistrustRecord? record)) { return; }

        if (record.Trust(neighbour.Link))
        {
            Reselect(destination, now, effects);
            return;
        }

        // Nobody repeats learned routes by itself.
        int index = destination.IndexOf(neighbour);
        bool endsSoon = index >= 0 && destination.Routes[index].ExpiresAt - now < OwnRefreshWindow;
        if (endsSoon && record.Published == neighbour.Link) { Send(neighbour, Request(destination, 0), effects); }
    }

    private void ExpireDistrust(TimeSpan now, EffectList effects)
    {
        foreach (Subnet subnet in _distrust.TakeDue(now))
        {
            if (_destinations.TryGet(subnet, out Destination? destination) && destination.Exists) { Reselect(destination, now, effects); }

            _distrust.Settle(subnet, now);
        }
    }

    private LinkId OwnNextHop(Destination destination)
    {
        LinkId selected = destination.HasSelected ? destination.Routes[0].NextHop.Link : LinkId.None;
        if (!_distrust.TryGet(destination.Subnet, out DistrustRecord? record) || !record.HasDistrusted) { return selected; }

        bool isReliable = destination.HasSelected && !destination.IsSelectedSuspect && !record.IsDistrusted(selected);
        return isReliable ? selected : BestWay(destination, record) ?? selected;
    }

    private static LinkId? BestWay(Destination destination, DistrustRecord record)
    {
        LinkId? best = null;
        Metric least = Metric.Infinite;
        foreach (ref readonly Route route in destination.Routes)
        {
            if (route.NextHop.IsSuspect || record.IsDistrusted(route.NextHop.Link) || !(route.Total < least)) { continue; }

            best = route.NextHop.Link;
            least = route.Total;
        }

        return best;
    }

    /// <summary>Tells the data plane where own packets go, if that is not where all go.</summary>
    private void PublishOwn(Destination destination, EffectList effects)
    {
        if (!_distrust.TryGet(destination.Subnet, out DistrustRecord? record)) { return; }

        LinkId own = OwnNextHop(destination);
        bool isSame = !destination.Exists || (destination.HasSelected && own == destination.Routes[0].NextHop.Link);
        LinkId published = isSame ? LinkId.None : own;
        if (record.Published == published) { return; }

        record.Published = published;
        effects.Add(RouterEffect.OwnNextHopChanged(destination.Subnet, published));
    }
}
