using System.Buffers.Binary;

namespace Mycelium.Engine.Wire;

/// <summary>The Internet checksum (RFC 1071), with the IPv6 pseudo header (RFC 8200 section 8.1).</summary>
internal static class InternetChecksum
{
    /// <summary>The checksum of an upper-layer packet whose checksum field is zero.</summary>
    /// <param name="header">Source, destination, next header and payload length are used.</param>
    /// <param name="payload">The upper-layer packet.</param>
    internal static ushort Compute(in Ipv6Header header, ReadOnlySpan<byte> payload)
    {
        ulong sum = (uint)payload.Length + (ulong)header.NextHeader;
        sum = Add(sum, header.Source.High);
        sum = Add(sum, header.Source.Low);
        sum = Add(sum, header.Destination.High);
        sum = Add(sum, header.Destination.Low);
        return (ushort)~Fold(AddBytes(sum, payload));
    }

    /// <summary>Whether an upper-layer packet with its checksum in place is intact.</summary>
    internal static bool IsValid(in Ipv6Header header, ReadOnlySpan<byte> payload) => Compute(header, payload) == 0;

    private static ulong AddBytes(ulong sum, ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length >= sizeof(ulong))
        {
            sum = Add(sum, BinaryPrimitives.ReadUInt64BigEndian(bytes));
            bytes = bytes[sizeof(ulong)..];
        }

        while (bytes.Length >= sizeof(ushort))
        {
            sum = Add(sum, BinaryPrimitives.ReadUInt16BigEndian(bytes));
            bytes = bytes[sizeof(ushort)..];
        }

        return bytes.IsEmpty ? sum : Add(sum, (ulong)bytes[0] << 8);
    }

    // One's complement: a carry out of the top comes back in at the bottom.
    private static ulong Add(ulong sum, ulong value)
    {
        ulong result = sum + value;
        return result < value ? result + 1 : result;
    }

    private static ushort Fold(ulong sum)
    {
        sum = (sum & 0xffff_ffff) + (sum >> 32);
        sum = (sum & 0xffff_ffff) + (sum >> 32);
        sum = (sum & 0xffff) + (sum >> 16);
        sum = (sum & 0xffff) + (sum >> 16);
        return (ushort)sum;
    }
}
