using Mycelium.Engine.DataPlane;
using Mycelium.Engine.Identity;
using Mycelium.Engine.Management;
using Mycelium.Engine.Peering;
using Mycelium.Engine.Routing;
using Mycelium.Engine.Transports;
using Mycelium.Engine.Wire;

namespace Mycelium.Engine;

/// <content>What the data thread and the peering service report: posted from their threads, handled on the loop.</content>
internal sealed partial class NodeControl : IPacketLoopEvents, IPeeringEvents
{
    // Accepted connections that wait for the loop; what comes beyond is a flood, and closed at once.
    private const int MaximumWaitingAccepts = 64;

    // A flood of refused connections must not bury the other events.
    private static readonly TimeSpan RefusalPause = TimeSpan.FromSeconds(10);

    private int _waitingAccepts;
    private int _lastLink;
    private int _refusals;
    private int _displaced;
    private int _overruns;
    private TimeSpan? _refusalReportedAt;
    private bool _hasSetCosts;
    private TimeSpan? _wokeAt;
    private TimeSpan _nextTick = TimeSpan.MaxValue;

    bool IPacketLoopEvents.TryTlvReceived(LinkId link, in ControlTlv tlv) => _inbox.TryPost(link, tlv);

    // Which destinations are used matters to link health only: without it the reports would take the places of real needs.
    bool IPacketLoopEvents.TryRouteNeeded(Ipv6Address address, RouteNeed need) =>
        (need == RouteNeed.Use && !_watchesLinks) || _inbox.TryPost(address, need);

    void IPacketLoopEvents.LinkClosed(LinkId link, string reason) => _inbox.Post(() => HandleClosed(link, reason));

    void IPacketLoopEvents.Failed(Exception exception) => _inbox.Post(() => _failure ??= Describe(exception));

    void IPeeringEvents.LinkAccepted(ITransportLink link)
    {
        if (Interlocked.Increment(ref _waitingAccepts) > MaximumWaitingAccepts)
        {
            Interlocked.Decrement(ref _waitingAccepts);
            Interlocked.Increment(ref _overruns);
            link.Dispose();
            return;
        }

        _inbox.Post(() =>
        {
            Interlocked.Decrement(ref _waitingAccepts);
            HandleAccepted(link);
        });
    }

    void IPeeringEvents.DialSucceeded(Endpoint endpoint, ITransportLink link) => _inbox.Post(() => HandleDialled(endpoint, link));

    void IPeeringEvents.DialFailed(Endpoint endpoint, string reason) => _inbox.Post(() =>
    {
        _peers.DialFailed(endpoint, reason, _clock.Now, _peerEffects);
        CarryOutPeerEffects();
    });

    void IPeeringEvents.BeaconReceived(Endpoint endpoint, RouterId routerId) => _inbox.Post(() => HandleBeacon(endpoint, routerId));

    void IPeeringEvents.NetworkChanged() => _inbox.Post(() =>
    {
        HandleRouter(RouterEvent.NetworkChanged());
        RedialPeers();
    });

    void IPeeringEvents.PeeringWarning(string message) => _events.Raise(NodeEventSeverity.Warning, "peering", message);

    private void HandleAccepted(ITransportLink transport)
    {
        var link = new NodeLink(new LinkId(++_lastLink), transport, transport.RemoteEndpoint);
        string? refusal = _isClosed || _isStopping
            ? "The node is stopping."
            : _peers.TryAccept(link.Endpoint, transport.RemoteAddress?.Address, link.Id, _clock.Now, _peerEffects);
        if (refusal is not null)
        {
            transport.Dispose();
            ReportRefusal(link.Endpoint, refusal);
            return;
        }

        LinkId displaced = _halfOpen.Add(link.Id, transport.RemoteAddress?.Address);
        if (displaced != LinkId.None)
        {
            _displaced++;
            _packets.DetachLink(displaced, "Too many connections have announced nothing yet.");
        }

        Attach(link);
        CarryOutPeerEffects();
    }

    private void HandleDialled(Endpoint endpoint, ITransportLink transport)
    {
        if (_isClosed || _isStopping)
        {
            transport.Dispose();
            return;
        }

        var link = new NodeLink(new LinkId(++_lastLink), transport, endpoint);
        _peers.DialSucceeded(endpoint, link.Id, _clock.Now, _peerEffects, transport.RemoteAddress?.Address);
        if (_peers.Find(link.Id) is null)
        {
            transport.Dispose();
        }
        else
        {
            Attach(link);
        }

        CarryOutPeerEffects();
    }

    private void Attach(NodeLink link)
    {
        _links.Add(link.Id, link);
        bool isNamed = _peers.Find(link.Id)?.Kind is PeerKind.Static or PeerKind.Discovered;
        _linkTotals.Add(link.Id, isNamed ? link.Endpoint.ToString() : LinkTotals.Inbound, link.Counters);
        _packets.AttachLink(link.Id, link.Transport, link.Counters);
        HandleRouter(RouterEvent.LinkUp(link.Id, link.Transport.StaticCost));
        ApplyCosts();
        _hasChanged = true;
    }

    private void HandleClosed(LinkId id, string reason)
    {
        if (!_links.Remove(id, out NodeLink? link)) { return; }

        _linkTotals.Remove(id);
        _halfOpen.Remove(id);
        _inbox.Remove(id);
        _peers.LinkClosed(id, reason, link.Counters.ReceivedBytes, link.Counters.SentBytes, _clock.Now, _peerEffects);
        HandleRouter(RouterEvent.LinkDown(id));
        CarryOutPeerEffects();
        ApplyCosts();
    }

    // A peer's connection can be another one at any time, also one that it opened to us.
    private void ApplyCosts()
    {
        if (!_hasSetCosts) { return; }

        foreach (PeerRecord peer in _peers.Peers.Where(peer => peer.FixedCost is not null && peer.Link != LinkId.None))
        {
            HandleRouter(RouterEvent.CostSet(peer.Link, new Metric(peer.FixedCost!.Value)));
        }
    }

    // A node that is connected already is not dialled a second time: one connection serves both. Beacons are not signed, so what
    // is said of one address is believed for that address only.
    private void HandleBeacon(Endpoint endpoint, RouterId routerId)
    {
        bool isKnown = _peers.Peers.Any(peer =>
            peer.State == PeerState.Alive
            && peer.RouterId == routerId
            && _links.GetValueOrDefault(peer.Link)?.Transport.RemoteAddress?.Address is { } address
            && address.Equals(endpoint.Address));
        if (isKnown) { return; }

        _peers.Add(endpoint, PeerKind.Discovered, _clock.Now, _peerEffects);
        CarryOutPeerEffects();
    }

    // The data plane counts; the router, which decides what that means, is told before it looks at a link.
    private void ObserveLinks(bool all)
    {
        if (!_watchesLinks) { return; }

        TimeSpan now = _clock.Now;
        foreach (NodeLink link in _links.Values)
        {
            if (all || _router.IsLookDue(link.Id, now)) { HandleRouter(RouterEvent.LinkObserved(link.Id, Observe(link))); }
        }
    }

    // The system is asked only where it matters: each question is a system call.
    private LinkActivity Observe(NodeLink link)
    {
        LinkActivity activity = link.Counters.Activity;
        return _router.IsProofMissing(link.Id) ? activity with { AcknowledgedAt = _clock.Now - link.Transport.GetSilence() } : activity;
    }

    // The data thread, once a second. Timers do not count while the machine sleeps.
    private void WatchClocks()
    {
        TimeSpan now = _clock.Now;
        if (_tickWatch.HasJumped(now, _time.GetUtcNow(), _nextTick)) { _inbox.Post(Wake); }

        _nextTick = now + PacketLoop.Tick;
    }

    // After a sleep nothing is known of any connection, name or address.
    private void Wake()
    {
        if (_clock.Now - _wokeAt < WakePause) { return; }

        _wokeAt = _clock.Now;
        _events.Raise(NodeEventSeverity.Information, "node", "Time has passed unseen, or the clock was set: all peers are looked at anew.");
        ObserveLinks(all: true);
        HandleRouter(RouterEvent.Woke());
        RedialPeers();
    }

    private void RedialPeers()
    {
        _peers.NetworkChanged(_clock.Now, _peerEffects);
        CarryOutPeerEffects();
    }

    private void ReportHealth(LinkId id)
    {
        _hasChanged = true;
        if (!_links.TryGetValue(id, out NodeLink? link)) { return; }

        string state = _router.IsSuspect(id) ? "no longer answers; other ways are preferred." : "answers again.";
        _events.Raise(NodeEventSeverity.Information, "peering", $"{link.Endpoint}: {state}");
    }

    private void ReportRefusal(Endpoint endpoint, string refusal)
    {
        _refusals++;
        if (_clock.Now - _refusalReportedAt < RefusalPause) { return; }

        _events.Raise(NodeEventSeverity.Warning, "peering", $"{endpoint}: refused. {refusal} Refused so far: {_refusals}.");
        _refusalReportedAt = _clock.Now;
    }
}
