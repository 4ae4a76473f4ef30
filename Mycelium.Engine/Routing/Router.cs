using Mycelium.Engine.Identity;
using Mycelium.Engine.Wire;

namespace Mycelium.Engine.Routing;

/// <summary>The routing protocol of one node: events in, effects out. One owner; no lock, clock, task or log.</summary>
/// <remarks>
/// Call <see cref="Handle"/> for each event and <see cref="HandleTimers"/> when <see cref="NextDeadline"/> is reached, with a
/// clock that never runs backwards. Source: <c>routing-behaviour.md</c>; RFC 8966.
/// </remarks>
public sealed partial class Router
{
    private readonly RouterOptions _options;
    private readonly RouterId _self;
    private readonly Subnet _ownSubnet;
    private readonly DestinationTable _destinations;
    private readonly Dictionary<LinkId, Neighbour> _neighbours = [];
    private readonly HashSet<Destination> _queried = [];

    // Neighbours that are gone, with the destinations that still have a route through them.
    private readonly Queue<(Neighbour Neighbour, Queue<Destination> Destinations)> _lost = new();
    private readonly TokenBucket _forwardedRequests;
    private readonly TokenBucket _fallbackRequests;
    private SequenceNumber _seqno;
    private TimeSpan _lastBump;
    private TimeSpan? _bumpDueAt;
    private TimeSpan _nextHello;
    private TimeSpan _nextOwnUpdate;
    private TimeSpan _nextNeighbourCheck;
    private TimeSpan _nextLook = TimeSpan.MaxValue;

    /// <summary>Makes the router of a node that starts now.</summary>
    /// <param name="options">Times and bounds.</param>
    /// <param name="self">Router id of this start of the node.</param>
    /// <param name="now">The owner's monotonic clock.</param>
    public Router(RouterOptions options, RouterId self, TimeSpan now)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        _self = self;
        _ownSubnet = self.Key.Subnet;
        _destinations = new DestinationTable(options.MaximumDestinations, options.SeqnoRequestLife);
        _forwardedRequests = new TokenBucket(options.AllForwardedRequestBurst, options.AllForwardedRequestRate);
        _fallbackRequests = new TokenBucket(options.FallbackRequestBurst, options.FallbackRequestRate);
        _lastBump = now;
        _nextHello = now + options.HelloInterval;
        _nextOwnUpdate = now + options.UpdateInterval;
        _nextNeighbourCheck = now + options.NeighbourCheckInterval;
    }

    /// <summary>What was counted; live, for the owner.</summary>
    public RouterCounters Counters { get; } = new();

    /// <summary>The own sequence number.</summary>
    public SequenceNumber Seqno => _seqno;

    /// <summary>Whether routes of a lost neighbour are still to be taken back: each call of <see cref="HandleTimers"/> does a part.</summary>
    internal bool IsLosingRoutes => _lost.Count > 0;

    /// <summary>When to call <see cref="HandleTimers"/> at the latest.</summary>
    public TimeSpan NextDeadline
    {
        get
        {
            if (_lost.Count > 0) { return TimeSpan.Zero; }

            TimeSpan next = Earlier(Earlier(_nextHello, _nextOwnUpdate), _nextNeighbourCheck);
            next = Earlier(Earlier(next, _nextLook), _distrust.NextDeadline);
            next = _bumpDueAt is { } bump ? Earlier(next, bump) : next;
            return _destinations.NextDeadline is { } due ? Earlier(next, due) : next;
        }
    }

    /// <summary>Applies one event and appends what must be done about it, in order, to <paramref name="effects"/>.</summary>
    /// <param name="input">What happened; events of links that are not up are ignored.</param>
    /// <param name="now">The owner's monotonic clock.</param>
    /// <param name="effects">Receives the effects.</param>
    public void Handle(in RouterEvent input, TimeSpan now, EffectList effects)
    {
        ArgumentNullException.ThrowIfNull(effects);
        switch (input.Kind)
        {
            case RouterEventKind.LinkUp:
                AddNeighbour(input.Link, input.StaticCost, now, effects);
                break;
            case RouterEventKind.LinkDown:
                if (_neighbours.TryGetValue(input.Link, out Neighbour? lost)) { RemoveNeighbour(lost, now, effects); }

                break;
            case RouterEventKind.TlvReceived:
                if (_neighbours.TryGetValue(input.Link, out Neighbour? sender)) { HandleTlv(sender, input.Tlv, now, effects); }

                break;
            case RouterEventKind.RouteNeeded:
                HandleRouteNeeded(input.Address, input.Need, now, effects);
                break;
            case RouterEventKind.LinkObserved:
                if (_neighbours.TryGetValue(input.Link, out Neighbour? observed)) { observed.Health?.Observe(input.Activity, now); }

                break;
            case RouterEventKind.CostSet:
                if (_neighbours.TryGetValue(input.Link, out Neighbour? priced)) { SetCost(priced, input.Cost, now, effects); }

                break;
            case RouterEventKind.DeliveryDoubted:
            case RouterEventKind.DeliveryFailed:
            case RouterEventKind.DeliveryProved:
                HandleDelivery(input, now, effects);
                break;
            case RouterEventKind.NetworkChanged:
            case RouterEventKind.Woke:
                ProbeAll(isAwakening: input.Kind == RouterEventKind.Woke, now, effects);
                break;
            default:
                throw new ArgumentException($"No rule for {input.Kind}.", nameof(input));
        }
    }

    /// <summary>Does what is due.</summary>
    public void HandleTimers(TimeSpan now, EffectList effects)
    {
        ArgumentNullException.ThrowIfNull(effects);
        LoseRoutes(now, effects);
        while (_destinations.TryTakeDue(now, out Destination? destination)) { HandleDue(destination, now, effects); }

        if (_distrust.NextDeadline <= now) { ExpireDistrust(now, effects); }

        if (_nextOwnUpdate <= now)
        {
            AnnounceOwnToAll(effects);
            _nextOwnUpdate = now + _options.UpdateInterval;
        }

        if (_nextHello <= now)
        {
            SendHellos(now, effects);
            _nextHello = now + _options.HelloInterval;
        }

        if (_nextLook <= now) { LookAtLinks(now, effects); }

        if (_nextNeighbourCheck <= now)
        {
            CloseSilentNeighbours(now, effects);
            _nextNeighbourCheck = now + _options.NeighbourCheckInterval;
        }

        if (_bumpDueAt <= now) { BumpSeqno(now, effects); }
    }

    /// <summary>Tells all neighbours that this node goes away; nothing else may be called afterwards.</summary>
    public void Retire(EffectList effects)
    {
        ArgumentNullException.ThrowIfNull(effects);
        var retraction = ControlTlv.From(OwnUpdate() with { Metric = Metric.Infinite });
        foreach (Neighbour neighbour in _neighbours.Values) { Send(neighbour, retraction, effects); }
    }

    private static TimeSpan Earlier(TimeSpan a, TimeSpan b) => a < b ? a : b;

    private static ushort Centiseconds(TimeSpan interval) => (ushort)((long)interval.TotalMilliseconds / 10);

    private void HandleTlv(Neighbour sender, in ControlTlv tlv, TimeSpan now, EffectList effects)
    {
        Counters.ReceivedTlvs++;
        switch (tlv.Type)
        {
            case TlvType.Hello:
                var answer = new IhuTlv(sender.Cost.Value, Centiseconds(_options.IhuInterval), null);
                Send(sender, ControlTlv.From(answer), effects);
                break;
            case TlvType.Ihu:
                sender.HandleIhu(now);
                if (sender.Health is not null) { CompareCost(sender, now, effects); }

                break;
            case TlvType.Update:
                HandleUpdate(sender, tlv.Update, now, effects);
                break;
            case TlvType.RouteRequest:
                HandleRouteRequest(sender, tlv.RouteRequest, now, effects);
                break;
            case TlvType.SeqnoRequest:
                HandleSeqnoRequest(sender, tlv.SeqnoRequest, now, effects);
                break;
            default:
                break;
        }
    }

    private void Send(Neighbour neighbour, in ControlTlv tlv, EffectList effects)
    {
        Counters.SentTlvs++;
        effects.Add(RouterEffect.SendTlv(neighbour.Link, tlv));
    }
}
