using Org.BouncyCastle.Crypto.Digests;

namespace Mycelium.Engine.Cryptography;

/// <summary>BLAKE3 in its unkeyed hash mode; used for identities, never per packet.</summary>
public static class Blake3
{
    /// <summary>Length of a digest in bytes.</summary>
    public const int HashSize = 32;

    // A new one costs as much memory as two routes, and a full table means a million hashes.
    [ThreadStatic]
    private static Blake3Digest? _digest;

    /// <summary>Hashes <paramref name="input"/>; any thread.</summary>
    /// <param name="input">Any number of bytes.</param>
    /// <param name="output">Receives 32 bytes.</param>
    /// <exception cref="ArgumentException"><paramref name="output"/> is shorter than 32 bytes.</exception>
    public static void Hash(ReadOnlySpan<byte> input, Span<byte> output)
    {
        if (output.Length < HashSize) { throw new ArgumentException($"The digest needs {HashSize} bytes.", nameof(output)); }

        Blake3Digest digest = _digest ??= new Blake3Digest(HashSize * 8);
        digest.BlockUpdate(input);
        digest.DoFinal(output);
    }
}
