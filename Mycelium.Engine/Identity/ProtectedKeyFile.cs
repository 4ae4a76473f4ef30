using System.Security.Cryptography;
using Mycelium.Engine.Cryptography;
using Mycelium.Engine.Errors;
using NSec.Cryptography;

namespace Mycelium.Engine.Identity;

/// <summary>Reads and writes identities for keeping and carrying: encrypted with a passphrase, by Argon2id and XChaCha20-Poly1305.</summary>
/// <remarks>
/// Source: RFC 9106 (section 4, second recommendation: 64 MiB and 3 passes); the format is described in <c>docs/identities.md</c>.
/// </remarks>
public static class ProtectedKeyFile
{
    private static readonly ProtectedKeyHeader Recommended = new(MemoryKibibytes: 64 * 1024, Passes: 3);

    /// <summary>Whether a file holds an identity that needs a passphrase.</summary>
    /// <exception cref="MyceliumException"><see cref="MyceliumErrorId.KeyFileNotFound"/> or
    /// <see cref="MyceliumErrorId.KeyFileInaccessible"/>.</exception>
    public static bool IsProtected(string path) => ProtectedKeyHeader.IsProtected(KeyFile.ReadStart(path, ProtectedKeyHeader.FileSize + 1));

    /// <summary>Writes an identity, encrypted, as <see cref="KeyFile.Save"/> writes a plain one.</summary>
    /// <param name="path">Where; the folder must exist.</param>
    /// <param name="identity">What.</param>
    /// <param name="passphrase">The passphrase in UTF-8, not empty; the caller wipes it.</param>
    /// <param name="overwrite">Whether an existing file may be replaced.</param>
    /// <exception cref="MyceliumException"><see cref="MyceliumErrorId.PassphraseRequired"/>, <see cref="MyceliumErrorId.KeyFileExists"/> or
    /// <see cref="MyceliumErrorId.KeyFileInaccessible"/>.</exception>
    public static void Save(string path, NodeIdentity identity, ReadOnlySpan<byte> passphrase, bool overwrite = false) =>
        KeyFile.SaveBytes(path, Protect(identity, passphrase, Recommended), overwrite);

    /// <summary>Reads an identity that <see cref="Save"/> wrote.</summary>
    /// <param name="path">The file.</param>
    /// <param name="passphrase">The passphrase in UTF-8; the caller wipes it.</param>
    /// <exception cref="MyceliumException"><see cref="MyceliumErrorId.KeyFileNotFound"/>, <see cref="MyceliumErrorId.KeyFileInaccessible"/>,
    /// <see cref="MyceliumErrorId.ProtectedKeyInvalid"/>, <see cref="MyceliumErrorId.PassphraseRequired"/> or
    /// <see cref="MyceliumErrorId.PassphraseWrong"/>.</exception>
    public static NodeIdentity Load(string path, ReadOnlySpan<byte> passphrase) =>
        Open(KeyFile.ReadStart(path, ProtectedKeyHeader.FileSize + 1), passphrase, path);

    /// <summary>Encrypts an identity.</summary>
    internal static byte[] Protect(NodeIdentity identity, ReadOnlySpan<byte> passphrase, ProtectedKeyHeader header)
    {
        ArgumentNullException.ThrowIfNull(identity);
        RequirePassphrase(passphrase);
        byte[] file = new byte[ProtectedKeyHeader.FileSize];
        header.Write(file);
        RandomNumberGenerator.Fill(file.AsSpan(ProtectedKeyHeader.Salt));
        RandomNumberGenerator.Fill(file.AsSpan(ProtectedKeyHeader.Nonce));
        identity.PublicKey.Write(file.AsSpan(ProtectedKeyHeader.Key));
        Span<byte> secretKey = stackalloc byte[X25519KeyPair.KeySize];
        try
        {
            identity.WriteSecretKey(secretKey);
            using Key key = DeriveKey(file, header, passphrase);
            AeadAlgorithm.XChaCha20Poly1305.Encrypt(
                key,
                file.AsSpan(ProtectedKeyHeader.Nonce),
                file.AsSpan(0, ProtectedKeyHeader.Size),
                secretKey,
                file.AsSpan(ProtectedKeyHeader.Size));
            return file;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(secretKey);
        }
    }

    /// <summary>Decrypts an identity.</summary>
    /// <param name="file">The whole file.</param>
    /// <param name="passphrase">The passphrase in UTF-8.</param>
    /// <param name="path">Where it is from, for messages.</param>
    /// <exception cref="MyceliumException">As <see cref="Load"/>.</exception>
    internal static NodeIdentity Open(ReadOnlySpan<byte> file, ReadOnlySpan<byte> passphrase, string path)
    {
        if (!ProtectedKeyHeader.TryRead(file, out ProtectedKeyHeader header, out string? problem))
        {
            throw new MyceliumException(
                MyceliumErrorId.ProtectedKeyInvalid,
                $"'{path}' is not a protected identity that can be read. {problem}",
                "Check that this is the right file and that it was copied completely.");
        }

        RequirePassphrase(passphrase);
        Span<byte> secretKey = stackalloc byte[X25519KeyPair.KeySize];
        try
        {
            using Key key = DeriveKey(file, header, passphrase);
            bool isOpen = AeadAlgorithm.XChaCha20Poly1305.Decrypt(
                key, file[ProtectedKeyHeader.Nonce], file[..ProtectedKeyHeader.Size], file[ProtectedKeyHeader.Size..], secretKey);
            return isOpen ? NodeIdentity.FromSecretKey(secretKey) : throw new MyceliumException(
                MyceliumErrorId.PassphraseWrong,
                $"'{path}' can't be decrypted: the passphrase is wrong, or the file was changed.",
                "Type the passphrase again; without it the identity can't be recovered.");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(secretKey);
        }
    }

    private static Key DeriveKey(ReadOnlySpan<byte> file, ProtectedKeyHeader header, ReadOnlySpan<byte> passphrase)
    {
        var parameters = new Argon2Parameters
        {
            DegreeOfParallelism = 1,
            MemorySize = header.MemoryKibibytes,
            NumberOfPasses = header.Passes,
        };
        return PasswordBasedKeyDerivationAlgorithm.Argon2id(parameters)
            .DeriveKey(passphrase, file[ProtectedKeyHeader.Salt], AeadAlgorithm.XChaCha20Poly1305);
    }

    private static void RequirePassphrase(ReadOnlySpan<byte> passphrase)
    {
        if (passphrase.IsEmpty)
        {
            throw new MyceliumException(
                MyceliumErrorId.PassphraseRequired, "A passphrase is needed, and it can't be empty.", "Give one with -Passphrase.");
        }
    }
}
