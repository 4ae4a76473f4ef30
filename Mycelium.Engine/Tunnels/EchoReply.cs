using System.Buffers.Binary;
using Mycelium.Engine.Wire;

namespace Mycelium.Engine.Tunnels;

/// <summary>Turns an ICMPv6 echo request into its reply. Source: RFC 4443 section 4.2.</summary>
internal static class EchoReply
{
    private const byte RequestType = 128;
    private const byte ReplyType = 129;
    private const int EchoHeaderSize = 8;
    private const byte HopLimit = 64;

    /// <summary>Whether a packet is an intact echo request.</summary>
    internal static bool IsRequest(ReadOnlySpan<byte> packet, out Ipv6Header header) =>
        Ipv6Header.TryRead(packet, out header)
        && header.NextHeader == Ipv6Header.Icmpv6
        && packet.Length >= Ipv6Header.Size + EchoHeaderSize
        && header.PayloadLength == packet.Length - Ipv6Header.Size
        && packet[Ipv6Header.Size] == RequestType
        && InternetChecksum.IsValid(header, packet[Ipv6Header.Size..]);

    /// <summary>Rewrites a request, in place.</summary>
    internal static void Make(Span<byte> packet)
    {
        Ipv6Header.TryRead(packet, out Ipv6Header request);
        Span<byte> icmp = packet[Ipv6Header.Size..];
        var header = new Ipv6Header((ushort)icmp.Length, Ipv6Header.Icmpv6, HopLimit, request.Destination, request.Source);
        icmp[0] = ReplyType;
        icmp[2] = 0;
        icmp[3] = 0;
        BinaryPrimitives.WriteUInt16BigEndian(icmp[2..], InternetChecksum.Compute(header, icmp));
        header.Write(packet);
    }
}
