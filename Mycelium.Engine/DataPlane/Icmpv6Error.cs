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

    // RFC 8200 section 4, RFC 4302 section 2.2; each can stand in front of an ICMPv6 message.
    private const byte HopByHopOptions = 0;
    private const byte Routing = 43;
    private const byte Fragment = 44;
    private const byte Authentication = 51;
    private const byte DestinationOptions = 60;
    private const int FragmentSize = 8;
    private const int LeastExtension = 8;

    // More than any true packet has; what has more is told nothing.
    private const int MaximumExtensions = 8;

    /// <summary>
    /// Whether an error about a packet may be sent at all: never about an ICMPv6 error, wherever in the packet it stands, nor about
    /// what can't be told from one.
    /// </summary>
    internal static bool IsAllowed(ReadOnlySpan<byte> packet, in Ipv6Header header)
    {
        if (header.Destination.IsMulticast || header.Source.IsMulticast || header.Source == default) { return false; }

        byte next = header.NextHeader;
        ReadOnlySpan<byte> rest = packet[Ipv6Header.Size..];
        for (int i = 0; IsExtension(next); i++)
        {
            if (i == MaximumExtensions || rest.Length < LeastExtension) { return false; }

            // A later fragment does not show what it belongs to.
            if (next == Fragment && (BinaryPrimitives.ReadUInt16BigEndian(rest[2..]) & 0xfff8) != 0) { return false; }

            int length = ExtensionLength(next, rest[1]);
            next = rest[0];
            rest = rest[Math.Min(length, rest.Length)..];
        }

        return next != Ipv6Header.Icmpv6 || (rest.Length > 0 && rest[0] >= FirstInformational);
    }

    private static bool IsExtension(byte next) => next is HopByHopOptions or Routing or Fragment or Authentication or DestinationOptions;

    private static int ExtensionLength(byte header, byte length) => header switch
    {
        Fragment => FragmentSize,
        Authentication => (length + 2) * 4,
        _ => (length + 1) * 8,
    };

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
