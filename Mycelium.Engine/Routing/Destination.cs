using Mycelium.Engine.Identity;
using Mycelium.Engine.Wire;

namespace Mycelium.Engine.Routing;

/// <summary>All that the router holds of one subnet: routes, feasibility distances, a search, requests. The selected route is the first.</summary>
/// <remarks>There may be a million of them: what few need is in <see cref="Activity"/>.</remarks>
internal sealed class Destination(Ipv6Address network, byte prefixLength)
{
    private const int NotPublished = -1;

    private InlineList<Route> _routes;
    private SourceEntry[] _sources = [];
    private RouteOrigin? _owner;
    private TimeSpan _scheduledAt = TimeSpan.MaxValue;
    private TimeSpan _publishedExpiry;
    private int _publishedNextHop = NotPublished;

    internal Destination(Subnet subnet)
        : this(subnet.Network, subnet.PrefixLength)
    {
    }

    internal Subnet Subnet => new(network, prefixLength);

    internal int RouteCount => _routes.Count;

    /// <summary>Whether the first route is selected.</summary>
    internal bool HasSelected { get; private set; }

    internal RouteList Routes => new(this);

    internal ReadOnlySpan<SourceEntry> Sources => _sources;

    /// <summary>Whether any route is known, usable or not.</summary>
    internal bool Exists => _routes.Count > 0;

    /// <summary>Whether all that is left of routes was retracted.</summary>
    internal bool IsLost
    {
        get
        {
            foreach (ref readonly Route route in Routes)
            {
                if (!route.Metric.IsInfinite) { return false; }
            }

            return Exists;
        }
    }

    /// <summary>Key behind the subnet, of the route that made it known.</summary>
    internal PublicKey Key => _owner?.RouterId.Key ?? default;

    /// <summary>What is held while it is searched, used, or asked about; null if it is not.</summary>
    internal DestinationActivity? Activity { get; private set; }

    /// <summary>As <see cref="Activity"/>, made if there is none.</summary>
    internal DestinationActivity Active => Activity ??= new DestinationActivity();

    internal bool IsSearched => Activity?.QueriedUntil is not null;

    /// <summary>Whether the selected route goes over a link that does not answer.</summary>
    internal bool IsSelectedSuspect => HasSelected && _routes[0].NextHop.IsSuspect;

    /// <summary>What neighbours are told: the total; infinite without a route, or over a link that does not answer.</summary>
    internal Metric TotalToAnnounce => HasSelected && !_routes[0].NextHop.IsSuspect ? _routes[0].Total : Metric.Infinite;

    /// <summary>Total that was last announced; infinite after a retraction; null if never.</summary>
    internal Metric? Announced { get; set; }

    internal TimeSpan AnnouncedAt { get; set; }

    /// <summary>Whether all neighbours are told of it; otherwise only the <see cref="DestinationActivity.Audience"/>.</summary>
    internal bool IsForAll { get; set; }

    /// <summary>Whether the table counts it among those with routes.</summary>
    internal bool IsCounted { get; set; }

    /// <summary>Whether it stands in the list of those that may give way.</summary>
    internal bool IsListedAsIdle { get; set; }

    /// <summary>For which time this subnet stands in the router's deadline queue; null if it does not.</summary>
    internal TimeSpan? ScheduledAt
    {
        get => _scheduledAt == TimeSpan.MaxValue ? null : _scheduledAt;
        set => _scheduledAt = value ?? TimeSpan.MaxValue;
    }

    /// <summary>What the data plane was last told; null if it knows nothing.</summary>
    internal (LinkId NextHop, TimeSpan ExpiresAt)? Published
    {
        get => _publishedNextHop == NotPublished ? null : (new LinkId(_publishedNextHop), _publishedExpiry);
        set => (_publishedNextHop, _publishedExpiry) = value is { } told ? (told.NextHop.Value, told.ExpiresAt) : (NotPublished, default);
    }

    /// <summary>Whether nothing is held any more.</summary>
    internal bool IsEmpty => IsIdle && _sources.Length == 0;

    /// <summary>Whether feasibility distances are all that is held.</summary>
    internal bool IsIdle => !Exists && Activity is not { IsPending: true };

    internal IReadOnlyList<SeqnoRequest> Requests => Activity?.Requests ?? (IReadOnlyList<SeqnoRequest>)[];

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

    internal ref Route RouteAt(int index) => ref _routes[index];

    /// <summary>Index of the route through a neighbour, or -1.</summary>
    internal int IndexOf(Neighbour neighbour)
    {
        for (int i = 0; i < _routes.Count; i++)
        {
            if (ReferenceEquals(_routes[i].NextHop, neighbour)) { return i; }
        }

        return -1;
    }

    /// <summary>The router id as this destination holds it.</summary>
    internal RouteOrigin OriginOf(RouterId routerId)
    {
        foreach (ref readonly Route route in Routes)
        {
            if (route.RouterId == routerId) { return route.Origin; }
        }

        int index = SourceIndex(routerId);
        return index < 0 ? new RouteOrigin(routerId) : _sources[index].Origin;
    }

    /// <summary>Adds a route; the first decides whose the subnet is.</summary>
    internal void Add(in Route route)
    {
        if (!Exists) { _owner = route.Origin; }

        _routes.Add(route);
        route.NextHop.NoteAdded(this);
    }

    internal void RemoveAt(int index)
    {
        if (index == 0) { HasSelected = false; }

        Neighbour neighbour = _routes[index].NextHop;
        _routes.RemoveAt(index);
        neighbour.NoteRemoved();
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
    internal void RecordAnnouncement(RouteOrigin origin, SequenceNumber seqno, Metric metric, TimeSpan expiresAt, int maximumSources)
    {
        int index = SourceIndex(origin.RouterId);
        if (index >= 0)
        {
            _sources[index].Announce(seqno, metric, expiresAt);
            return;
        }

        var entry = new SourceEntry { Origin = origin, Distance = new FeasibilityDistance(seqno, metric), ExpiresAt = expiresAt };
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
        foreach (ref readonly SourceEntry entry in Sources)
        {
            if (entry.ExpiresAt <= now)
            {
                _sources = Array.FindAll(_sources, source => source.ExpiresAt > now);
                return;
            }
        }
    }

    internal SeqnoRequest? FindRequest(RouterId routerId, SequenceNumber wanted) =>
        Activity?.Requests?.Find(request => request.RouterId == routerId && request.Wanted == wanted);

    /// <summary>Remembers a request; the oldest gives way when there are too many.</summary>
    internal SeqnoRequest AddRequest(RouterId routerId, SequenceNumber wanted, int maximumRequests)
    {
        List<SeqnoRequest> requests = Active.Requests ??= [];
        if (requests.Count == maximumRequests) { requests.RemoveAt(0); }

        var request = new SeqnoRequest(routerId, wanted);
        requests.Add(request);
        return request;
    }

    internal void RemoveRequests(Predicate<SeqnoRequest> match)
    {
        if (Activity?.Requests is not { } requests) { return; }

        requests.RemoveAll(match);
        if (requests.Count == 0) { Activity.Requests = null; }
    }

    /// <summary>Lets go of what is blank.</summary>
    internal void Trim()
    {
        if (Activity is { IsBlank: true }) { Activity = null; }
    }

    /// <summary>When something here is due next.</summary>
    internal TimeSpan? NextDeadline(TimeSpan seqnoRequestLife)
    {
        TimeSpan? next = null;
        if (Activity is { } activity)
        {
            next = Earlier(Earlier(activity.QueriedUntil, activity.NoRouteUntil), Earlier(activity.DriftDueAt, activity.RetryAt));
            foreach (SeqnoRequest request in Requests) { next = Earlier(next, request.LastSent + seqnoRequestLife); }
        }

        for (int i = 0; i < _routes.Count; i++) { next = Earlier(next, _routes[i].ExpiresAt); }

        foreach (ref readonly SourceEntry source in Sources) { next = Earlier(next, source.ExpiresAt); }

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
