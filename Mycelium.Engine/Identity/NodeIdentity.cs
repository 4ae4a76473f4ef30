using System.Security.Cryptography;
using Mycelium.Engine.Cryptography;

namespace Mycelium.Engine.Identity;

/// <summary>A node's key pair. Any thread; disposal wipes the secret key, after which only the public part can be used.</summary>
public sealed class NodeIdentity : IDisposable
{
    private readonly X25519KeyPair _keyPair;
    private volatile bool _isDisposed;

    private NodeIdentity(X25519KeyPair keyPair)
    {
        _keyPair = keyPair;
        Span<byte> publicKey = stackalloc byte[PublicKey.Size];
        keyPair.WritePublicKey(publicKey);
        PublicKey = new PublicKey(publicKey);
        Address = PublicKey.Address;
    }

    /// <summary>The public key.</summary>
    public PublicKey PublicKey { get; }

    /// <summary>The overlay address of the key.</summary>
    public Ipv6Address Address { get; }

    /// <summary>The /64 that the node announces and that is delivered to it.</summary>
    public Subnet Subnet => Address.Subnet;

    /// <summary>Makes a new key pair from the system's random source.</summary>
    public static NodeIdentity Create()
    {
        Span<byte> secretKey = stackalloc byte[X25519KeyPair.KeySize];
        try
        {
            RandomNumberGenerator.Fill(secretKey);
            return FromSecretKey(secretKey);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(secretKey);
        }
    }

    /// <summary>Makes the key pair of a secret key; the caller wipes its copy.</summary>
    /// <param name="secretKey">32 bytes, clamped or not.</param>
    /// <exception cref="ArgumentException"><paramref name="secretKey"/> is not 32 bytes long.</exception>
    public static NodeIdentity FromSecretKey(ReadOnlySpan<byte> secretKey) => new(new X25519KeyPair(secretKey));

    /// <summary>Agrees on the secret that is shared with the holder of another key; it is used as the AES-256 key, unmodified.</summary>
    /// <param name="remote">The other public key.</param>
    /// <param name="secret">Receives 32 bytes; the caller wipes them.</param>
    /// <returns>False if the result would be all zero (a key of small order): such a key is refused.</returns>
    /// <exception cref="ObjectDisposedException">The identity was wiped.</exception>
    public bool TryAgree(PublicKey remote, Span<byte> secret)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        Span<byte> key = stackalloc byte[PublicKey.Size];
        remote.Write(key);
        return _keyPair.TryAgree(key, secret);
    }

    /// <summary>Makes the key that seals packets for the holder of another key.</summary>
    /// <returns>Null if the other key is of small order and refused.</returns>
    /// <exception cref="ObjectDisposedException">The identity was wiped.</exception>
    public SealingKey? TryCreateSealingKey(PublicKey remote)
    {
        Span<byte> secret = stackalloc byte[SealingKey.KeySize];
        try
        {
            return TryAgree(remote, secret) ? new SealingKey(secret, PublicKey.IsLargerThan(remote)) : null;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(secret);
        }
    }

    /// <summary>Makes a second object with the same keys; each is disposed by its owner.</summary>
    /// <exception cref="ObjectDisposedException">The identity was wiped.</exception>
    public NodeIdentity Copy()
    {
        Span<byte> secretKey = stackalloc byte[X25519KeyPair.KeySize];
        try
        {
            WriteSecretKey(secretKey);
            return FromSecretKey(secretKey);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(secretKey);
        }
    }

    /// <summary>Writes the secret key for a key file; the caller wipes it.</summary>
    internal void WriteSecretKey(Span<byte> target)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        _keyPair.WriteSecretKey(target);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _isDisposed = true;
        _keyPair.Dispose();
    }

    /// <summary>The public part only.</summary>
    public override string ToString() => $"{Address} ({PublicKey})";
}
