using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using Mycelium.Engine.Cryptography;

namespace Mycelium.Engine.Identity;

/// <summary>A 32-byte X25519 public key, kept exactly as received: bit 255 is ignored by the arithmetic, but is hashed and
/// forwarded.</summary>
/// <remarks>Source: <c>identity-and-crypto.md</c> sections 1 and 3; RFC 7748.</remarks>
public readonly record struct PublicKey
{
    /// <summary>Length of a key in bytes.</summary>
    public const int Size = 32;

    private readonly ulong _part0;
    private readonly ulong _part1;
    private readonly ulong _part2;
    private readonly ulong _part3;

    /// <summary>Reads the first 32 bytes of <paramref name="source"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="source"/> is shorter than 32 bytes.</exception>
    public PublicKey(ReadOnlySpan<byte> source)
    {
        _part0 = BinaryPrimitives.ReadUInt64BigEndian(source);
        _part1 = BinaryPrimitives.ReadUInt64BigEndian(source[8..]);
        _part2 = BinaryPrimitives.ReadUInt64BigEndian(source[16..]);
        _part3 = BinaryPrimitives.ReadUInt64BigEndian(source[24..]);
    }

    /// <summary>The overlay address of the key: 0x04 or 0x05 by the parity of the first hash byte, then 15 bytes of its BLAKE3 hash.
    /// </summary>
    /// <remarks>Hashes at each call, about a microsecond. Source: <c>identity-and-crypto.md</c> section 3.</remarks>
    public Ipv6Address Address
    {
        get
        {
            Span<byte> key = stackalloc byte[Size];
            Span<byte> hash = stackalloc byte[Blake3.HashSize];
            Write(key);
            Blake3.Hash(key, hash);
            hash[0] = (byte)(0x04 + (BitOperations.PopCount(hash[0]) & 1));
            return Ipv6Address.Read(hash);
        }
    }

    /// <summary>The /64 of <see cref="Address"/>, which the holder of the key announces.</summary>
    public Subnet Subnet => Address.Subnet;

    /// <summary>Parses 64 hexadecimal digits of either case.</summary>
    public static bool TryParse(string? text, out PublicKey key)
    {
        key = default;
        Span<byte> bytes = stackalloc byte[Size];
        if (text is not { Length: 2 * Size } || Convert.FromHexString(text, bytes, out _, out _) != System.Buffers.OperationStatus.Done)
        {
            return false;
        }

        key = new PublicKey(bytes);
        return true;
    }

    /// <summary>Parses 64 hexadecimal digits of either case.</summary>
    /// <exception cref="FormatException">The text is anything else.</exception>
    public static PublicKey Parse(string text) =>
        TryParse(text, out PublicKey key)
            ? key
            : throw new FormatException($"'{text}' is not a public key: 64 hexadecimal digits are expected.");

    /// <summary>Whether this key is larger than another, as unsigned bytes in order; decides who yields where nodes are equal.</summary>
    public bool IsLargerThan(PublicKey other) =>
        (_part0, _part1, _part2, _part3).CompareTo((other._part0, other._part1, other._part2, other._part3)) > 0;

    /// <summary>Writes the 32 bytes of the key.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="target"/> is shorter than 32 bytes.</exception>
    public void Write(Span<byte> target)
    {
        BinaryPrimitives.WriteUInt64BigEndian(target[24..], _part3);
        BinaryPrimitives.WriteUInt64BigEndian(target[16..], _part2);
        BinaryPrimitives.WriteUInt64BigEndian(target[8..], _part1);
        BinaryPrimitives.WriteUInt64BigEndian(target, _part0);
    }

    /// <summary>64 lower-case hexadecimal digits.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{_part0:x16}{_part1:x16}{_part2:x16}{_part3:x16}");
}
