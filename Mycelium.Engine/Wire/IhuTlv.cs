using System.Buffers.Binary;
using Mycelium.Engine.Identity;

namespace Mycelium.Engine.Wire;

/// <summary>IHU: the one answer to a Hello.</summary>
/// <param name="RxCost">Link cost of the sender towards the receiver; informative.</param>
/// <param name="IntervalCentiseconds">In units of 10 ms; informative.</param>
/// <param name="Address">Address of the receiver, IPv4 in mapped form; null when sent by us.</param>
/// <remarks>Source: <c>routing-wire.md</c> section 4.</remarks>
public readonly partial record struct IhuTlv(ushort RxCost, ushort IntervalCentiseconds, Ipv6Address? Address)
{
    /// <summary>Length of the body without an address, in bytes.</summary>
    public const int BodyLength = 6;

    /// <summary>Reads the body; surplus bytes are ignored.</summary>
    /// <returns>False if it is too short or its address encoding is unknown.</returns>
    public static bool TryRead(ReadOnlySpan<byte> value, out IhuTlv tlv)
    {
        tlv = default;
        if (value.Length < BodyLength || !AddressEncoding.TryReadAddress(value[0], value[BodyLength..], out Ipv6Address? address))
        {
            return false;
        }

        tlv = new IhuTlv(BinaryPrimitives.ReadUInt16BigEndian(value[2..]), BinaryPrimitives.ReadUInt16BigEndian(value[4..]), address);
        return true;
    }

    /// <summary>Writes the body, or nothing if it does not fit.</summary>
    public bool TryWrite(Span<byte> target, out int written)
    {
        written = 0;
        (byte encoding, int addressLength) = Address switch
        {
            null => (AddressEncoding.None, 0),
            { IsIPv4Mapped: true } => (AddressEncoding.IPv4, 4),
            _ => (AddressEncoding.IPv6, Ipv6Address.Size),
        };
        if (target.Length < BodyLength + addressLength) { return false; }

        target[0] = encoding;
        target[1] = 0;
        BinaryPrimitives.WriteUInt16BigEndian(target[2..], RxCost);
        BinaryPrimitives.WriteUInt16BigEndian(target[4..], IntervalCentiseconds);
        Span<byte> address = stackalloc byte[Ipv6Address.Size];
        Address?.Write(address);
        address[^addressLength..].CopyTo(target[BodyLength..]);
        written = BodyLength + addressLength;
        return true;
    }
}
