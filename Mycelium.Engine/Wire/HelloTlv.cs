using System.Buffers.Binary;

namespace Mycelium.Engine.Wire;

/// <summary>Hello: probes a neighbour, which answers at once with one IHU.</summary>
/// <param name="IsUnicast">The unicast flag (0x8000); always set when sent.</param>
/// <param name="Seqno">Hello counter of the connection.</param>
/// <param name="IntervalCentiseconds">Time to the next Hello, in units of 10 ms.</param>
/// <remarks>Source: <c>routing-wire.md</c> section 3.</remarks>
public readonly partial record struct HelloTlv(bool IsUnicast, SequenceNumber Seqno, ushort IntervalCentiseconds)
{
    /// <summary>Length of the body in bytes.</summary>
    public const int BodyLength = 6;

    private const ushort UnicastFlag = 0x8000;

    /// <summary>Reads the body; surplus bytes are ignored.</summary>
    /// <returns>False if it is too short.</returns>
    public static bool TryRead(ReadOnlySpan<byte> value, out HelloTlv tlv)
    {
        tlv = default;
        if (value.Length < BodyLength) { return false; }

        tlv = new HelloTlv(
            (BinaryPrimitives.ReadUInt16BigEndian(value) & UnicastFlag) != 0,
            new SequenceNumber(BinaryPrimitives.ReadUInt16BigEndian(value[2..])),
            BinaryPrimitives.ReadUInt16BigEndian(value[4..]));
        return true;
    }

    /// <summary>Writes the body, or nothing if it does not fit.</summary>
    public bool TryWrite(Span<byte> target, out int written)
    {
        written = 0;
        if (target.Length < BodyLength) { return false; }

        BinaryPrimitives.WriteUInt16BigEndian(target, IsUnicast ? UnicastFlag : (ushort)0);
        BinaryPrimitives.WriteUInt16BigEndian(target[2..], Seqno.Value);
        BinaryPrimitives.WriteUInt16BigEndian(target[4..], IntervalCentiseconds);
        written = BodyLength;
        return true;
    }
}
