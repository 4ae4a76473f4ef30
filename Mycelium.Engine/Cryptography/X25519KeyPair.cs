using NSec.Cryptography;

namespace Mycelium.Engine.Cryptography;

/// <summary>An X25519 key pair in locked memory of libsodium. Any thread; disposal wipes the secret.</summary>
/// <remarks>Source: <c>identity-and-crypto.md</c> sections 1 and 6; RFC 7748.</remarks>
internal sealed class X25519KeyPair : IDisposable
{
    /// <summary>Length of either key, and of an agreed secret, in bytes.</summary>
    internal const int KeySize = 32;

    private readonly Key _key;

    /// <summary>Takes a copy of a secret key; it is clamped at use, as RFC 7748 says.</summary>
    /// <exception cref="ArgumentException"><paramref name="secretKey"/> is not 32 bytes long.</exception>
    internal X25519KeyPair(ReadOnlySpan<byte> secretKey)
    {
        if (secretKey.Length != KeySize) { throw new ArgumentException($"A secret key has {KeySize} bytes.", nameof(secretKey)); }

        // Exported only into key files, by WriteSecretKey.
        var creation = new KeyCreationParameters
        {
            ExportPolicy = KeyExportPolicies.AllowPlaintextArchiving | KeyExportPolicies.AllowPlaintextExport,
        };
        _key = Key.Import(KeyAgreementAlgorithm.X25519, secretKey, KeyBlobFormat.RawPrivateKey, creation);
    }

    /// <summary>Writes the 32 bytes of the public key.</summary>
    internal void WritePublicKey(Span<byte> target) => _key.PublicKey.TryExport(KeyBlobFormat.RawPublicKey, target, out _);

    /// <summary>Writes the 32 bytes of the secret key; the caller wipes them.</summary>
    internal void WriteSecretKey(Span<byte> target) => _key.TryExport(KeyBlobFormat.RawPrivateKey, target, out _);

    /// <summary>Agrees on a secret.</summary>
    /// <param name="remotePublicKey">32 bytes, as received.</param>
    /// <param name="secret">Receives 32 bytes; the caller wipes them.</param>
    /// <returns>False if the result would be all zero, as with a point of small order.</returns>
    internal bool TryAgree(ReadOnlySpan<byte> remotePublicKey, Span<byte> secret)
    {
        if (!PublicKey.TryImport(KeyAgreementAlgorithm.X25519, remotePublicKey, KeyBlobFormat.RawPublicKey, out PublicKey? remote)
            || remote is null)
        {
            return false;
        }

        using SharedSecret? shared = KeyAgreementAlgorithm.X25519.Agree(_key, remote, new SharedSecretCreationParameters
        {
            ExportPolicy = KeyExportPolicies.AllowPlaintextExport,
        });
        return shared is not null && shared.TryExport(SharedSecretBlobFormat.RawSharedSecret, secret, out _);
    }

    public void Dispose() => _key.Dispose();
}
