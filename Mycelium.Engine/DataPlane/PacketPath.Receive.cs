using Mycelium.Engine.Cryptography;
using Mycelium.Engine.Routing;
using Mycelium.Engine.Wire;

namespace Mycelium.Engine.DataPlane;

/// <content>Frames from neighbours: for this node, or for others. Source: <c>data-plane.md</c> sections 3, 5 and 6.</content>
internal sealed partial class PacketPath
{
    private const int NonceSize = 12;

    /// <summary>Handles one complete data packet of a neighbour, in place.</summary>
    internal void HandleFrame(Span<byte> frame, LinkPort from, TimeSpan now)
    {
        if (!DataHeader.TryRead(frame, out DataHeader header))
        {
            Counters.Drop(DropReason.Malformed);
            return;
        }

        if (header.HopLimit < 2)
        {
            Counters.Drop(DropReason.HopLimit);
            Report(frame, header, from, Icmpv6Error.TimeExceeded, Icmpv6Error.HopLimitCode, now);
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
            Deliver(frame, header, from, now);
        }
        else if (!header.Destination.IsOverlay)
        {
            Counters.Drop(DropReason.DestinationAddress);
        }
        else
        {
            Forward(frame, header, from, now);
        }
    }

    // The hop limit is decremented already. Without a link, it is a packet that waited.
    private void Forward(ReadOnlySpan<byte> frame, in DataHeader header, LinkPort? from, TimeSpan now)
    {
        ForwardingEntry? entry = _table.Find(header.Destination);
        if (entry is null)
        {
            bool isTaken = TryNeed(header.Destination, RouteNeed.Forward, from, now)
                && Wait(_transit, header.Destination, WaitingKind.Transit, frame, from, now);
            if (!isTaken) { Report(frame, header, from, Icmpv6Error.Unreachable, Icmpv6Error.NoRouteCode, now); }
        }
        else if (entry.NextHop == LinkId.None)
        {
            if (TryNeed(header.Destination, RouteNeed.Forward, from, now)) { Counters.Drop(DropReason.NoRoute); }

            Report(frame, header, from, Icmpv6Error.Unreachable, Icmpv6Error.NoRouteCode, now);
        }
        else if (Transmit(entry, frame, header, from, now))
        {
            Counters.ForwardedPackets++;
            Counters.ForwardedBytes += frame.Length;
        }
    }

    private void Deliver(Span<byte> frame, in DataHeader header, LinkPort? from, TimeSpan now)
    {
        ForwardingEntry? entry = _table.Find(header.Source);
        if (entry is null)
        {
            if (TryNeed(header.Source, RouteNeed.OpenSource, from, now))
            {
                Wait(_unknownSources, header.Source, WaitingKind.Incoming, frame, from, now);
            }

            return;
        }

        if (entry.Use is not { HasKey: true } && from?.Limits.TryKey(now) == false)
        {
            Counters.Drop(DropReason.PeerLimit);
            return;
        }

        Span<byte> buffer = frame[DataHeader.Size..];
        if (KeyOf(entry) is not { } key)
        {
            Counters.Drop(DropReason.Key);
        }
        else if (_crew is null || from is null)
        {
            FinishOpening(key.TryOpen(buffer, out _), buffer, header, entry, from?.Id ?? LinkId.None, now);
        }
        else
        {
            PrepareOpening(key, buffer, header, entry, from.Id, now);
        }
    }

    private void FinishOpening(
        bool isAuthentic, Span<byte> buffer, in DataHeader header, ForwardingEntry entry, LinkId from, TimeSpan now)
    {
        if (!isAuthentic)
        {
            Counters.Drop(DropReason.NotAuthentic);
        }
        else if (!_replays.TryAdd(header.Source, buffer[^NonceSize..]))
        {
            Counters.Drop(DropReason.Replayed);
        }
        else
        {
            DeliverOpened(buffer[..^SealingKey.Trailer], header, entry, from, now);
        }
    }

    private void DeliverOpened(Span<byte> plaintext, in DataHeader header, ForwardingEntry entry, LinkId from, TimeSpan now)
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
                DeliverPacket(body, header, entry, from, now);
                break;
            case UserDataType.OutOfBandIcmp:
                DeliverReport(body, header, now);
                break;
            default:
                Counters.Drop(DropReason.Message);
                break;
        }
    }

    private void DeliverPacket(Span<byte> packet, in DataHeader outer, ForwardingEntry entry, LinkId from, TimeSpan now)
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
            NoteDelivered(entry, packet, inner, from, now);
            Counters.ReceivedPackets++;
            Counters.ReceivedBytes += packet.Length;
            GiveToHost(packet);
        }
    }

    // The packet stays where it is until the host is flushed.
    private void GiveToHost(Span<byte> packet)
    {
        if (Echo.TryHandle(packet)) { return; }

        _tunnel.Write(packet);
        _given++;
    }
}
