using System.Buffers.Binary;
using Mycelium.Engine.Cryptography;
using Mycelium.Engine.Routing;
using Mycelium.Engine.Tunnels;
using Mycelium.Engine.Wire;

namespace Mycelium.Engine.DataPlane;

/// <content>
/// Whether own packets arrive. Routing is not signed: only what comes back sealed by the right key proves a way. Such proofs are echo
/// replies; each goes back over the link that its request came by, so that it proves that way in both directions.
/// </content>
internal sealed partial class PacketPath
{
    private const byte EchoRequestType = 128;
    private const byte EchoReplyType = 129;
    private const int EchoIdentifierOffset = 4;

    /// <summary>Sends an echo request over one link, whatever the routes say; it counts as no traffic of this node's.</summary>
    private void Probe(EchoRequest request, TimeSpan now)
    {
        LinkPort? port = _ports.Find(request.Via);
        SealingKey? key = _table.Find(request.Destination) is { } entry ? KeyOf(entry) : null;
        bool canBeSent = port is { IsClosed: false } && key is not null;
        int length = canBeSent ? Echo.TryWrite(request, now, _ownInput.Space(0)) : 0;
        if (length == 0)
        {
            request.Complete(EchoStatus.TimedOut);
            return;
        }

        _ownInput.SetPacket(length);
        _ownInput.TryNext(out Span<byte> slot);
        Ipv6Header.TryRead(slot[TunnelInput.Headroom..], out Ipv6Header header);
        Span<byte> frame = _scratch.AsSpan(0, FrameSize(slot));
        Seal(key!, slot, frame, header);
        if (port!.TryAddProbe(frame, now))
        {
            _ports.List(port);
        }
        else
        {
            Counters.Drop(DropReason.LinkQueueFull);
        }
    }

    /// <summary>The link that an own packet takes; none if there is no route. Asks for a check of the way when it is time.</summary>
    private LinkId OwnHop(ForwardingEntry entry, ReadOnlySpan<byte> packet, in Ipv6Header header, TimeSpan now)
    {
        DeliveryTrace trace = entry.Used.Trace ??= new DeliveryTrace();
        if (TryReadEcho(packet, header, EchoReplyType, out uint echo)
            && trace.EchoReplyLink(echo, now) is var link
            && link != LinkId.None
            && _ports.Find(link) is { IsClosed: false })
        {
            return link;
        }

        LinkId hop = entry.OwnNextHop;
        bool mustAsk = hop != LinkId.None && trace.NoteSent(hop, now);
        if (mustAsk && _events.TryRouteNeeded(header.Destination, RouteNeed.Delivery)) { trace.NoteAsked(now); }

        return hop;
    }

    private LinkPort? OwnPort(ForwardingEntry entry, LinkId hop)
    {
        DeliveryTrace trace = entry.Used.Trace!;
        LinkPort? port = trace.Port;
        return port is not null && port.Id == hop ? port : trace.Port = _ports.Find(hop);
    }

    private static void NoteDelivered(ForwardingEntry entry, ReadOnlySpan<byte> packet, in Ipv6Header inner, LinkId from, TimeSpan now)
    {
        if (TryReadEcho(packet, inner, EchoRequestType, out uint echo))
        {
            (entry.Used.Trace ??= new DeliveryTrace()).NoteEchoRequest(echo, from, now);
        }

        entry.Use?.Trace?.NoteReceived(from, now);
    }

    /// <summary>Identifier and sequence number of an ICMPv6 echo message of the type.</summary>
    private static bool TryReadEcho(ReadOnlySpan<byte> packet, in Ipv6Header header, byte type, out uint echo)
    {
        bool isEcho = header.NextHeader == Ipv6Header.Icmpv6 && packet.Length >= EchoClient.Overhead && packet[Ipv6Header.Size] == type;
        echo = isEcho ? BinaryPrimitives.ReadUInt32BigEndian(packet[(Ipv6Header.Size + EchoIdentifierOffset)..]) : 0;
        return isEcho;
    }
}
