using Mycelium.Engine.Cryptography;
using Mycelium.Engine.Routing;
using Mycelium.Engine.Tunnels;
using Mycelium.Engine.Wire;

namespace Mycelium.Engine.DataPlane;

/// <content>Packets of the host: checked, sealed, and queued to the link of their route. Source: <c>data-plane.md</c> section 4.</content>
internal sealed partial class PacketPath
{
    // Runs that are read before the first of them is handled: 512 KiB, which take less than half a millisecond.
    private const int MostHeld = 8;

    private readonly TunnelInput?[] _inputs = new TunnelInput?[MostHeld];
    private readonly uint[] _heldFlows = new uint[MostHeld];

    /// <summary>
    /// Handles what the host sends. Long runs wait until the host has nothing more, or several of them are there: a packet that is behind them,
    /// such as a ping, goes first, unless it is of the same flow.
    /// </summary>
    /// <param name="most">Packets after which no more is read.</param>
    /// <param name="now">The clock.</param>
    /// <returns>Whether there may be more.</returns>
    internal bool ReadHost(int most, TimeSpan now)
    {
        bool isFound = true;
        int held = 0;
        for (int count = 0; count < most && held < MostHeld && (isFound = _tunnel.TryRead(_inputs[held] ??= new TunnelInput()));)
        {
            TunnelInput input = _inputs[held]!;
            if (MustWait(input, held))
            {
                held++;
            }
            else
            {
                count += Math.Max(1, HandleRead(input, now));
            }
        }

        for (int i = 0; i < held; i++) { HandleRead(_inputs[i]!, now); }

        CompleteSending(now);
        return isFound;
    }

    private bool MustWait(TunnelInput input, int held)
    {
        ReadOnlySpan<byte> packet = input.Packet;
        if ((held == 0 && !input.IsRun) || packet.Length < Ipv6Header.Size) { return false; }

        uint flow = FlowHash.OfPacket(packet);
        _heldFlows[held] = flow;
        return input.IsRun || _heldFlows.AsSpan(0, held).Contains(flow);
    }

    private int HandleRead(TunnelInput input, TimeSpan now)
    {
        int count = HandleRun(input, now);
        Counters.HostReads++;
        Counters.HostReadPackets += count;
        if (count > 0) { Counters.BatchSize.Record(count); }

        return count;
    }

    private void HandleHost(TunnelInput input, TimeSpan now)
    {
        HandleRun(input, now);
        CompleteSending(now);
    }

    // What was found for the first packet of a run holds for all.
    private int HandleRun(TunnelInput input, TimeSpan now)
    {
        if (!input.TryNext(out Span<byte> slot))
        {
            Counters.Drop(DropReason.Malformed);
            return 0;
        }

        int count = 1;
        OwnRoute? route = HandleHostPacket(slot, now);
        for (; input.TryNext(out slot); count++)
        {
            if (route is not { Port.IsClosed: false } found)
            {
                route = HandleHostPacket(slot, now);
            }
            else
            {
                Send(found, slot, now);
            }
        }

        return count;
    }

    // The slot has room in front for the header that is sealed with the packet.
    private OwnRoute? HandleHostPacket(Span<byte> slot, TimeSpan now)
    {
        Span<byte> packet = slot[TunnelInput.Headroom..];
        if (!Ipv6Header.TryRead(packet, out Ipv6Header header) || header.PayloadLength != packet.Length - Ipv6Header.Size)
        {
            Counters.Drop(DropReason.Malformed);
            return null;
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
        else if (FindOwnRoute(packet, header, now) is { } route)
        {
            Send(route, slot, now);
            return route;
        }

        return null;
    }

    // Null if there is none: the packet waits, was answered, or counted as dropped.
    private OwnRoute? FindOwnRoute(ReadOnlySpan<byte> packet, in Ipv6Header header, TimeSpan now)
    {
        ForwardingEntry? entry = _table.Find(header.Destination);
        LinkId hop = entry is null ? LinkId.None : OwnHop(entry, packet, header, now);
        if (entry is null || hop == LinkId.None)
        {
            Need(header.Destination, RouteNeed.SealDestination, now);
            Wait(_own, header.Destination, WaitingKind.Own, packet, null, now);
            return null;
        }

        if (KeyOf(entry) is not { } key)
        {
            RefuseHostPacket(packet, DropReason.Key, Icmpv6Error.Unreachable, Icmpv6Error.NoRouteCode, now);
            return null;
        }

        NoteUse(entry, header.Destination, now);
        if (OwnPort(entry, hop) is not { IsClosed: false } port)
        {
            Counters.Drop(DropReason.NoRoute);
            return null;
        }

        return new OwnRoute(key, port, FlowHash.OfPacket(packet), header);
    }

    private void Send(in OwnRoute route, Span<byte> slot, TimeSpan now)
    {
        int length = FrameSize(slot);
        if (length > LinkPort.LargestFrame)
        {
            Counters.Drop(DropReason.Malformed);
            return;
        }

        if (_crew is not null)
        {
            PrepareSending(route, slot, now);
            return;
        }

        _ports.List(route.Port);
        Span<byte> frame = route.Port.Reserve(length, route.Flow, LinkId.None, now);
        if (frame.IsEmpty)
        {
            Counters.Drop(DropReason.LinkQueueFull);
            return;
        }

        Seal(route.Key, slot, frame, route.Header);
        route.Port.Commit();
        CountSent(frame.Length);
    }

    private void CountSent(int frameLength)
    {
        Counters.SentPackets++;
        Counters.SentBytes += frameLength - DataHeader.Size - SealingKey.Overhead;
    }

    private static int FrameSize(ReadOnlySpan<byte> slot) => DataHeader.Size + slot.Length + SealingKey.Trailer;

    private static void Seal(SealingKey key, Span<byte> slot, Span<byte> frame, in Ipv6Header header)
    {
        UserDataHeader.Write(slot, UserDataType.Packet);
        key.Seal(slot, frame[DataHeader.Size..]);
        WriteHeader(frame, header);
    }

    private static void WriteHeader(Span<byte> frame, in Ipv6Header header) =>
        new DataHeader((ushort)(frame.Length - DataHeader.Size), (byte)(header.HopLimit - 1), header.Source, header.Destination).TryWrite(frame);
}
