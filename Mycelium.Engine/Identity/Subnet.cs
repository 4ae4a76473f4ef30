using System.Net;
using System.Net.Sockets;

namespace Mycelium.Engine.Identity;

/// <summary>A network prefix. Bits beyond the prefix length are always zero, so equality is that of the network.</summary>
/// <remarks>
/// An IPv4 prefix is kept as its IPv4-mapped form with <see cref="IsIPv4"/> set and is never equal to an IPv6 prefix:
/// such prefixes are legal on the wire, and refused by the routing rules. Source: <c>routing-wire.md</c> section 2.3.
/// </remarks>
public readonly record struct Subnet
{
    private const int MappedPrefixLength = 96;

    // A zone, which a prefix can't have, and brackets with a port: the framework reads both as a part of an address.
    private const string NotInPrefixes = "%[]";

    /// <summary>Makes a prefix and clears the host bits.</summary>
    /// <param name="address">Any address of the prefix.</param>
    /// <param name="prefixLength">0 to 128 bits; for IPv4, 0 to 32.</param>
    /// <param name="isIPv4">Whether <paramref name="address"/> is IPv4-mapped and the length counts IPv4 bits.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="prefixLength"/> is beyond the address.</exception>
    public Subnet(Ipv6Address address, int prefixLength, bool isIPv4 = false)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(prefixLength);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(prefixLength, isIPv4 ? 32 : 128);
        Network = Mask(address, isIPv4 ? prefixLength + MappedPrefixLength : prefixLength);
        PrefixLength = (byte)prefixLength;
        IsIPv4 = isIPv4;
    }

    /// <summary>The base address, host bits zero.</summary>
    public Ipv6Address Network { get; }

    /// <summary>Length in bits: 0 to 128, for IPv4 0 to 32.</summary>
    public byte PrefixLength { get; }

    /// <summary>Whether this is an IPv4 prefix.</summary>
    public bool IsIPv4 { get; }

    /// <summary>Whether this is a /64 within 400::/7, the only kind that an honest node announces.</summary>
    public bool IsNodeSubnet => PrefixLength == 64 && !IsIPv4 && Network.IsOverlay;

    /// <summary>Whether the prefix lies within 400::/7.</summary>
    public bool IsOverlay => PrefixLength >= 7 && !IsIPv4 && Network.IsOverlay;

    /// <summary>Whether <paramref name="address"/> lies in this IPv6 prefix; false for IPv4 prefixes.</summary>
    public bool Contains(Ipv6Address address) => !IsIPv4 && Mask(address, PrefixLength) == Network;

    /// <summary>Whether <paramref name="other"/> is this prefix or a longer one within it.</summary>
    public bool Contains(Subnet other) =>
        IsIPv4 == other.IsIPv4
        && other.PrefixLength >= PrefixLength
        && Mask(other.Network, IsIPv4 ? PrefixLength + MappedPrefixLength : PrefixLength) == Network;

    /// <summary>Parses <c>address/length</c>, such as <c>437:5106:5530:1589::/64</c>.</summary>
    public static bool TryParse(string? text, out Subnet subnet)
    {
        subnet = default;
        int slash = text?.IndexOf('/', StringComparison.Ordinal) ?? -1;
        if (slash < 0
            || text.AsSpan(0, slash).ContainsAny(NotInPrefixes)
            || !IPAddress.TryParse(text.AsSpan(0, slash), out IPAddress? address)
            || text.AsSpan(slash + 1).ContainsAnyExceptInRange('0', '9')
            || !byte.TryParse(text.AsSpan(slash + 1), System.Globalization.NumberStyles.None, null, out byte length))
        {
            return false;
        }

        // The framework reads the older forms of IPv4 too, such as 1, 0x7f.1 or 010.0.0.1, which are more likely a mistake.
        bool isIPv4 = address.AddressFamily == AddressFamily.InterNetwork;
        if (length > (isIPv4 ? 32 : 128) || (isIPv4 && !text.AsSpan(0, slash).SequenceEqual(address.ToString()))) { return false; }

        subnet = new Subnet(Ipv6Address.From(address), length, isIPv4);
        return true;
    }

    /// <summary>Parses <c>address/length</c>.</summary>
    /// <exception cref="FormatException">The text is not a prefix.</exception>
    public static Subnet Parse(string text) =>
        TryParse(text, out Subnet subnet)
            ? subnet
            : throw new FormatException($"'{text}' is not a prefix such as 437:5106:5530:1589::/64.");

    /// <summary><c>address/length</c>, which <see cref="TryParse"/> reads back.</summary>
    public override string ToString() =>
        $"{(IsIPv4 ? Network.ToIPAddress().MapToIPv4() : Network.ToIPAddress())}/{PrefixLength}";

    private static Ipv6Address Mask(Ipv6Address address, int length) => length switch
    {
        0 => default,
        <= 64 => new Ipv6Address(address.High & (ulong.MaxValue << (64 - length)), 0),
        < 128 => address with { Low = address.Low & (ulong.MaxValue << (128 - length)) },
        _ => address,
    };
}
