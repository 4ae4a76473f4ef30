using System.Buffers.Binary;
using System.Globalization;

namespace Mycelium.Engine.Identity;

/// <summary>Names the origin of a route: its public key, a zone, and six bytes that are random at each start of the node.</summary>
/// <param name="Key">The public key of the origin.</param>
/// <param name="Suffix">Zone (2 bytes) and random part (6 bytes), big-endian; opaque to every other node.</param>
/// <remarks>Equality is over all 40 bytes. Source: <c>identity-and-crypto.md</c> section 5.</remarks>
public readonly record struct RouterId(PublicKey Key, ulong Suffix)
{
    /// <summary>Length of a router id on the wire, in bytes.</summary>
    public const int Size = 40;

    private const ulong RandomMask = 0x0000_ffff_ffff_ffff;

    /// <summary>Makes the router id of a node: zone 0.</summary>
    /// <param name="key">The node's key.</param>
    /// <param name="random">The random part; only the low 48 bits are used.</param>
    public static RouterId Create(PublicKey key, ulong random) => new(key, random & RandomMask);

    /// <summary>Reads the first 40 bytes of <paramref name="source"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="source"/> is shorter than 40 bytes.</exception>
    public static RouterId Read(ReadOnlySpan<byte> source) =>
        new(new PublicKey(source), BinaryPrimitives.ReadUInt64BigEndian(source[PublicKey.Size..]));

    /// <summary>Writes the 40 bytes of the router id.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="target"/> is shorter than 40 bytes.</exception>
    public void Write(Span<byte> target)
    {
        BinaryPrimitives.WriteUInt64BigEndian(target[PublicKey.Size..], Suffix);
        Key.Write(target);
    }

    /// <summary>Key, zone and random part in lower-case hexadecimal, joined by hyphens.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Key}-{Suffix >> 48:x4}-{Suffix & RandomMask:x12}");
}
