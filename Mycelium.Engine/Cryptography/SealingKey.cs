using System.Diagnostics;
using System.Security.Cryptography;
using ArmAes = System.Runtime.Intrinsics.Arm.Aes;
using X86Aes = System.Runtime.Intrinsics.X86.Aes;
using X86CarrylessMultiplication = System.Runtime.Intrinsics.X86.Pclmulqdq;

namespace Mycelium.Engine.Cryptography;

/// <summary>The expanded AES-256-GCM key between this node and one other, with the nonces for what this node sends.</summary>
/// <remarks>
/// One thread, the owner, seals, takes nonces and disposes. Other threads may encrypt and open at the same time, if the owner waits for them
/// before it disposes. Allocates nothing per packet, but for what is not authentic where the platform opens.
/// Source: <c>identity-and-crypto.md</c> section 7; NIST SP 800-38D.
/// </remarks>
public sealed unsafe class SealingKey : IDisposable
{
    /// <summary>Bytes that sealing adds to a body: user data header 4, tag 16, nonce 12.</summary>
    public const int Overhead = UserDataHeaderSize + Trailer;

    /// <summary>Length of the key in bytes.</summary>
    public const int KeySize = 32;

    /// <summary>Largest body in bytes that the 16-bit length field of a data packet can carry.</summary>
    public const int MaximumBodyLength = ushort.MaxValue - Overhead;

    /// <summary>Length of the tag in bytes.</summary>
    internal const int TagSize = 16;

    private const int UserDataHeaderSize = 4;

    /// <summary>Length of what stands behind the ciphertext, tag and nonce, in bytes.</summary>
    internal const int Trailer = TagSize + NonceSequence.Size;

    private readonly NonceSequence _nonces;
    private readonly KeySlot _slot;
    private readonly byte* _state;
    private readonly PlatformCipher? _platform;
    private int _isDisposed;

    /// <summary>Expands a key.</summary>
    /// <param name="secret">The 32-byte shared secret; the caller wipes it.</param>
    /// <param name="isLargerKey">Whether the own public key is the larger of the two (unsigned, byte by byte).</param>
    /// <exception cref="ArgumentException"><paramref name="secret"/> is not 32 bytes long.</exception>
    public SealingKey(ReadOnlySpan<byte> secret, bool isLargerKey)
        : this(secret, new NonceSequence(isLargerKey), Implementation)
    {
    }

    /// <summary>Expands a key for a given implementation; the platform's where libsodium has no AES.</summary>
    internal SealingKey(ReadOnlySpan<byte> secret, NonceSequence nonces, SealingImplementation implementation)
    {
        if (secret.Length != KeySize) { throw new ArgumentException($"The key needs {KeySize} bytes.", nameof(secret)); }

        _nonces = nonces;
        bool usesLibsodium = implementation == SealingImplementation.Libsodium && SodiumInterop.HasAes;
        _slot = KeyMemory.Take();
        if (usesLibsodium)
        {
            _state = _slot.Address;
            fixed (byte* key = secret) { _ = SodiumInterop.ExpandKey(_state, key); }
        }
        else
        {
            secret.CopyTo(_slot.Bytes);
            _platform = new PlatformCipher(_slot);
        }
    }

    /// <summary>What seals and opens in this process: libsodium where it has AES for the processor, since it is the faster and refuses without an exception.</summary>
    public static SealingImplementation Implementation =>
        SodiumInterop.HasAes ? SealingImplementation.Libsodium : SealingImplementation.Platform;

    /// <summary>Whether the processor has instructions for AES-GCM. Without them sealing is many times slower.</summary>
    public static bool HasHardwareSupport => (X86Aes.IsSupported && X86CarrylessMultiplication.IsSupported) || ArmAes.IsSupported;

    /// <summary>Encrypts one packet in place for the holder of the other key.</summary>
    /// <param name="buffer">4 bytes user data header, n bytes body, 28 spare bytes, which receive tag (16) and nonce (12).</param>
    /// <param name="bodyLength">n, in bytes: 0 to 65,503.</param>
    /// <returns>Length of the sealed buffer in bytes, n + 32.</returns>
    /// <exception cref="ArgumentException"><paramref name="buffer"/> is shorter than n + 32 bytes, or n is out of range.</exception>
    /// <exception cref="ObjectDisposedException">The key was wiped.</exception>
    public int Seal(Span<byte> buffer, int bodyLength)
    {
        if (bodyLength is < 0 or > MaximumBodyLength || buffer.Length < bodyLength + Overhead)
        {
            throw new ArgumentException($"A body of {bodyLength} bytes does not fit a buffer of {buffer.Length}.", nameof(buffer));
        }

        return Seal(buffer[..(UserDataHeaderSize + bodyLength)], buffer);
    }

    /// <summary>Encrypts one packet for the holder of the other key, to where it is sent from.</summary>
    /// <param name="plaintext">4 bytes user data header, n bytes body, n from 0 to 65,503.</param>
    /// <param name="target">Receives n + 32 bytes. Apart from the plaintext, or beginning at the same place.</param>
    /// <returns>Length of what was written in bytes, n + 32.</returns>
    /// <exception cref="ArgumentException">The lengths are out of range, or the buffers overlap otherwise.</exception>
    /// <exception cref="ObjectDisposedException">The key was wiped.</exception>
    public int Seal(ReadOnlySpan<byte> plaintext, Span<byte> target)
    {
        ObjectDisposedException.ThrowIf(_isDisposed != 0, this);
        int length = plaintext.Length + Trailer;
        if (target.Length < length) { throw new ArgumentException($"{length} bytes do not fit {target.Length}.", nameof(target)); }

        target = target[..length];
        CheckBuffers(plaintext, target);
        WriteNonce(target[^NonceSequence.Size..]);
        EncryptChecked(plaintext, target);
        return length;
    }

    /// <summary>
    /// Decrypts one received buffer in place. Several threads at the same time.
    /// </summary>
    /// <param name="sealedBuffer">As received; on success the first n + 4 bytes are user data header and body.</param>
    /// <param name="bodyLength">n, in bytes, on success.</param>
    /// <returns>
    /// False if the buffer is shorter than 32 bytes, or was not sealed with this key: its first n + 4 bytes are then zero.
    /// </returns>
    /// <exception cref="ObjectDisposedException">The key was wiped.</exception>
    public bool TryOpen(Span<byte> sealedBuffer, out int bodyLength)
    {
        ObjectDisposedException.ThrowIf(_isDisposed != 0, this);
        bodyLength = sealedBuffer.Length - Overhead;
        if (bodyLength < 0)
        {
            bodyLength = 0;
            return false;
        }

        if (TryDecrypt(sealedBuffer)) { return true; }

        sealedBuffer[..^Trailer].Clear();
        return false;
    }

    /// <summary>Wipes the key. May be called again, also on another thread at the same time; the memory is returned once.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0) { return; }

        _platform?.Dispose();
        KeyMemory.Return(_slot);
    }

    /// <summary>Takes the next nonce, for <see cref="Encrypt"/>. The owner only, since a nonce must never be given twice.</summary>
    /// <param name="target">12 bytes or more: the end of what is to be sealed.</param>
    /// <exception cref="ObjectDisposedException">The key was wiped.</exception>
    internal void WriteNonce(Span<byte> target)
    {
        ObjectDisposedException.ThrowIf(_isDisposed != 0, this);
        _nonces.WriteNext(target);
    }

    /// <summary>
    /// Encrypts with the nonce that is in place. Several threads at the same time.
    /// </summary>
    /// <param name="plaintext">4 bytes user data header, n bytes body, n from 0 to 65,503.</param>
    /// <param name="target">
    /// n + 32 bytes, of which the last 12 are a nonce of <see cref="WriteNonce"/> that was not used before. Apart from the plaintext,
    /// or beginning at the same place.
    /// </param>
    /// <exception cref="ArgumentException">The lengths are out of range, or the buffers overlap otherwise.</exception>
    /// <exception cref="ObjectDisposedException">The key was wiped.</exception>
    internal void Encrypt(ReadOnlySpan<byte> plaintext, Span<byte> target)
    {
        CheckBuffers(plaintext, target);
        EncryptChecked(plaintext, target);
    }

    private static void CheckBuffers(ReadOnlySpan<byte> plaintext, Span<byte> target)
    {
        if (plaintext.Length is < UserDataHeaderSize or > UserDataHeaderSize + MaximumBodyLength)
        {
            throw new ArgumentException($"{plaintext.Length} bytes are no user data header and body.", nameof(plaintext));
        }

        if (target.Length != plaintext.Length + Trailer)
        {
            throw new ArgumentException($"{plaintext.Length} bytes do not give {target.Length}.", nameof(target));
        }

        if (plaintext.Overlaps(target, out int offset) && offset != 0)
        {
            throw new ArgumentException($"The buffers overlap, {offset} bytes apart.", nameof(target));
        }
    }

    private void EncryptChecked(ReadOnlySpan<byte> plaintext, Span<byte> target)
    {
        ObjectDisposedException.ThrowIf(_isDisposed != 0, this);
        Debug.Assert(target.Length == plaintext.Length + Trailer, "The last 12 bytes are the nonce.");
        if (_platform is not null)
        {
            Span<byte> ciphertext = target[..^Trailer];
            _platform.Encrypt(target[^NonceSequence.Size..], plaintext, ciphertext, target.Slice(ciphertext.Length, TagSize));
            return;
        }

        fixed (byte* text = plaintext, ciphertext = target)
        {
            byte* nonce = ciphertext + plaintext.Length + TagSize;
            int result = SodiumInterop.Encrypt(ciphertext, null, text, (ulong)plaintext.Length, null, 0, null, nonce, _state);
            if (result != 0) { throw new CryptographicException("Sealing failed."); }
        }
    }

    private bool TryDecrypt(Span<byte> sealedBuffer)
    {
        if (_platform is not null)
        {
            Span<byte> text = sealedBuffer[..^Trailer];
            return _platform.TryDecrypt(sealedBuffer[^NonceSequence.Size..], text, sealedBuffer.Slice(text.Length, TagSize));
        }

        fixed (byte* buffer = sealedBuffer)
        {
            int length = sealedBuffer.Length - NonceSequence.Size;
            return SodiumInterop.Decrypt(buffer, null, null, buffer, (ulong)length, null, 0, buffer + length, _state) == 0;
        }
    }
}
