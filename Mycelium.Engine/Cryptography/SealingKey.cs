using System.Security.Cryptography;
using NSec.Cryptography;
using NSecAes = NSec.Cryptography.Aes256Gcm;

namespace Mycelium.Engine.Cryptography;

/// <summary>The expanded AES-256-GCM key between this node and one other, with the nonces for what this node sends.</summary>
/// <remarks>
/// One thread at a time; allocates nothing per packet. Uses libsodium where the machine has AES instructions, and the platform's
/// implementation elsewhere and for keys beyond the first 4096 of the process: the same bytes.
/// Source: <c>identity-and-crypto.md</c> section 7; NIST SP 800-38D.
/// </remarks>
public sealed class SealingKey : IDisposable
{
    /// <summary>Bytes that sealing adds to a body: user data header 4, tag 16, nonce 12.</summary>
    public const int Overhead = UserDataHeaderSize + Trailer;

    /// <summary>Length of the key in bytes.</summary>
    public const int KeySize = 32;

    /// <summary>Largest body in bytes that the 16-bit length field of a data packet can carry.</summary>
    public const int MaximumBodyLength = ushort.MaxValue - Overhead;

    private const int UserDataHeaderSize = 4;
    private const int TagSize = 16;
    private const int Trailer = TagSize + NonceSequence.Size;

    // Each key of libsodium takes four memory mappings; Linux allows a process 65,530, and who meets that limit ends.
    private const int MaximumGuardedKeys = 4096;
    private static int s_guardedKeys;

    private readonly NonceSequence _nonces;
    private readonly Key? _key;
    private readonly AesGcm? _fallback;
    private bool _isDisposed;

    /// <summary>Expands a key.</summary>
    /// <param name="secret">The 32-byte shared secret; the caller wipes it.</param>
    /// <param name="isLargerKey">Whether the own public key is the larger of the two (unsigned, byte by byte).</param>
    /// <exception cref="ArgumentException"><paramref name="secret"/> is not 32 bytes long.</exception>
    public SealingKey(ReadOnlySpan<byte> secret, bool isLargerKey)
        : this(secret, new NonceSequence(isLargerKey), NSecAes.IsSupported)
    {
    }

    internal SealingKey(ReadOnlySpan<byte> secret, NonceSequence nonces, bool useLibsodium)
    {
        if (secret.Length != KeySize) { throw new ArgumentException($"The key needs {KeySize} bytes.", nameof(secret)); }

        _nonces = nonces;
        if (useLibsodium && TryTakeGuardedPlace())
        {
            _key = Key.Import(AeadAlgorithm.Aes256Gcm, secret, KeyBlobFormat.RawSymmetricKey);
        }
        else
        {
            _fallback = new AesGcm(secret, TagSize);
        }
    }

    /// <summary>Encrypts one packet in place for the holder of the other key.</summary>
    /// <param name="buffer">4 bytes user data header, n bytes body, 28 spare bytes, which receive tag (16) and nonce (12).</param>
    /// <param name="bodyLength">n, in bytes: 0 to 65,503.</param>
    /// <returns>Length of the sealed buffer in bytes, n + 32.</returns>
    /// <exception cref="ArgumentException"><paramref name="buffer"/> is shorter than n + 32 bytes, or n is out of range.</exception>
    /// <exception cref="ObjectDisposedException">The key was wiped.</exception>
    public int Seal(Span<byte> buffer, int bodyLength)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        int length = bodyLength + Overhead;
        if (bodyLength is < 0 or > MaximumBodyLength || buffer.Length < length)
        {
            throw new ArgumentException($"A body of {bodyLength} bytes does not fit a buffer of {buffer.Length}.", nameof(buffer));
        }

        Span<byte> nonce = buffer[(length - NonceSequence.Size)..length];
        _nonces.WriteNext(nonce);
        Encrypt(buffer[..length], nonce);
        return length;
    }

    /// <summary>Decrypts one received buffer in place.</summary>
    /// <param name="sealedBuffer">As received; on success the first n + 4 bytes are user data header and body.</param>
    /// <param name="bodyLength">n, in bytes, on success.</param>
    /// <returns>False if the buffer is shorter than 32 bytes or was not sealed with this key; its bytes are then undefined.</returns>
    /// <exception cref="ObjectDisposedException">The key was wiped.</exception>
    public bool TryOpen(Span<byte> sealedBuffer, out int bodyLength)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        bodyLength = sealedBuffer.Length - Overhead;
        if (bodyLength < 0)
        {
            bodyLength = 0;
            return false;
        }

        ReadOnlySpan<byte> nonce = sealedBuffer[^NonceSequence.Size..];
        Span<byte> plaintext = sealedBuffer[..^Trailer];
        Span<byte> tagged = sealedBuffer[..^NonceSequence.Size];
        return _key is not null
            ? AeadAlgorithm.Aes256Gcm.Decrypt(_key, nonce, default, tagged, plaintext)
            : TryDecryptFallback(plaintext, tagged[^TagSize..], nonce);
    }

    /// <summary>Wipes the key. May be called again.</summary>
    public void Dispose()
    {
        if (_isDisposed) { return; }

        _isDisposed = true;
        _fallback?.Dispose();
        if (_key is null) { return; }

        _key.Dispose();
        Interlocked.Decrement(ref s_guardedKeys);
    }

    private static bool TryTakeGuardedPlace()
    {
        if (Interlocked.Increment(ref s_guardedKeys) <= MaximumGuardedKeys) { return true; }

        Interlocked.Decrement(ref s_guardedKeys);
        return false;
    }

    private void Encrypt(Span<byte> buffer, ReadOnlySpan<byte> nonce)
    {
        Span<byte> plaintext = buffer[..^Trailer];
        Span<byte> tagged = buffer[..^NonceSequence.Size];
        if (_key is not null)
        {
            AeadAlgorithm.Aes256Gcm.Encrypt(_key, nonce, default, plaintext, tagged);
        }
        else
        {
            _fallback!.Encrypt(nonce, plaintext, plaintext, tagged[^TagSize..]);
        }
    }

    private bool TryDecryptFallback(Span<byte> text, ReadOnlySpan<byte> tag, ReadOnlySpan<byte> nonce)
    {
        try
        {
            _fallback!.Decrypt(nonce, text, tag, text);
            return true;
        }
        catch (AuthenticationTagMismatchException)
        {
            return false;
        }
    }
}
