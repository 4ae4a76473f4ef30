using Mycelium.Engine.Cryptography;
using Mycelium.Engine.Identity;
using Mycelium.Engine.Routing;
using Mycelium.Engine.Tunnels;
using Mycelium.Engine.Wire;

namespace Mycelium.Engine.DataPlane;

/// <summary>
/// What happens to a packet between the host, this node and its neighbours. No thread, clock or socket of its own: the loop
/// calls it with the time and carries its output away. Nothing is allocated per packet. Source: <c>data-plane.md</c>.
/// </summary>
internal sealed partial class PacketPath
{
    // A route that has less time left is asked for again while it is in use.
    private static readonly TimeSpan RefreshWindow = TimeSpan.FromSeconds(15);

    // The router learns so often which destinations are used.
    private static readonly TimeSpan UseReport = TimeSpan.FromSeconds(5);

    private const int ErrorBurst = 50;
    private const int ErrorsPerSecond = 50;

    private readonly NodeIdentity _identity;
    private readonly ForwardingTable _table;
    private readonly PortTable _ports;
    private readonly IPacketLoopEvents _events;
    private readonly Ipv6Address _self;
    private readonly WaitingPackets _own = new();
    private readonly WaitingPackets _transit = new();
    private readonly WaitingPackets _unknownSources = new();
    private readonly NeedLimiter _needs = new();
    private readonly ReplayWindow _replays = new();
    private readonly TokenBucket _hostErrors = new(ErrorBurst, ErrorsPerSecond);
    private readonly TokenBucket _reports = new(ErrorBurst, ErrorsPerSecond);
    private readonly ITunnel _tunnel;
    private int _given;

    // Pinned, since the tunnel may keep a packet for a while.
    private readonly byte[] _scratch = GC.AllocateUninitializedArray<byte>(FrameCursor.MaximumFrameSize, pinned: true);
    private readonly byte[] _report = GC.AllocateUninitializedArray<byte>(ReportPlaintextSize);
    private readonly byte[] _error = GC.AllocateUninitializedArray<byte>(Icmpv6Error.MaximumSize, pinned: true);
    private readonly TunnelInput _ownInput = new();

    internal PacketPath(
        NodeIdentity identity,
        ForwardingTable table,
        PortTable ports,
        ITunnel tunnel,
        IPacketLoopEvents events,
        TimeProvider time,
        SealingCrew? crew = null)
    {
        if (crew is not null)
        {
            _crew = crew;
            _batch = GC.AllocateUninitializedArray<byte>(BatchBytes, pinned: true);
            _sends = new (OwnRoute, int, int)[SealingCrew.Capacity];
            _opens = new (DataHeader, ForwardingEntry, LinkId)[SealingCrew.Capacity];
        }

        _tunnel = tunnel;
        _identity = identity;
        _table = table;
        _ports = ports;
        _events = events;
        _self = identity.Address;
        Echo = new EchoClient(_self, time);
        AllWaiting = [_own, _transit, _unknownSources];
    }

    private WaitingPackets[] AllWaiting { get; }

    internal DataPlaneCounters Counters { get; } = new();

    internal EchoClient Echo { get; }

    /// <summary>When <see cref="HandleTimers"/> is due; null if nothing waits.</summary>
    internal TimeSpan? NextDeadline(TimeSpan now)
    {
        TimeSpan? sweep = WaitingCount > 0 ? now + TimeSpan.FromSeconds(1) : null;
        return Echo.NextDeadline is { } echo && !(sweep < echo) ? echo : sweep;
    }

    /// <summary>Gives the host what it did not get yet.</summary>
    internal void FlushHost()
    {
        if (_given == 0) { return; }

        int refused = _tunnel.Flush();
        Counters.HostWrites++;
        Counters.HostWrittenPackets += _given - refused;
        for (; refused > 0; refused--) { Counters.Drop(DropReason.Host); }

        _given = 0;
    }

    /// <summary>Sends an echo request of this node itself.</summary>
    internal void Ping(EchoRequest request, TimeSpan now)
    {
        if (request.Via != LinkId.None)
        {
            Probe(request, now);
            return;
        }

        int length = Echo.TryWrite(request, now, _ownInput.Space(0));
        if (length == 0)
        {
            request.Complete(EchoStatus.TimedOut);
            return;
        }

        if (request.Destination == _self)
        {
            AnswerOwnEcho(_ownInput.Space(0)[..length]);
            return;
        }

        _ownInput.SetPacket(length);
        HandleHost(_ownInput, now);
    }

    /// <summary>Handles again what waited for a subnet, now that there is a route.</summary>
    internal void Release(Subnet subnet, TimeSpan now)
    {
        foreach (WaitingPacket packet in _own.TakeAll(subnet.Network.High))
        {
            _ownInput.Set(packet.Bytes);
            HandleHost(_ownInput, now);
            packet.Return();
        }

        foreach (WaitingPacket packet in _transit.TakeAll(subnet.Network.High))
        {
            if (DataHeader.TryRead(packet.Bytes, out DataHeader header)) { Forward(packet.Bytes, header, null, now); }

            packet.Return();
        }

        foreach (WaitingPacket packet in _unknownSources.TakeAll(subnet.Network.High))
        {
            if (DataHeader.TryRead(packet.Bytes, out DataHeader header)) { DeliverLate(packet.Bytes, header, now); }

            packet.Return();
        }

        CountWaiting();
    }

    /// <summary>Gives up what waited for a subnet.</summary>
    internal void Refuse(Subnet subnet, TimeSpan now)
    {
        foreach (WaitingPackets queue in AllWaiting)
        {
            foreach (WaitingPacket packet in queue.TakeAll(subnet.Network.High)) { GiveUp(packet, DropReason.NoRoute, now); }
        }

        CountWaiting();
    }

    /// <summary>Gives up what has waited too long.</summary>
    internal void HandleTimers(TimeSpan now)
    {
        foreach (WaitingPackets queue in AllWaiting)
        {
            foreach (WaitingPacket packet in queue.TakeExpired(now)) { GiveUp(packet, DropReason.WaitingExpired, now); }
        }

        Echo.Expire(now);
        CountWaiting();
    }

    private void GiveUp(in WaitingPacket packet, DropReason reason, TimeSpan now)
    {
        Counters.Drop(reason);
        if (packet.Kind == WaitingKind.Own)
        {
            TellHost(packet.Bytes, Icmpv6Error.Unreachable, Icmpv6Error.NoRouteCode, now);
        }

        packet.Return();
    }

    // The host's memory is not the packet's for longer than the call.
    private void DeliverLate(ReadOnlySpan<byte> frame, in DataHeader header, TimeSpan now)
    {
        Span<byte> copy = _scratch.AsSpan(0, frame.Length);
        frame.CopyTo(copy);
        Deliver(copy, header, null, now);
        FlushHost();
    }

    // The node's own address never meets the tunnel: a host without a TUN interface would not answer.
    private void AnswerOwnEcho(Span<byte> packet)
    {
        EchoReply.Make(packet);
        Echo.TryHandle(packet);
    }

    private bool Transmit(ForwardingEntry entry, ReadOnlySpan<byte> frame, in DataHeader header, LinkPort? from, TimeSpan now)
    {
        NoteUse(entry, header.Destination, now);
        ForwardingUse use = entry.Used;
        LinkPort? port = use.Port;
        if (port is null || port.Id != entry.NextHop) { port = use.Port = _ports.Find(entry.NextHop); }

        if (port is null or { IsClosed: true })
        {
            Counters.Drop(DropReason.NoRoute);
            return false;
        }

        // Also if there is no room: the attempt may have sent what was there, and found the transport full.
        _ports.List(port);
        if (!port.TryAddData(frame, FlowHash.OfFrame(frame), from?.Id ?? LinkId.None, now))
        {
            Counters.Drop(DropReason.LinkQueueFull);
            return false;
        }

        return true;
    }

    private void NoteUse(ForwardingEntry entry, Ipv6Address destination, TimeSpan now)
    {
        if (entry.ExpiresAt - now < RefreshWindow) { Need(destination, RouteNeed.Forward, now); }

        ForwardingUse use = entry.Used;
        if (now - use.UseReportedAt >= UseReport && _events.TryRouteNeeded(destination, RouteNeed.Use)) { use.UseReportedAt = now; }
    }

    private SealingKey? KeyOf(ForwardingEntry entry)
    {
        ForwardingUse use = entry.Used;
        if (use.SealingKey is null && !use.IsKeyRefused)
        {
            use.SealingKey = _identity.TryCreateSealingKey(entry.Key);
            use.IsKeyRefused = use.SealingKey is null;
        }

        return use.SealingKey;
    }

    private void Need(Ipv6Address address, RouteNeed need, TimeSpan now)
    {
        if (!_needs.IsRecent(address, need, now) && _events.TryRouteNeeded(address, need)) { _needs.Note(address, need, now); }
    }

    /// <summary>As <see cref="Need"/>, caused by a neighbour's packet; false, and the packet is counted as dropped, if it causes too much.</summary>
    private bool TryNeed(Ipv6Address address, RouteNeed need, LinkPort? from, TimeSpan now)
    {
        if (Ask(address, need, from, now)) { return true; }

        Counters.Drop(DropReason.PeerLimit);
        return false;
    }

    private bool Ask(Ipv6Address address, RouteNeed need, LinkPort? from, TimeSpan now)
    {
        if (_needs.IsRecent(address, need, now)) { return true; }

        if (from?.Limits.TryNeed(now) == false) { return false; }

        Need(address, need, now);
        return true;
    }

    private bool Wait(
        WaitingPackets queue, Ipv6Address key, WaitingKind kind, ReadOnlySpan<byte> packet, LinkPort? from, TimeSpan now)
    {
        bool isTaken = queue.TryAdd(key.High, kind, packet, from?.Id ?? LinkId.None, now);
        if (!isTaken)
        {
            Counters.Drop(DropReason.WaitingFull);
            if (kind == WaitingKind.Own) { TellHost(packet, Icmpv6Error.Unreachable, Icmpv6Error.NoRouteCode, now); }
        }

        CountWaiting();
        return isTaken;
    }

    private int WaitingCount => _own.Count + _transit.Count + _unknownSources.Count;

    private void CountWaiting() => Counters.WaitingPackets = WaitingCount;
}
