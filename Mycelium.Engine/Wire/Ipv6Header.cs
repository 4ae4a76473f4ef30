using System.Buffers.Binary;
using Mycelium.Engine.Identity;

namespace Mycelium.Engine.Wire;

/// <summary>The fixed header of an IPv6 packet, without traffic class and flow label. Source: RFC 8200 section 3.</summary>
/// <param name="PayloadLength">Bytes behind the header.</param>
/// <param name="NextHeader">Protocol of what follows.</param>
/// <param name="HopLimit">Hops that are left.</param>
/// <param name="Source">Source address.</param>
/// <param name="Destination">Destination address.</param>
internal readonly record struct Ipv6Header(
    ushort PayloadLength, byte NextHeader, byte HopLimit, Ipv6Address Source, Ipv6Address Destination)
{
    internal const int Size = 40;
    internal const int PayloadLengthOffset = 4;
    internal const int NextHeaderOffset = 6;
    internal const int HopLimitOffset = 7;

    /// <summary>Where source and destination stand, 32 bytes up to the end of the header.</summary>
    internal const int AddressesOffset = 8;

    internal const byte Icmpv6 = 58;

    private const byte VersionBits = 0x60;

    /// <summary>Reads the header; false if it is short or of another IP version. The payload may be cut or too long.</summary>
    internal static bool TryRead(ReadOnlySpan<byte> packet, out Ipv6Header header)
    {
        header = default;
        if (packet.Length < Size || (packet[0] & 0xf0) != VersionBits) { return false; }

        header = new Ipv6Header(
            BinaryPrimitives.ReadUInt16BigEndian(packet[4..]),
            packet[6],
            packet[HopLimitOffset],
            Ipv6Address.Read(packet[8..]),
            Ipv6Address.Read(packet[24..]));
        return true;
    }

    /// <summary>Writes the header with traffic class and flow label zero; the target has room.</summary>
    internal void Write(Span<byte> target)
    {
        BinaryPrimitives.WriteUInt32BigEndian(target, (uint)VersionBits << 24);
        BinaryPrimitives.WriteUInt16BigEndian(target[4..], PayloadLength);
        target[6] = NextHeader;
        target[HopLimitOffset] = HopLimit;
        Source.Write(target[8..]);
        Destination.Write(target[24..]);
    }
}
