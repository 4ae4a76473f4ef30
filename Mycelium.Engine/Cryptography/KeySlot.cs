namespace Mycelium.Engine.Cryptography;

/// <summary>Native memory for one key, from <see cref="KeyMemory"/>: 512 bytes, aligned to 64.</summary>
/// <param name="Slab">What it is a part of.</param>
/// <param name="Index">Which part.</param>
internal readonly record struct KeySlot(KeySlab Slab, int Index)
{
    /// <summary>Length in bytes: an expanded key of libsodium.</summary>
    internal const int Size = 512;

    /// <summary>Where it begins; fixed until it is returned.</summary>
    internal unsafe byte* Address => Slab.AddressOf(Index);

    /// <summary>Its bytes.</summary>
    internal unsafe Span<byte> Bytes => new(Address, Size);
}
