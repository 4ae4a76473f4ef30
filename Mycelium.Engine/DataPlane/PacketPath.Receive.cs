using Mycelium.Engine.Routing;
using Mycelium.Engine.Wire;

namespace Mycelium.Engine.DataPlane;

/// <content>Frames from neighbours: for this node, or for others. Source: <c>data-plane.md</c> sections 3, 5 and 6.</content>
internal sealed partial class PacketPath
{
    private const int NonceSize = 12;

    /// <summary>Handles one complete data packet of a neighbour, in place.</summary>
    internal void HandleFrame(Span<byte> frame, TimeSpan now)
    {
        if (!DataHeader.TryRead(frame, out DataHeader header))
        {
            Counters.Drop(DropReason.Malformed);
            return;
        }

        if (header.HopLimit < 2)
        {
            Counters.Drop(DropReason.HopLimit);
            Report(frame, header, Icmpv6Error.TimeExceeded, Icmpv6Error.HopLimitCode, now);
            return;
        }

        header = header with { HopLimit = (byte)(header.HopLimit - 1) };
        frame[DataHeader.HopLimitOffset] = header.HopLimit;
        if (!header.Source.IsOverlay || header.Source.High == _self.High)
        {
            // Nothing of this kind can be opened, and nobody could be told about it.
            Counters.Drop(DropReason.SourceAddress);
        }
        else if (header.Destination.High == _self.High)
        {
            Deliver(frame, header, now);
        }
        else if (!header.Destination.IsOverlay)
        {
            Counters.Drop(DropReason.DestinationAddress);
        }
        else
        {
            Forward(frame, header, now);
        }
    }

    // The hop limit is decremented already.
    private void Forward(ReadOnlySpan<byte> frame, in DataHeader header, TimeSpan now)
    {
        ForwardingEntry? entry = _table.Find(header.Destination);
        if (entry is null)
        {
            Need(header.Destination, RouteNeed.Forward, now);
            bool isTaken = Wait(_waiting, header.Destination, WaitingKind.Transit, frame, now);
            if (!isTaken) { Report(frame, header, Icmpv6Error.Unreachable, Icmpv6Error.NoRouteCode, now); }
        }
        else if (entry.NextHop == LinkId.None)
        {
            Counters.Drop(DropReason.NoRoute);
            Need(header.Destination, RouteNeed.Forward, now);
            Report(frame, header, Icmpv6Error.Unreachable, Icmpv6Error.NoRouteCode, now);
        }
        else if (Transmit(entry, frame, header.Destination, now))
        {
            Counters.ForwardedPackets++;
            Counters.ForwardedBytes += frame.Length;
        }
    }

    private void Deliver(Span<byte> frame, in DataHeader header, TimeSpan now)
    {
        ForwardingEntry? entry = _table.Find(header.Source);
        if (entry is null)
        {
            Need(header.Source, RouteNeed.OpenSource, now);
            Wait(_unknownSources, header.Source, WaitingKind.Incoming, frame, now);
            return;
        }

        Span<byte> buffer = frame[DataHeader.Size..];
        if (KeyOf(entry) is not { } key)
        {
            Counters.Drop(DropReason.Key);
        }
        else if (!key.TryOpen(buffer, out int length))
        {
            Counters.Drop(DropReason.NotAuthentic);
        }
        else if (!_replays.TryAdd(header.Source, buffer[^NonceSize..]))
        {
            Counters.Drop(DropReason.Replayed);
        }
        else
        {
            DeliverOpened(buffer[..(UserDataHeader.Size + length)], header, now);
        }
    }

    private void DeliverOpened(Span<byte> plaintext, in DataHeader header, TimeSpan now)
    {
        if (!UserDataHeader.TryRead(plaintext, out UserDataType type))
        {
            Counters.Drop(DropReason.UnknownContent);
            return;
        }

        Span<byte> body = plaintext[UserDataHeader.Size..];
        switch (type)
        {
            case UserDataType.Packet:
                DeliverPacket(body, header);
                break;
            case UserDataType.OutOfBandIcmp:
                DeliverReport(body, header, now);
                break;
            default:
                Counters.Drop(DropReason.Message);
                break;
        }
    }

    private void DeliverPacket(Span<byte> packet, in DataHeader outer)
    {
        if (!Ipv6Header.TryRead(packet, out Ipv6Header inner) || inner.PayloadLength != packet.Length - Ipv6Header.Size)
        {
            Counters.Drop(DropReason.Malformed);
        }
        else if (inner.Source.High != outer.Source.High)
        {
            Counters.Drop(DropReason.InnerSource);
        }
        else if (inner.Destination.High != _self.High)
        {
            Counters.Drop(DropReason.InnerDestination);
        }
        else
        {
            packet[Ipv6Header.HopLimitOffset] = outer.HopLimit;
            Counters.ReceivedPackets++;
            Counters.ReceivedBytes += packet.Length;
            GiveToHost(packet);
        }
    }

    private void GiveToHost(ReadOnlySpan<byte> packet)
    {
        if (Echo.TryHandle(packet)) { return; }

        if (ToHost.IsFull) { HostIsFull?.Invoke(); }

        if (!ToHost.TryAdd(packet)) { Counters.Drop(DropReason.Host); }
    }
}
