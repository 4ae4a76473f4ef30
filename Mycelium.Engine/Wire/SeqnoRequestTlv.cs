using System.Buffers.Binary;
using Mycelium.Engine.Identity;

namespace Mycelium.Engine.Wire;

/// <summary>Seqno Request: asks the origin of a route for a newer sequence number.</summary>
/// <param name="Seqno">The wanted number.</param>
/// <param name="HopCount">64 from the originator, one less at each forwarding, never 0.</param>
/// <param name="RouterId">The origin of the route.</param>
/// <param name="Subnet">The prefix of the route.</param>
/// <remarks>Source: <c>routing-wire.md</c> section 7.</remarks>
public readonly partial record struct SeqnoRequestTlv(SequenceNumber Seqno, byte HopCount, RouterId RouterId, Subnet Subnet)
{
    private const int RouterIdOffset = 6;
    private const int FixedLength = RouterIdOffset + RouterId.Size;

    /// <summary>Reads the body; surplus bytes are ignored.</summary>
    /// <returns>False if it is too short, its hop count is 0, or encoding and prefix length do not go together.</returns>
    public static bool TryRead(ReadOnlySpan<byte> value, out SeqnoRequestTlv tlv)
    {
        tlv = default;
        if (value.Length < FixedLength
            || value[4] == 0
            || !AddressEncoding.TryReadPrefix(value[0], value[1], value[FixedLength..], out Subnet subnet, out _))
        {
            return false;
        }

        tlv = new SeqnoRequestTlv(
            new SequenceNumber(BinaryPrimitives.ReadUInt16BigEndian(value[2..])),
            value[4],
            RouterId.Read(value[RouterIdOffset..]),
            subnet);
        return true;
    }

    /// <summary>Writes the body, or nothing if it does not fit.</summary>
    public bool TryWrite(Span<byte> target, out int written)
    {
        written = 0;
        int length = FixedLength + AddressEncoding.PrefixBytes(Subnet.PrefixLength);
        if (target.Length < length) { return false; }

        target[0] = AddressEncoding.Of(Subnet);
        target[1] = Subnet.PrefixLength;
        BinaryPrimitives.WriteUInt16BigEndian(target[2..], Seqno.Value);
        target[4] = HopCount;
        target[5] = 0;
        RouterId.Write(target[RouterIdOffset..]);
        AddressEncoding.WritePrefix(Subnet, target[FixedLength..]);
        written = length;
        return true;
    }
}
