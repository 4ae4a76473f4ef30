using System.Buffers.Binary;
using Mycelium.Engine.Identity;

namespace Mycelium.Engine.Wire;

/// <summary>The headers of a data packet: packet header and data header, 40 bytes in front of the sealed buffer.</summary>
/// <param name="PayloadLength">Bytes of the sealed buffer.</param>
/// <param name="HopLimit">As on the wire: the sender has decremented it.</param>
/// <param name="Source">Overlay address of the originator; not authenticated.</param>
/// <param name="Destination">Overlay address of the destination; not authenticated.</param>
/// <remarks>Source: <c>data-plane.md</c> sections 1 and 2.</remarks>
public readonly record struct DataHeader(ushort PayloadLength, byte HopLimit, Ipv6Address Source, Ipv6Address Destination)
{
    /// <summary>Length of both headers in bytes.</summary>
    public const int Size = 40;

    /// <summary>Offset of the hop limit, which every node on the way rewrites in place.</summary>
    public const int HopLimitOffset = 7;

    /// <summary>Offset of the source, with the destination behind it.</summary>
    internal const int SourceOffset = 8;

    /// <summary>Offset of the destination, of which eight bytes are looked up.</summary>
    public const int DestinationOffset = 24;

    private const int LengthOffset = 5;

    /// <summary>Reads a data packet's headers; version and type have been checked by the frame cursor.</summary>
    /// <returns>False if fewer than 40 bytes are there.</returns>
    public static bool TryRead(ReadOnlySpan<byte> frame, out DataHeader header)
    {
        header = default;
        if (frame.Length < Size) { return false; }

        header = new DataHeader(
            BinaryPrimitives.ReadUInt16BigEndian(frame[LengthOffset..]),
            frame[HopLimitOffset],
            Ipv6Address.Read(frame[SourceOffset..]),
            Ipv6Address.Read(frame[DestinationOffset..]));
        return true;
    }

    /// <summary>Writes both headers, or nothing if they do not fit.</summary>
    public bool TryWrite(Span<byte> target)
    {
        if (target.Length < Size) { return false; }

        PacketHeader.Write(target, PacketHeader.DataType);
        target[4] = 0;
        BinaryPrimitives.WriteUInt16BigEndian(target[LengthOffset..], PayloadLength);
        target[HopLimitOffset] = HopLimit;
        Source.Write(target[SourceOffset..]);
        Destination.Write(target[DestinationOffset..]);
        return true;
    }
}
