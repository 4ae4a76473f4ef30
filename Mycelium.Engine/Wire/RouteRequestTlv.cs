using Mycelium.Engine.Identity;

namespace Mycelium.Engine.Wire;

/// <summary>Route Request: asks for a route to a prefix, or for the whole table.</summary>
/// <param name="Generation">0 from the originator, one more at each forwarding, at most 15 when sent.</param>
/// <param name="Subnet">The wanted prefix; null is the wildcard.</param>
/// <remarks>Source: <c>routing-wire.md</c> section 6.</remarks>
public readonly partial record struct RouteRequestTlv(byte Generation, Subnet? Subnet)
{
    private const int FixedLength = 3;

    /// <summary>Reads the body; surplus bytes are ignored.</summary>
    /// <returns>False if it is too short, or encoding and prefix length do not go together.</returns>
    public static bool TryRead(ReadOnlySpan<byte> value, out RouteRequestTlv tlv)
    {
        tlv = default;
        if (value.Length < FixedLength
            || !AddressEncoding.TryReadPrefix(value[1], value[2], value[FixedLength..], out Subnet subnet, out _))
        {
            return false;
        }

        tlv = new RouteRequestTlv(value[0], value[1] == AddressEncoding.None ? null : subnet);
        return true;
    }

    /// <summary>Writes the body, or nothing if it does not fit.</summary>
    public bool TryWrite(Span<byte> target, out int written)
    {
        written = 0;
        int length = FixedLength + AddressEncoding.PrefixBytes(Subnet?.PrefixLength ?? 0);
        if (target.Length < length) { return false; }

        target[0] = Generation;
        target[1] = Subnet is { } subnet ? AddressEncoding.Of(subnet) : AddressEncoding.None;
        target[2] = Subnet?.PrefixLength ?? 0;
        if (Subnet is { } wanted) { AddressEncoding.WritePrefix(wanted, target[FixedLength..]); }

        written = length;
        return true;
    }
}
