using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
using Mycelium.Engine.Identity;

namespace Mycelium.Engine.Wire;

/// <summary>The Internet checksum (RFC 1071), with the IPv6 pseudo header (RFC 8200 section 8.1).</summary>
/// <remarks>
/// A partial sum is a 64-bit number in one's complement, congruent modulo 2^16 - 1 to the sum of the big-endian 16-bit words, and
/// zero only if all of them are. Partial sums are combined in any order, folded to 16 bits once.
/// </remarks>
internal static class InternetChecksum
{
    /// <summary>The checksum of an upper-layer packet whose checksum field is zero.</summary>
    /// <param name="header">Source, destination and next header are used.</param>
    /// <param name="payload">The upper-layer packet.</param>
    internal static ushort Compute(in Ipv6Header header, ReadOnlySpan<byte> payload)
    {
        ulong pseudoHeader = SumPseudoHeader(header.Source, header.Destination, header.NextHeader, payload.Length);
        return (ushort)~Fold(Combine(pseudoHeader, Sum(payload)));
    }

    /// <summary>Whether an upper-layer packet with its checksum in place is intact.</summary>
    internal static bool IsValid(in Ipv6Header header, ReadOnlySpan<byte> payload) => Compute(header, payload) == 0;

    /// <summary>The partial sum of bytes that begin at an even offset; an odd number of them is filled up by a zero.</summary>
    internal static ulong Sum(ReadOnlySpan<byte> bytes)
    {
        ulong sum = 0;
        if (bytes.Length >= Vector<byte>.Count)
        {
            sum = SumVectors(bytes);
            bytes = bytes[(bytes.Length & -Vector<byte>.Count)..];
        }

        while (bytes.Length >= sizeof(ulong))
        {
            sum = Combine(sum, MemoryMarshal.Read<ulong>(bytes));
            bytes = bytes[sizeof(ulong)..];
        }

        sum = Combine(sum, ReadRest(bytes));

        // Words are added in the machine's order; swapping the bytes of the sum is the same as having swapped those of each word.
        return BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(sum) : sum;
    }

    /// <summary>The partial sum of the pseudo header.</summary>
    /// <param name="source">Source address.</param>
    /// <param name="destination">Destination address, behind a routing header the last one.</param>
    /// <param name="nextHeader">Protocol of the upper layer.</param>
    /// <param name="length">Length of the upper-layer packet in bytes.</param>
    internal static ulong SumPseudoHeader(Ipv6Address source, Ipv6Address destination, byte nextHeader, int length)
    {
        ulong addresses = Combine(Combine(source.High, source.Low), Combine(destination.High, destination.Low));
        return Combine(addresses, (uint)length + (ulong)nextHeader);
    }

    /// <summary>The partial sum of the pseudo header of a packet without extension headers.</summary>
    /// <param name="packet">At least the fixed header.</param>
    /// <param name="length">Length of the whole packet in bytes, also of what is not there.</param>
    internal static ulong SumPseudoHeader(ReadOnlySpan<byte> packet, int length) => Combine(
        Sum(packet[Ipv6Header.AddressesOffset..Ipv6Header.Size]),
        (uint)(length - Ipv6Header.Size) + (ulong)packet[Ipv6Header.NextHeaderOffset]);

    /// <summary>The partial sum of what two partial sums cover. A carry out of the top comes back in at the bottom.</summary>
    internal static ulong Combine(ulong first, ulong second)
    {
        ulong result = first + second;
        return result < second ? result + 1 : result;
    }

    /// <summary>Folds a partial sum to 16 bits. The checksum is its complement.</summary>
    internal static ushort Fold(ulong sum)
    {
        sum = (sum & 0xffff_ffff) + (sum >> 32);
        sum = (sum & 0xffff_ffff) + (sum >> 32);
        sum = (sum & 0xffff) + (sum >> 16);
        sum = (sum & 0xffff) + (sum >> 16);
        return (ushort)sum;
    }

    // Up to 7 bytes. Where a word lies in the number does not matter, since 2^16 is 1 modulo 2^16 - 1.
    private static ulong ReadRest(ReadOnlySpan<byte> bytes)
    {
        ulong sum = 0;
        if (bytes.Length >= sizeof(uint))
        {
            sum = MemoryMarshal.Read<uint>(bytes);
            bytes = bytes[sizeof(uint)..];
        }

        if (bytes.Length >= sizeof(ushort))
        {
            sum += MemoryMarshal.Read<ushort>(bytes);
            bytes = bytes[sizeof(ushort)..];
        }

        if (bytes.IsEmpty) { return sum; }

        return sum + (BitConverter.IsLittleEndian ? bytes[0] : (ulong)bytes[0] << 8);
    }

    // Halves of 32 bits in lanes of 64: a lane is full after 2^32 vectors, so there are no carries to look after.
    private static ulong SumVectors(ReadOnlySpan<byte> bytes)
    {
        ReadOnlySpan<Vector<ulong>> vectors = MemoryMarshal.Cast<byte, Vector<ulong>>(bytes);
        var lowHalf = new Vector<ulong>(0xffff_ffff);
        Vector<ulong> first = Vector<ulong>.Zero, second = Vector<ulong>.Zero, third = Vector<ulong>.Zero, fourth = Vector<ulong>.Zero;
        int i = 0;
        for (; i < vectors.Length - 1; i += 2)
        {
            Vector<ulong> even = vectors[i];
            Vector<ulong> odd = vectors[i + 1];
            first += even & lowHalf;
            second += even >>> 32;
            third += odd & lowHalf;
            fourth += odd >>> 32;
        }

        if (i < vectors.Length)
        {
            first += vectors[i] & lowHalf;
            second += vectors[i] >>> 32;
        }

        return Vector.Sum(first + second + third + fourth);
    }
}
