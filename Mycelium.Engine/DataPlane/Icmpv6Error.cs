using System.Buffers.Binary;
using Mycelium.Engine.Identity;
using Mycelium.Engine.Wire;

namespace Mycelium.Engine.DataPlane;

/// <summary>ICMPv6 error messages. Source: RFC 4443 sections 2.4 and 3; <c>data-plane.md</c> section 4.1.</summary>
internal static class Icmpv6Error
{
    internal const byte Unreachable = 1;
    internal const byte NoRouteCode = 0;
    internal const byte AddressUnreachableCode = 3;
    internal const byte SourcePolicyCode = 5;
    internal const byte TimeExceeded = 3;
    internal const byte HopLimitCode = 0;

    /// <summary>Largest error packet in bytes: the least MTU of IPv6.</summary>
    internal const int MaximumSize = 1280;

    internal const int HeaderSize = 8;
    private const byte FirstInformational = 128;

    /// <summary>Whether an error about a packet may be sent at all.</summary>
    internal static bool IsAllowed(ReadOnlySpan<byte> packet, in Ipv6Header header)
    {
        if (header.Destination.IsMulticast || header.Source.IsMulticast || header.Source == default) { return false; }

        return header.NextHeader != Ipv6Header.Icmpv6 || (packet.Length > Ipv6Header.Size && packet[Ipv6Header.Size] >= FirstInformational);
    }

    /// <summary>Writes an error about <paramref name="quoted"/>; its length in bytes, at most 1280.</summary>
    internal static int Write(
        Span<byte> target,
        Ipv6Address source,
        Ipv6Address destination,
        byte hopLimit,
        ReadOnlySpan<byte> icmpHeader,
        ReadOnlySpan<byte> quoted)
    {
        ReadOnlySpan<byte> quote = quoted[..Math.Min(quoted.Length, MaximumSize - Ipv6Header.Size - HeaderSize)];
        Span<byte> icmp = target.Slice(Ipv6Header.Size, HeaderSize + quote.Length);
        icmpHeader[..HeaderSize].CopyTo(icmp);
        quote.CopyTo(icmp[HeaderSize..]);
        icmp[2] = 0;
        icmp[3] = 0;
        var header = new Ipv6Header((ushort)icmp.Length, Ipv6Header.Icmpv6, hopLimit, source, destination);
        BinaryPrimitives.WriteUInt16BigEndian(icmp[2..], InternetChecksum.Compute(header, icmp));
        header.Write(target);
        return Ipv6Header.Size + icmp.Length;
    }
}
