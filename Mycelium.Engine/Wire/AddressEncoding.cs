using Mycelium.Engine.Identity;

namespace Mycelium.Engine.Wire;

/// <summary>Reads and writes prefixes by their address encoding. Source: <c>routing-wire.md</c> sections 2.1 and 2.3.</summary>
internal static class AddressEncoding
{
    internal const byte None = 0;
    internal const byte IPv4 = 1;
    internal const byte IPv6 = 2;
    internal const byte LinkLocal = 3;

    private const ulong LinkLocalHigh = 0xfe80_0000_0000_0000;
    private const ulong MappedLow = 0x0000_ffff_0000_0000;

    /// <summary>Bytes of a prefix of that length.</summary>
    internal static int PrefixBytes(int prefixLength) => (prefixLength + 7) / 8;

    /// <summary>Reads a prefix from the start of <paramref name="source"/>.</summary>
    /// <param name="encoding">The address encoding.</param>
    /// <param name="prefixLength">In bits, as on the wire.</param>
    /// <param name="source">The bytes that may belong to it.</param>
    /// <param name="subnet">The prefix; encoding 0 is read as ::/0.</param>
    /// <param name="consumed">Bytes used.</param>
    /// <returns>False if encoding and length do not go together, or bytes are missing.</returns>
    internal static bool TryReadPrefix(byte encoding, byte prefixLength, ReadOnlySpan<byte> source, out Subnet subnet, out int consumed)
    {
        subnet = default;
        consumed = encoding switch
        {
            None => prefixLength == 0 ? 0 : -1,
            IPv4 => prefixLength <= 32 ? PrefixBytes(prefixLength) : -1,
            IPv6 => prefixLength <= 128 ? PrefixBytes(prefixLength) : -1,
            LinkLocal => prefixLength == 64 ? 8 : -1,
            _ => -1,
        };
        if (consumed < 0 || source.Length < consumed) { return false; }

        Span<byte> bytes = stackalloc byte[Ipv6Address.Size];
        bytes.Clear();
        source[..consumed].CopyTo(bytes);
        subnet = encoding switch
        {
            IPv4 => new Subnet(new Ipv6Address(0, MappedLow | (Ipv6Address.Read(bytes).High >> 32)), prefixLength, isIPv4: true),
            // The prefix length counts the implied half, so of the eight bytes on the wire none is significant.
            LinkLocal => new Subnet(new Ipv6Address(LinkLocalHigh, Ipv6Address.Read(bytes).High), prefixLength),
            _ => new Subnet(Ipv6Address.Read(bytes), prefixLength),
        };
        return true;
    }

    /// <summary>Reads a complete address; null for encoding 0.</summary>
    /// <returns>False if the encoding is unknown or bytes are missing.</returns>
    internal static bool TryReadAddress(byte encoding, ReadOnlySpan<byte> source, out Ipv6Address? address)
    {
        address = null;
        int length = encoding switch { None => 0, IPv4 => 4, IPv6 => 16, LinkLocal => 8, _ => int.MaxValue };
        if (source.Length < length) { return false; }

        Span<byte> bytes = stackalloc byte[Ipv6Address.Size];
        bytes.Clear();
        source[..length].CopyTo(bytes);
        Ipv6Address read = Ipv6Address.Read(bytes);
        address = encoding switch
        {
            None => null,
            IPv4 => new Ipv6Address(0, MappedLow | (read.High >> 32)),
            LinkLocal => new Ipv6Address(LinkLocalHigh, read.High),
            _ => read,
        };
        return true;
    }

    /// <summary>The encoding that a prefix is sent with.</summary>
    internal static byte Of(Subnet subnet) => subnet.IsIPv4 ? IPv4 : IPv6;

    /// <summary>Writes the bytes of a prefix; the target has room.</summary>
    internal static void WritePrefix(Subnet subnet, Span<byte> target)
    {
        Span<byte> bytes = stackalloc byte[Ipv6Address.Size];
        subnet.Network.Write(bytes);
        bytes.Slice(subnet.IsIPv4 ? 12 : 0, PrefixBytes(subnet.PrefixLength)).CopyTo(target);
    }
}
