using System.Buffers.Binary;

namespace Mycelium.Engine.Identity;

/// <summary>The part of a protected key file that is not secret. It is authenticated together with the key.</summary>
/// <param name="MemoryKibibytes">Memory that Argon2id takes, in KiB.</param>
/// <param name="Passes">Number of passes of Argon2id.</param>
/// <remarks>The format is described in <c>docs/identities.md</c>.</remarks>
internal readonly record struct ProtectedKeyHeader(int MemoryKibibytes, int Passes)
{
    /// <summary>Length of the header in bytes; salt, nonce and public key included.</summary>
    internal const int Size = 96;

    /// <summary>Length of a whole file in bytes: header, encrypted key, tag.</summary>
    internal const int FileSize = Size + 32 + 16;

    internal const int SaltSize = 16;
    internal const int NonceSize = 24;

    private const byte Version = 1;
    private const byte Argon2id = 1;
    private const byte XChaCha20Poly1305 = 1;

    // What is taken from a file that anybody may have written must not hold the process for ever, or take all of its memory.
    private const int LeastMemory = 8 * 1024;
    private const int MostMemory = 1024 * 1024;
    private const int MostPasses = 16;

    /// <summary>Where the salt is.</summary>
    internal static Range Salt => 16..(16 + SaltSize);

    /// <summary>Where the nonce is.</summary>
    internal static Range Nonce => 32..(32 + NonceSize);

    /// <summary>Where the public key is.</summary>
    internal static Range Key => 64..Size;

    private static ReadOnlySpan<byte> Magic => "MYCIDENT"u8;

    /// <summary>Whether a file begins as protected key files do, of whatever version.</summary>
    internal static bool IsProtected(ReadOnlySpan<byte> file) => file.StartsWith(Magic);

    /// <summary>Reads a header.</summary>
    /// <param name="file">The whole file.</param>
    /// <param name="header">The result.</param>
    /// <param name="problem">Why the file is refused, as a sentence; null on success.</param>
    internal static bool TryRead(ReadOnlySpan<byte> file, out ProtectedKeyHeader header, out string? problem)
    {
        header = default;
        problem = null;
        if (!IsProtected(file)) { problem = "It does not begin as such a file does."; }
        else if (file.Length != FileSize) { problem = $"It has {file.Length} bytes, not {FileSize}."; }
        else if (file[8] != Version || file[9] != Argon2id || file[10] != XChaCha20Poly1305 || file[11] != 0)
        {
            problem = $"Its version is {file[8]}.{file[9]}.{file[10]}.{file[11]}; known is {Version}.{Argon2id}.{XChaCha20Poly1305}.0.";
        }
        else if (file[56..64].ContainsAnyExcept((byte)0)) { problem = "Its reserved bytes are not zero."; }
        else
        {
            uint memory = BinaryPrimitives.ReadUInt16BigEndian(file[12..]) * 1024u;
            uint passes = BinaryPrimitives.ReadUInt16BigEndian(file[14..]);
            if (memory is < LeastMemory or > MostMemory || passes is 0 or > MostPasses)
            {
                problem = $"It asks for {memory} KiB and {passes} passes of Argon2id.";
            }

            header = new ProtectedKeyHeader((int)memory, (int)passes);
        }

        return problem is null;
    }

    /// <summary>Writes the header but for salt, nonce and public key.</summary>
    internal void Write(Span<byte> file)
    {
        file[..Size].Clear();
        Magic.CopyTo(file);
        file[8] = Version;
        file[9] = Argon2id;
        file[10] = XChaCha20Poly1305;
        BinaryPrimitives.WriteUInt16BigEndian(file[12..], (ushort)(MemoryKibibytes / 1024));
        BinaryPrimitives.WriteUInt16BigEndian(file[14..], (ushort)Passes);
    }
}
