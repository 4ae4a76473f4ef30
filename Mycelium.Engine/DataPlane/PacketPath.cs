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
    /// <summary>Space in front of a packet of the host for the headers of a data packet.</summary>
    internal const int Headroom = DataHeader.Size + UserDataHeader.Size;

    /// <summary>Space behind it for tag and nonce.</summary>
    internal const int Tailroom = SealingKey.Overhead - UserDataHeader.Size;

    // A route that has less time left is asked for again while it is in use.
    private static readonly TimeSpan RefreshWindow = TimeSpan.FromSeconds(15);

    // The router learns so often which destinations are used.
    private static readonly TimeSpan UseReport = TimeSpan.FromSeconds(5);

    private const int ErrorBurst = 50;
    private const int ErrorsPerSecond = 50;
    private const int HostBatchSize = 32;

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
    private readonly PacketBatch _scratch = new(1, ushort.MaxValue, Headroom, Tailroom);
    private readonly byte[] _report = GC.AllocateUninitializedArray<byte>(DataHeader.Size + ReportPlaintextSize + Tailroom, pinned: true);
    private readonly byte[] _error = GC.AllocateUninitializedArray<byte>(Icmpv6Error.MaximumSize);

    internal PacketPath(NodeIdentity identity, ForwardingTable table, PortTable ports, IPacketLoopEvents events, TimeProvider time)
    {
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

    /// <summary>Packets for the host; the loop empties it when it is full and at the end of each turn.</summary>
    internal PacketBatch ToHost { get; } = new(HostBatchSize, ushort.MaxValue, headroom: 0, tailroom: 0);

    /// <summary>Called when <see cref="ToHost"/> is full.</summary>
    internal Action? HostIsFull { get; set; }

    /// <summary>When <see cref="HandleTimers"/> is due; null if nothing waits.</summary>
    internal TimeSpan? NextDeadline(TimeSpan now)
    {
        TimeSpan? sweep = WaitingCount > 0 ? now + TimeSpan.FromSeconds(1) : null;
        return Echo.NextDeadline is { } echo && !(sweep < echo) ? echo : sweep;
    }

    /// <summary>Handles packets that the host sends; seals them in their slots.</summary>
    internal void HandleHost(PacketBatch batch, TimeSpan now)
    {
        for (int i = 0; i < batch.Count; i++)
        {
            Span<byte> slot = batch.Slot(i, out int headroom);
            HandleHostPacket(slot, headroom, batch[i].Length, now);
        }
    }

    /// <summary>Sends an echo request of this node itself.</summary>
    internal void Ping(EchoRequest request, TimeSpan now)
    {
        if (request.Via != LinkId.None)
        {
            Probe(request, now);
            return;
        }

        _scratch.Clear();
        int length = Echo.TryWrite(request, now, _scratch.Next());
        if (length == 0)
        {
            request.Complete(EchoStatus.TimedOut);
            return;
        }

        _scratch.Commit(length);
        if (request.Destination == _self)
        {
            AnswerOwnEcho(_scratch[0]);
            return;
        }

        HandleHost(_scratch, now);
    }

    /// <summary>Handles again what waited for a subnet, now that there is a route.</summary>
    internal void Release(Subnet subnet, TimeSpan now)
    {
        foreach (WaitingPacket packet in _own.TakeAll(subnet.Network.High))
        {
            HandleCopy(packet.Bytes, now);
            packet.Return();
        }

        foreach (WaitingPacket packet in _transit.TakeAll(subnet.Network.High))
        {
            if (DataHeader.TryRead(packet.Bytes, out DataHeader header)) { Forward(packet.Bytes, header, null, now); }

            packet.Return();
        }

        foreach (WaitingPacket packet in _unknownSources.TakeAll(subnet.Network.High))
        {
            if (DataHeader.TryRead(packet.Bytes, out DataHeader header)) { Deliver(packet.Bytes, header, null, now); }

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

    private void HandleCopy(ReadOnlySpan<byte> packet, TimeSpan now)
    {
        _scratch.Clear();
        if (_scratch.TryAdd(packet)) { HandleHost(_scratch, now); }
    }

    private void HandleHostPacket(Span<byte> slot, int headroom, int length, TimeSpan now)
    {
        Span<byte> packet = slot.Slice(headroom, length);
        if (!Ipv6Header.TryRead(packet, out Ipv6Header header) || header.PayloadLength != length - Ipv6Header.Size)
        {
            Counters.Drop(DropReason.Malformed);
            return;
        }

        // The order of the checks is the reference's. Source: data-plane.md section 4.
        if (header.Destination.High == _self.High)
        {
            RefuseHostPacket(packet, DropReason.DestinationAddress, Icmpv6Error.Unreachable, Icmpv6Error.AddressUnreachableCode, now);
        }
        else if (header.Source.High != _self.High)
        {
            RefuseHostPacket(packet, DropReason.SourceAddress, Icmpv6Error.Unreachable, Icmpv6Error.SourcePolicyCode, now);
        }
        else if (!header.Destination.IsOverlay)
        {
            RefuseHostPacket(packet, DropReason.DestinationAddress, Icmpv6Error.Unreachable, Icmpv6Error.NoRouteCode, now);
        }
        else if (header.HopLimit < 2)
        {
            RefuseHostPacket(packet, DropReason.HopLimit, Icmpv6Error.TimeExceeded, Icmpv6Error.HopLimitCode, now);
        }
        else
        {
            SendOwn(slot, headroom, length, header, now);
        }
    }

    private void SendOwn(Span<byte> slot, int headroom, int length, in Ipv6Header header, TimeSpan now)
    {
        Span<byte> packet = slot.Slice(headroom, length);
        ForwardingEntry? entry = _table.Find(header.Destination);
        LinkId hop = entry is null ? LinkId.None : OwnHop(entry, packet, header, now);
        if (entry is null || hop == LinkId.None)
        {
            Need(header.Destination, RouteNeed.SealDestination, now);
            Wait(_own, header.Destination, WaitingKind.Own, packet, null, now);
            return;
        }

        if (KeyOf(entry) is not { } key)
        {
            RefuseHostPacket(packet, DropReason.Key, Icmpv6Error.Unreachable, Icmpv6Error.NoRouteCode, now);
            return;
        }

        Span<byte> frame = Seal(key, slot[(headroom - Headroom)..], length, header);
        NoteUse(entry, header.Destination, now);
        if (TransmitOwn(entry, hop, frame))
        {
            Counters.SentPackets++;
            Counters.SentBytes += length;
        }
    }

    private static Span<byte> Seal(SealingKey key, Span<byte> frame, int length, in Ipv6Header header)
    {
        UserDataHeader.Write(frame[DataHeader.Size..], UserDataType.Packet);
        int sealedLength = key.Seal(frame[DataHeader.Size..], length);
        new DataHeader((ushort)sealedLength, (byte)(header.HopLimit - 1), header.Source, header.Destination).TryWrite(frame);
        return frame[..(DataHeader.Size + sealedLength)];
    }

    // The node's own address never meets the tunnel: a host without a TUN interface would not answer.
    private void AnswerOwnEcho(Span<byte> packet)
    {
        EchoReply.Make(packet);
        Echo.TryHandle(packet);
    }

    private bool Transmit(ForwardingEntry entry, ReadOnlySpan<byte> frame, Ipv6Address destination, TimeSpan now)
    {
        NoteUse(entry, destination, now);
        ForwardingUse use = entry.Used;
        LinkPort? port = use.Port;
        if (port is null || port.Id != entry.NextHop) { port = use.Port = _ports.Find(entry.NextHop); }

        return TryQueue(port, frame);
    }

    private void NoteUse(ForwardingEntry entry, Ipv6Address destination, TimeSpan now)
    {
        if (entry.ExpiresAt - now < RefreshWindow) { Need(destination, RouteNeed.Forward, now); }

        ForwardingUse use = entry.Used;
        if (now - use.UseReportedAt >= UseReport && _events.TryRouteNeeded(destination, RouteNeed.Use)) { use.UseReportedAt = now; }
    }

    private bool TryQueue(LinkPort? port, ReadOnlySpan<byte> frame, bool isProbe = false)
    {
        if (port is null or { IsClosed: true })
        {
            Counters.Drop(DropReason.NoRoute);
            return false;
        }

        bool isTaken = isProbe ? port.TryAddProbe(frame) : port.TryAddData(frame) || (port.TryMakeRoom() && port.TryAddData(frame));
        if (!isTaken)
        {
            Counters.Drop(DropReason.LinkQueueFull);
            return false;
        }

        _ports.List(port);
        return true;
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
