using System.Security.Cryptography;

namespace Mycelium.Engine.Cryptography;

/// <summary>AES-256-GCM of the platform with one key. Any number of threads; disposed when none uses it.</summary>
/// <remarks>
/// An <see cref="AesGcm"/> serves one thread at a time, so there is one for each thread that works at the same moment, at most one a
/// processor. They are made when needed and kept.
/// </remarks>
internal sealed class PlatformCipher : IDisposable
{
    private readonly KeySlot _secret;
    private readonly AesGcm?[] _idle = new AesGcm?[Environment.ProcessorCount];

    /// <summary>Expands a key.</summary>
    /// <param name="secret">Begins with the 32 bytes of the key; the caller returns it after the disposal.</param>
    internal PlatformCipher(KeySlot secret)
    {
        _secret = secret;
        _idle[0] = Create();
    }

    /// <summary>Encrypts.</summary>
    /// <param name="nonce">12 bytes, never used before with this key.</param>
    /// <param name="text">What to encrypt.</param>
    /// <param name="ciphertext">As long as the text; the same memory, or apart from it.</param>
    /// <param name="tag">Receives 16 bytes.</param>
    internal void Encrypt(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> text, Span<byte> ciphertext, Span<byte> tag)
    {
        AesGcm cipher = Take();
        try
        {
            cipher.Encrypt(nonce, text, ciphertext, tag);
        }
        finally
        {
            Return(cipher);
        }
    }

    /// <summary>Decrypts in place; false if the tag is wrong.</summary>
    internal bool TryDecrypt(ReadOnlySpan<byte> nonce, Span<byte> text, ReadOnlySpan<byte> tag)
    {
        AesGcm cipher = Take();
        try
        {
            cipher.Decrypt(nonce, text, tag, text);
            return true;
        }
        catch (AuthenticationTagMismatchException)
        {
            return false;
        }
        finally
        {
            Return(cipher);
        }
    }

    public void Dispose()
    {
        for (int i = 0; i < _idle.Length; i++) { Interlocked.Exchange(ref _idle[i], null)?.Dispose(); }
    }

    private AesGcm Create() => new(_secret.Bytes[..SealingKey.KeySize], SealingKey.TagSize);

    private AesGcm Take()
    {
        for (int i = 0; i < _idle.Length; i++)
        {
            if (Interlocked.Exchange(ref _idle[i], null) is { } cipher) { return cipher; }
        }

        return Create();
    }

    private void Return(AesGcm cipher)
    {
        for (int i = 0; i < _idle.Length; i++)
        {
            if (Interlocked.CompareExchange(ref _idle[i], cipher, null) is null) { return; }
        }

        cipher.Dispose();
    }
}
