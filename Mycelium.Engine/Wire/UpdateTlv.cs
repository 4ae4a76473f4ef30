using System.Buffers.Binary;
using Mycelium.Engine.Identity;

namespace Mycelium.Engine.Wire;

/// <summary>Update: announces a route, or retracts it with an infinite metric.</summary>
/// <param name="Flags">Bits 0x80 and 0x40 as received; 0 when sent; without effect.</param>
/// <param name="IntervalCentiseconds">Time to the next Update, in units of 10 ms; the route lives 3.5 times as long.</param>
/// <param name="Seqno">Sequence number issued by the origin.</param>
/// <param name="Metric">Cost from the sender to the origin.</param>
/// <param name="Subnet">The announced prefix.</param>
/// <param name="RouterId">The origin; in a retraction, the sender.</param>
/// <remarks>Source: <c>routing-wire.md</c> section 5.</remarks>
public readonly partial record struct UpdateTlv(
    byte Flags, ushort IntervalCentiseconds, SequenceNumber Seqno, Metric Metric, Subnet Subnet, RouterId RouterId)
{
    /// <summary>Largest body in bytes, that of a /128.</summary>
    public const int MaximumBodyLength = FixedLength + Ipv6Address.Size + RouterId.Size;

    private const int FixedLength = 10;
    private const byte KnownFlags = 0xc0;

    /// <summary>Reads the body; surplus bytes are ignored.</summary>
    /// <returns>False if it is too short, or encoding and prefix length do not go together.</returns>
    public static bool TryRead(ReadOnlySpan<byte> value, out UpdateTlv tlv)
    {
        tlv = default;
        if (value.Length < FixedLength
            || !AddressEncoding.TryReadPrefix(value[0], value[2], value[FixedLength..], out Subnet subnet, out int consumed)
            || value.Length < FixedLength + consumed + RouterId.Size)
        {
            return false;
        }

        tlv = new UpdateTlv(
            (byte)(value[1] & KnownFlags),
            BinaryPrimitives.ReadUInt16BigEndian(value[4..]),
            new SequenceNumber(BinaryPrimitives.ReadUInt16BigEndian(value[6..])),
            new Metric(BinaryPrimitives.ReadUInt16BigEndian(value[8..])),
            subnet,
            RouterId.Read(value[(FixedLength + consumed)..]));
        return true;
    }

    /// <summary>Writes the body, or nothing if it does not fit.</summary>
    public bool TryWrite(Span<byte> target, out int written)
    {
        written = 0;
        int prefixBytes = AddressEncoding.PrefixBytes(Subnet.PrefixLength);
        int length = FixedLength + prefixBytes + RouterId.Size;
        if (target.Length < length) { return false; }

        target[0] = AddressEncoding.Of(Subnet);
        target[1] = (byte)(Flags & KnownFlags);
        target[2] = Subnet.PrefixLength;
        target[3] = 0;
        BinaryPrimitives.WriteUInt16BigEndian(target[4..], IntervalCentiseconds);
        BinaryPrimitives.WriteUInt16BigEndian(target[6..], Seqno.Value);
        BinaryPrimitives.WriteUInt16BigEndian(target[8..], Metric.Value);
        AddressEncoding.WritePrefix(Subnet, target[FixedLength..]);
        RouterId.Write(target[(FixedLength + prefixBytes)..]);
        written = length;
        return true;
    }
}
