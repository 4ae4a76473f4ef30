using Mycelium.Engine.Identity;
using Mycelium.Engine.Wire;

namespace Mycelium.Engine.Routing;

/// <summary>All that the router holds of one subnet: routes, feasibility distances, a search, requests. The selected route is the first.</summary>
internal sealed class Destination(Subnet subnet)
{
    private Route[] _routes = [];
    private SourceEntry[] _sources = [];
    private List<SeqnoRequest>? _requests;

    internal Subnet Subnet { get; } = subnet;

    internal int RouteCount { get; private set; }

    /// <summary>Whether the first route is selected.</summary>
    internal bool HasSelected { get; private set; }

    internal Span<Route> Routes => _routes.AsSpan(0, RouteCount);

    internal ReadOnlySpan<SourceEntry> Sources => _sources;

    /// <summary>Whether any route is known, usable or not.</summary>
    internal bool Exists => RouteCount > 0;

    /// <summary>Key behind the subnet, of the route that made it known.</summary>
    internal PublicKey Key { get; set; }

    /// <summary>End of the search; null if there is none.</summary>
    internal TimeSpan? QueriedUntil { get; set; }

    /// <summary>Generation of the requests that were sent in the search.</summary>
    internal byte QueryGeneration { get; set; }

    /// <summary>End of showing that a search failed; null if none did.</summary>
    internal TimeSpan? NoRouteUntil { get; set; }

    /// <summary>When the search began or failed.</summary>
    internal TimeSpan QueryTime { get; set; }

    /// <summary>When the route was last asked for again because it is in use.</summary>
    internal TimeSpan? RefreshedAt { get; set; }

    /// <summary>When traffic to it was last reported; null if never.</summary>
    internal TimeSpan? UsedAt { get; set; }

    /// <summary>When another route was last asked for.</summary>
    internal TimeSpan? OtherAskedAt { get; set; }

    /// <summary>Whether the selected route goes over a link that does not answer.</summary>
    internal bool IsSelectedSuspect => HasSelected && _routes[0].NextHop.IsSuspect;

    /// <summary>What neighbours are told: the total; infinite without a route, or over a link that does not answer.</summary>
    internal Metric TotalToAnnounce => HasSelected && !_routes[0].NextHop.IsSuspect ? _routes[0].Total : Metric.Infinite;

    /// <summary>Total that was last announced to all; infinite after a retraction; null if never.</summary>
    internal Metric? Announced { get; set; }

    internal TimeSpan AnnouncedAt { get; set; }

    /// <summary>When a drifted cost is due to be announced; null if none is.</summary>
    internal TimeSpan? DriftDueAt { get; set; }

    /// <summary>For which time this subnet stands in the router's deadline queue; null if it does not.</summary>
    internal TimeSpan? ScheduledAt { get; set; }

    /// <summary>What the data plane was last told; null if it knows nothing.</summary>
    internal (LinkId NextHop, TimeSpan ExpiresAt)? Published { get; set; }

    /// <summary>Whether nothing is held any more.</summary>
    internal bool IsEmpty => RouteCount == 0 && _sources.Length == 0 && QueriedUntil is null && NoRouteUntil is null && _requests is null;

    internal IReadOnlyList<SeqnoRequest> Requests => _requests ?? (IReadOnlyList<SeqnoRequest>)[];

    /// <summary>The router id to ask for a newer seqno of: a retracted route carries that of its sender instead.</summary>
    internal RouterId Origin
    {
        get
        {
            foreach (ref readonly Route route in Routes)
            {
                if (route.RouterId.Key == Key) { return route.RouterId; }
            }

            return _sources.Length > 0 ? _sources.MaxBy(static source => source.ExpiresAt).RouterId : _routes[0].RouterId;
        }
    }

    /// <summary>Index of the route through a neighbour, or -1.</summary>
    internal int IndexOf(Neighbour neighbour)
    {
        for (int i = 0; i < RouteCount; i++)
        {
            if (ReferenceEquals(_routes[i].NextHop, neighbour)) { return i; }
        }

        return -1;
    }

    internal void Add(in Route route)
    {
        if (RouteCount == _routes.Length) { Array.Resize(ref _routes, Math.Max(1, RouteCount * 2)); }

        _routes[RouteCount++] = route;
        route.NextHop.RouteCount++;
    }

    internal void RemoveAt(int index)
    {
        if (index == 0) { HasSelected = false; }

        _routes[index].NextHop.RouteCount--;
        _routes[index] = _routes[--RouteCount];
        _routes[RouteCount] = default;
        if (RouteCount == 0) { _routes = []; }
    }

    /// <summary>Makes a route the selected one, that is the first; -1 selects none.</summary>
    internal void Select(int index, TimeSpan now)
    {
        bool isChange = index != 0 || !HasSelected;
        if (isChange && HasSelected) { _routes[0].Since = now; }

        HasSelected = index >= 0;
        if (index < 0) { return; }

        (_routes[0], _routes[index]) = (_routes[index], _routes[0]);
        if (isChange) { _routes[0].Since = now; }
    }

    /// <summary>The feasibility distance of a source; null if nothing was announced of it.</summary>
    internal FeasibilityDistance? DistanceOf(RouterId routerId)
    {
        int index = SourceIndex(routerId);
        return index < 0 ? null : _sources[index].Distance;
    }

    internal bool IsFeasible(RouterId routerId, SequenceNumber seqno, Metric metric) =>
        DistanceOf(routerId)?.Allows(seqno, metric) ?? true;

    /// <summary>Records an announcement; the oldest source gives way when there are too many.</summary>
    internal void RecordAnnouncement(RouterId routerId, SequenceNumber seqno, Metric metric, TimeSpan expiresAt, int maximumSources)
    {
        int index = SourceIndex(routerId);
        if (index >= 0)
        {
            _sources[index].Distance = _sources[index].Distance.Announce(seqno, metric, out bool isRenewed);
            if (isRenewed) { _sources[index].ExpiresAt = expiresAt; }

            return;
        }

        var entry = new SourceEntry { RouterId = routerId, Distance = new FeasibilityDistance(seqno, metric), ExpiresAt = expiresAt };
        if (_sources.Length < maximumSources)
        {
            _sources = [.. _sources, entry];
        }
        else
        {
            _sources.AsSpan().Sort(static (a, b) => a.ExpiresAt.CompareTo(b.ExpiresAt));
            _sources[0] = entry;
        }
    }

    internal void RemoveExpiredSources(TimeSpan now)
    {
        foreach (SourceEntry entry in _sources)
        {
            if (entry.ExpiresAt <= now)
            {
                _sources = Array.FindAll(_sources, source => source.ExpiresAt > now);
                return;
            }
        }
    }

    internal SeqnoRequest? FindRequest(RouterId routerId, SequenceNumber wanted) =>
        _requests?.Find(request => request.RouterId == routerId && request.Wanted == wanted);

    /// <summary>Remembers a request; the oldest gives way when there are too many.</summary>
    internal SeqnoRequest AddRequest(RouterId routerId, SequenceNumber wanted, int maximumRequests)
    {
        _requests ??= [];
        if (_requests.Count == maximumRequests) { _requests.RemoveAt(0); }

        var request = new SeqnoRequest(routerId, wanted);
        _requests.Add(request);
        return request;
    }

    internal void RemoveRequests(Predicate<SeqnoRequest> match)
    {
        _requests?.RemoveAll(match);
        if (_requests?.Count == 0) { _requests = null; }
    }

    /// <summary>When something here is due next.</summary>
    internal TimeSpan? NextDeadline(TimeSpan seqnoRequestLife)
    {
        TimeSpan? next = Earlier(Earlier(QueriedUntil, NoRouteUntil), DriftDueAt);
        foreach (ref readonly Route route in Routes) { next = Earlier(next, route.ExpiresAt); }

        foreach (ref readonly SourceEntry source in _sources.AsSpan()) { next = Earlier(next, source.ExpiresAt); }

        foreach (SeqnoRequest request in Requests) { next = Earlier(next, request.LastSent + seqnoRequestLife); }

        return next;
    }

    private static TimeSpan? Earlier(TimeSpan? a, TimeSpan? b) => a is null || b < a ? b : a;

    private int SourceIndex(RouterId routerId)
    {
        for (int i = 0; i < _sources.Length; i++)
        {
            if (_sources[i].RouterId == routerId) { return i; }
        }

        return -1;
    }
}
