using Mycelium.Engine.Identity;
using Mycelium.Engine.Wire;

namespace Mycelium.Engine.Routing;

/// <content>What the owner may look at.</content>
public sealed partial class Router
{
    /// <summary>Number of selected routes; counts at each call.</summary>
    public int SelectedCount => _destinations.All.Count(destination => destination.HasSelected);

    /// <summary>All rows of the routing table, in no order. Enumerate it before the next event.</summary>
    public IEnumerable<RouteRecord> Routes() => _destinations.All.SelectMany(Rows);

    /// <summary>The rows that decide about an address: of the longest subnet that covers it, the selected one first. Enumerate them before
    /// the next event.</summary>
    internal IEnumerable<RouteRecord> RoutesTo(Ipv6Address address) => _destinations.Covering(address) is { } found ? Rows(found) : [];

    private static IEnumerable<RouteRecord> Rows(Destination destination)
    {
        for (int i = 0; i < destination.RouteCount; i++) { yield return Row(destination, i); }

        if (destination is not { Exists: false, Activity: { } activity }) { yield break; }

        if (activity.QueriedUntil is { } end)
        {
            yield return Search(destination, RouteState.Queried, end);
        }
        else if (activity.NoRouteUntil is { } until)
        {
            yield return Search(destination, RouteState.NoRoute, until);
        }
    }

    /// <summary>The selected route to a subnet; null if there is none.</summary>
    internal RouteRecord? Find(Subnet subnet) =>
        _destinations.TryGet(subnet, out Destination? destination) && destination.HasSelected ? Row(destination, 0) : null;

    /// <summary>Cost of a link, its last round trip time, and whose own route came over it; null if it is not up.</summary>
    public (Metric Cost, TimeSpan? RoundTripTime, RouterId? RouterId)? LinkState(LinkId link) =>
        _neighbours.TryGetValue(link, out Neighbour? neighbour) ? (neighbour.Cost, neighbour.RoundTripTime, neighbour.RouterId) : null;

    /// <summary>Requests and routes of a neighbour that were refused because it sent too many; 0 if its link is not up.</summary>
    public long RefusedOf(LinkId link) => _neighbours.TryGetValue(link, out Neighbour? neighbour) ? neighbour.Limits.Refused : 0;

    /// <summary>Sets the smoothed cost of a link, for tests and simulations.</summary>
    internal void SetSmoothedCost(LinkId link, uint milliseconds) => _neighbours[link].SmoothedCost = milliseconds;

    internal uint SmoothedCost(LinkId link) => _neighbours[link].SmoothedCost;

    internal FeasibilityDistance? DistanceOf(Subnet subnet, RouterId routerId) =>
        _destinations.TryGet(subnet, out Destination? destination) ? destination.DistanceOf(routerId) : null;

    /// <summary>The whole source table.</summary>
    internal IEnumerable<(Subnet Subnet, SourceEntry Source)> Sources() =>
        _destinations.All.SelectMany(destination => destination.Sources.ToArray().Select(source => (destination.Subnet, source)));

    /// <summary>The source table's rows of one subnet; valid until the next event.</summary>
    internal ReadOnlySpan<SourceEntry> SourcesOf(Subnet subnet) =>
        _destinations.TryGet(subnet, out Destination? destination) ? destination.Sources : [];

    /// <summary>Number of subnets of which anything is held.</summary>
    internal int DestinationCount => _destinations.Count;

    /// <summary>Places taken in the queue of deadlines; a small multiple of <see cref="DestinationCount"/> at most.</summary>
    internal int ScheduledCount => _destinations.ScheduledCount;

    /// <summary>Links that the Seqno Requests of a subnet remember.</summary>
    internal int RememberedLinks(Subnet subnet) => _destinations.TryGet(subnet, out Destination? destination)
        ? destination.Requests.Sum(request => request.Targets.Count + request.Requesters.Count)
        : 0;

    /// <summary>Throws if something that must always hold does not. For tests and simulations: it walks all tables.</summary>
    /// <exception cref="InvalidOperationException">An invariant is broken; the message names it.</exception>
    internal void AssertInvariants(TimeSpan now)
    {
        Check(DestinationCount <= _options.MaximumDestinations, null, "too many destinations");
        Check(_queried.Count <= _options.MaximumQueries, null, "too many searches");
        Check(ScheduledCount <= DestinationTable.StaleFactor * (DestinationCount + DestinationTable.StaleFactor), null, "too many deadlines");
        foreach (Destination destination in _destinations.All) { CheckDestination(destination, now); }

        foreach (Neighbour neighbour in _neighbours.Values)
        {
            int count = _destinations.All.Count(destination => destination.IndexOf(neighbour) >= 0);
            Check(count <= _options.MaximumRoutesPerLink, null, $"{neighbour.Link} has too many routes");
            Check(neighbour.RouteCount == count, null, $"{neighbour.Link} counts {neighbour.RouteCount} routes of {count}");
        }
    }

    /// <summary>As <see cref="AssertInvariants(TimeSpan)"/>, for one subnet only.</summary>
    /// <exception cref="InvalidOperationException">An invariant is broken; the message names it.</exception>
    internal void AssertInvariants(Subnet subnet, TimeSpan now)
    {
        if (_destinations.TryGet(subnet, out Destination? destination)) { CheckDestination(destination, now); }
    }

    private void CheckDestination(Destination destination, TimeSpan now)
    {
        Check(!destination.IsEmpty, destination, "an empty entry stays");
        Check(destination.IsSearched == _queried.Contains(destination), destination, "the list of searches is wrong");
        Check(!(destination.HasSelected && destination.IsSearched), destination, "a known subnet is searched");
        Check(destination.ScheduledAt <= destination.NextDeadline(_options.SeqnoRequestLife), destination, "a deadline would be missed");
        Check(destination.Sources.Length <= _options.MaximumSourcesPerSubnet, destination, "too many sources");
        Check(destination.Requests.Count <= _options.MaximumSeqnoRequestsPerSubnet, destination, "too many requests");
        if (destination.HasSelected && _lost.Count == 0) { CheckSelected(destination, now); }

        foreach (ref readonly Route route in destination.Routes)
        {
            Check(route.NextHop.IsAlive || route.Metric.IsInfinite || _lost.Count > 0, destination, "a usable route goes through a dead neighbour");
        }
    }

    private static void CheckSelected(Destination destination, TimeSpan now)
    {
        ref Route selected = ref destination.Routes[0];
        Check(!selected.Metric.IsInfinite, destination, "an unreachable route is selected");
        Check(selected.ExpiresAt > now, destination, "an expired route is selected");
        Check(selected.NextHop.IsAlive, destination, "a route through a dead neighbour is selected");
        Check(
            destination.IsFeasible(selected.RouterId, selected.Seqno, selected.Metric) || selected.Metric == Metric.LargestFinite,
            destination,
            "an infeasible route is selected");
    }

    private static void Check(bool condition, Destination? destination, string broken)
    {
        if (!condition) { throw new InvalidOperationException($"{destination?.Subnet}: {broken}."); }
    }

    private static RouteRecord Row(Destination destination, int index)
    {
        Route route = destination.Routes[index];
        bool isSelected = index == 0 && destination.HasSelected;
        bool isFeasible = destination.IsFeasible(route.RouterId, route.Seqno, route.Metric);
        RouteState state = isSelected ? RouteState.Selected : route.Metric.IsInfinite ? RouteState.NoRoute : RouteState.Fallback;
        return new RouteRecord(
            destination.Subnet, state, route.NextHop.Link, route.RouterId, route.Seqno, route.Metric, route.Total, route.Since, route.ExpiresAt, isFeasible);
    }

    private static RouteRecord Search(Destination destination, RouteState state, TimeSpan end) =>
        new(destination.Subnet, state, LinkId.None, default, default, Metric.Infinite, Metric.Infinite, destination.Active.QueryTime, end, false);
}
