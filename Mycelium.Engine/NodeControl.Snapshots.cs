using Mycelium.Engine.Cryptography;
using Mycelium.Engine.DataPlane;
using Mycelium.Engine.Errors;
using Mycelium.Engine.Identity;
using Mycelium.Engine.Management;
using Mycelium.Engine.Peering;
using Mycelium.Engine.Routing;
using Mycelium.Engine.Transports;
using Mycelium.Engine.Wire;

namespace Mycelium.Engine;

/// <content>What callers ask for; runs on the loop.</content>
internal sealed partial class NodeControl
{
    private static readonly DropReason[] DropReasons = Enum.GetValues<DropReason>();

    internal NodeSnapshot Snapshot() => Outline(NodeState.Running, null) with
    {
        PeerCount = _peers.Count,
        ConnectedPeerCount = ConnectedPeerCount,
        RouteCount = _router.SelectedCount,
    };

    // What can be said of a node in any state.
    private NodeSnapshot Outline(NodeState state, string? failure) => new()
    {
        Name = _description.Name,
        State = state,
        Failure = failure,
        Address = _identity.Address.ToIPAddress(),
        Subnet = _identity.Subnet.ToString(),
        PublicKey = _identity.PublicKey.ToString(),
        KeyPath = _description.KeyPath,
        RouterId = _routerId.ToString(),
        Tunnel = _tunnel.Mode,
        InterfaceName = _tunnel.InterfaceName,
        Mtu = _tunnel.Mtu,
        Listen = _description.Listen,
        LinkHealth = _watchesLinks,
        PeerCount = 0,
        ConnectedPeerCount = 0,
        RouteCount = 0,
        StartedAt = _description.StartedAt,
        Warnings = _description.Warnings,
    };

    internal IReadOnlyList<PeerSnapshot> Peers() => [.. _peers.Peers.OrderBy(peer => peer.AddedAt).Select(ToSnapshot)];

    internal IReadOnlyList<RouteSnapshot> Routes() =>
    [
        .. _router.Routes()
            .OrderBy(route => route.Subnet.Network.High)
            .ThenBy(route => route.Subnet.Network.Low)
            .ThenBy(route => route.Subnet.PrefixLength)
            .ThenBy(route => route.State)
            .ThenBy(route => route.TotalMetric.Value)
            .Select(ToSnapshot),
    ];

    internal IReadOnlyList<RouteSnapshot> RoutesTo(Ipv6Address address) => [.. _router.RoutesTo(address).Select(ToSnapshot)];

    internal NodeStatistic Statistic()
    {
        QueueHistograms queues = _linkTotals.Queues();
        return new NodeStatistic
        {
            Node = _description.Name,
            Time = _clock.ToTimeOfDay(_clock.Now),
            SentPackets = DataCounters.SentPackets,
            SentBytes = DataCounters.SentBytes,
            ReceivedPackets = DataCounters.ReceivedPackets,
            ReceivedBytes = DataCounters.ReceivedBytes,
            ForwardedPackets = DataCounters.ForwardedPackets,
            ForwardedBytes = DataCounters.ForwardedBytes,
            Dropped = DropReasons.ToDictionary(reason => reason.ToString(), DataCounters.Dropped, StringComparer.Ordinal),
            Stages = DataCounters.Stages(),
            Sealing = SealingKey.Implementation,
            QueueDelay = TimeDistribution.Of(queues.Delay),
            QueueDepth = SizeDistribution.Of(queues.Depth),
            TurnDuration = TimeDistribution.Of(DataCounters.TurnDuration),
            BatchSize = SizeDistribution.Of(DataCounters.BatchSize),
            Links = _links.Values.Where(link => _peers.Find(link.Id) is not null).Select(ToStatistic).ToArray(),
            WaitingPackets = DataCounters.WaitingPackets,
            SentErrors = DataCounters.SentErrors,
            ReceivedTlvs = _router.Counters.ReceivedTlvs,
            SentTlvs = _router.Counters.SentTlvs,
            RefusedSeqnos = _router.Counters.RefusedSeqnos,
            SkippedInput = DataCounters.SkippedInput,
            Limited = Limited(),
            RouteCount = _router.SelectedCount,
            ConnectedPeerCount = ConnectedPeerCount,
        };
    }

    private static LinkStatistic ToStatistic(NodeLink link) => new()
    {
        Peer = link.Endpoint.ToString(),
        ReceivedBytes = link.Counters.ReceivedBytes,
        SentBytes = link.Counters.SentBytes,
        QueuedBytes = link.Counters.QueuedBytes,
        QueueDelay = TimeDistribution.Of(link.Counters.Queue.Delay),
        QueueDepth = SizeDistribution.Of(link.Counters.Queue.Depth),
    };

    // The names are stable: docs/hardening.md lists them with their limits.
    private Dictionary<string, long> Limited() => new(StringComparer.Ordinal)
    {
        ["Requests"] = _router.Counters.LimitedRequests + _router.Counters.RefusedSeqnoRequests,
        ["Routes"] = _router.Counters.RefusedByBound,
        ["ControlPauses"] = _inbox.Pauses,
        ["UnreadLinks"] = DataCounters.UnreadLinks,
        ["Connections"] = _refusals,
        ["AcceptedConnections"] = Volatile.Read(ref _overruns),
        ["SilentConnections"] = _displaced,
        ["Events"] = _events.Dropped,
    };

    /// <exception cref="MyceliumException"><see cref="MyceliumErrorId.PeerExists"/> or
    /// <see cref="MyceliumErrorId.PeerLimitReached"/>.</exception>
    internal PeerSnapshot AddPeer(Endpoint endpoint, int? cost, bool isEnabled)
    {
        AddPeerOutcome outcome = _peers.Add(endpoint, PeerKind.Static, _clock.Now, _peerEffects, isEnabled);
        CarryOutPeerEffects();
        return outcome switch
        {
            AddPeerOutcome.Added when cost is not null => SetPeerCost(endpoint, (ushort)cost),
            AddPeerOutcome.Added => ToSnapshot(_peers.Find(endpoint)!),
            AddPeerOutcome.Exists => throw new MyceliumException(
                MyceliumErrorId.PeerExists,
                $"The node '{_description.Name}' has the peer {endpoint} already.",
                "Look at it with Get-MyceliumPeer."),
            _ => throw new MyceliumException(
                MyceliumErrorId.PeerLimitReached,
                $"The node '{_description.Name}' has no room for another peer.",
                "Remove peers that are not needed."),
        };
    }

    /// <exception cref="MyceliumException"><see cref="MyceliumErrorId.PeerNotFound"/>.</exception>
    internal PeerSnapshot RemovePeer(Endpoint endpoint)
    {
        PeerSnapshot? last = _peers.Find(endpoint) is { } record ? ToSnapshot(record) : null;
        _peers.Remove(endpoint, _peerEffects);
        _hasChanged = true;
        CarryOutPeerEffects();
        return last ?? throw NoPeer(endpoint);
    }

    /// <exception cref="MyceliumException"><see cref="MyceliumErrorId.PeerNotFound"/>, or <see cref="MyceliumErrorId.InvalidOption"/> for a
    /// peer that connected by itself.</exception>
    internal PeerSnapshot EnablePeer(Endpoint endpoint, bool isEnabled)
    {
        PeerRecord peer = _peers.Find(endpoint) ?? throw NoPeer(endpoint);
        if (!_peers.SetEnabled(endpoint, isEnabled, _clock.Now, _peerEffects))
        {
            throw new MyceliumException(
                MyceliumErrorId.InvalidOption,
                $"The {peer.Kind} peer {endpoint} of the node '{_description.Name}' can be neither enabled nor disabled.",
                "Remove it with Remove-MyceliumPeer; what connected by itself can come back.");
        }

        CarryOutPeerEffects();
        return ToSnapshot(_peers.Find(endpoint)!);
    }

    /// <exception cref="MyceliumException"><see cref="MyceliumErrorId.PeerNotFound"/>.</exception>
    internal PeerSnapshot SetPeerCost(Endpoint endpoint, ushort? cost)
    {
        if (!_peers.SetCost(endpoint, cost)) { throw NoPeer(endpoint); }

        _hasSetCosts |= cost is not null;
        HandleRouter(RouterEvent.CostSet(_peers.Find(endpoint)!.Link, cost is { } known ? new Metric(known) : null));
        _hasChanged = true;
        return ToSnapshot(_peers.Find(endpoint)!);
    }

    private MyceliumException NoPeer(Endpoint endpoint) => new(
        MyceliumErrorId.PeerNotFound, $"The node '{_description.Name}' has no peer {endpoint}.", "List the peers with Get-MyceliumPeer.");

    internal bool RequestRoute(Ipv6Address destination)
    {
        HandleRouter(RouterEvent.RouteNeeded(destination, RouteNeed.Inquiry));
        _hasChanged = true;
        return true;
    }

    private int ConnectedPeerCount => _peers.Peers.Count(peer => peer.State == PeerState.Alive);

    private PeerSnapshot ToSnapshot(PeerRecord record)
    {
        NodeLink? link = _links.GetValueOrDefault(record.Link);
        (Metric Cost, TimeSpan? RoundTripTime, RouterId? RouterId)? state = _router.LinkState(record.Link);
        RouterId? routerId = record.RouterId ?? state?.RouterId;
        return new PeerSnapshot
        {
            Node = _description.Name,
            Endpoint = record.Endpoint.ToString(),
            Kind = record.Kind,
            State = record.State,
            Address = routerId?.Key.Address.ToIPAddress(),
            PublicKey = routerId?.Key.ToString(),
            RemoteEndPoint = link?.Transport.RemoteAddress,
            IsSuspect = link is not null && _router.IsSuspect(link.Id),
            Suspicions = link is null ? 0 : _router.Suspicions(link.Id),
            RoundTripTime = state?.RoundTripTime,
            Cost = state?.Cost.Value,
            FixedCost = record.FixedCost,
            ReceivedBytes = record.PastReceivedBytes + (link?.Counters.ReceivedBytes ?? 0),
            SentBytes = record.PastSentBytes + (link?.Counters.SentBytes ?? 0),
            ConnectedSince = ToTimeOfDay(record.ConnectedAt),
            AddedAt = _clock.ToTimeOfDay(record.AddedAt),
            FailedAttempts = record.FailedAttempts,
            LastError = record.LastError,
            NextAttempt = ToTimeOfDay(record.NextAttempt),
            SkippedInput = link?.Counters.SkippedInput ?? 0,
            LimitedInput = _router.RefusedOf(record.Link),
        };
    }

    private RouteSnapshot ToSnapshot(RouteRecord record)
    {
        bool isSearch = record.NextHop == LinkId.None;
        return new RouteSnapshot
        {
            Node = _description.Name,
            Subnet = record.Subnet.ToString(),
            State = record.State,
            Address = isSearch ? null : record.RouterId.Key.Address.ToIPAddress(),
            Metric = isSearch ? Metric.Infinite.Value : record.TotalMetric.Value,
            Seqno = isSearch ? null : record.Seqno.Value,
            RouterId = isSearch ? null : record.RouterId.ToString(),
            NextHop = _links.GetValueOrDefault(record.NextHop)?.Endpoint.ToString(),
            ExpiresAt = _clock.ToTimeOfDay(record.ExpiresAt),
            Since = _clock.ToTimeOfDay(record.Since),
        };
    }

    private DateTimeOffset? ToTimeOfDay(TimeSpan? moment) => moment is { } known ? _clock.ToTimeOfDay(known) : null;
}
