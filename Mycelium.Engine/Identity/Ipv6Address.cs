using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Mycelium.Engine.Identity;

/// <summary>An IPv6 address as two big-endian 64-bit halves: compares, hashes and copies without allocation.</summary>
/// <param name="High">Bytes 0 to 7, the /64 prefix.</param>
/// <param name="Low">Bytes 8 to 15.</param>
public readonly record struct Ipv6Address(ulong High, ulong Low)
{
    /// <summary>Length of an address on the wire, in bytes.</summary>
    public const int Size = 16;

    /// <summary>Whether the address is in the overlay's range 400::/7 (first byte 0x04 or 0x05).</summary>
    public bool IsOverlay => High >> 57 == 0x02;

    /// <summary>Whether the address is in ff00::/8.</summary>
    public bool IsMulticast => High >> 56 == 0xff;

    /// <summary>Whether the address is in ::ffff:0:0/96.</summary>
    public bool IsIPv4Mapped => High == 0 && Low >> 32 == 0xffff;

    /// <summary>The /64 that contains this address.</summary>
    public Subnet Subnet => new(new Ipv6Address(High, 0), 64);

    /// <summary>Reads the first 16 bytes of <paramref name="source"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="source"/> is shorter than 16 bytes.</exception>
    public static Ipv6Address Read(ReadOnlySpan<byte> source) =>
        new(BinaryPrimitives.ReadUInt64BigEndian(source), BinaryPrimitives.ReadUInt64BigEndian(source[8..]));

    /// <summary>Converts an <see cref="IPAddress"/>; an IPv4 address becomes its IPv4-mapped form.</summary>
    public static Ipv6Address From(IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        Span<byte> bytes = stackalloc byte[Size];
        IPAddress wide = address.AddressFamily == AddressFamily.InterNetwork ? address.MapToIPv6() : address;
        wide.TryWriteBytes(bytes, out _);
        return Read(bytes);
    }

    /// <summary>Writes the 16 bytes of the address.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="target"/> is shorter than 16 bytes.</exception>
    public void Write(Span<byte> target)
    {
        BinaryPrimitives.WriteUInt64BigEndian(target[8..], Low);
        BinaryPrimitives.WriteUInt64BigEndian(target, High);
    }

    /// <summary>Converts to the framework's type.</summary>
    public IPAddress ToIPAddress()
    {
        Span<byte> bytes = stackalloc byte[Size];
        Write(bytes);
        return new IPAddress(bytes);
    }

    /// <summary>RFC 5952 text form.</summary>
    public override string ToString() => ToIPAddress().ToString();
}
