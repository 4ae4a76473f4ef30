using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Mycelium.Engine.Cryptography;

/// <summary>Issues 12-byte AES-GCM nonces that never repeat for a key: not in the other direction, not after a restart.</summary>
/// <remarks>
/// Layout, big-endian: 1 bit direction (set by the end whose public key is the larger), 47 bits drawn by the system's random
/// source when the sequence is made, 48 bits counter. The two ends share a key and differ in the direction bit, so they never
/// meet. Two sequences of one end (restarts, or a key that was dropped and made again) meet only if they draw the same 47 bits:
/// after 1,000,000 of them the chance is about 2^-8 per key pair that any two ever drew the same, and it takes as many
/// packets in both for one nonce to repeat. The counter holds 2^48 packets. One thread at a time.
/// Source: <c>identity-and-crypto.md</c>, weaknesses 2; NIST SP 800-38D section 8.2.1.
/// </remarks>
internal sealed class NonceSequence
{
    /// <summary>Length of a nonce in bytes.</summary>
    internal const int Size = 12;

    private const ulong CounterLimit = 1UL << 48;
    private const ulong DirectionBit = 1UL << 47;

    private readonly ulong _prefix;
    private ulong _counter;

    /// <summary>Starts a sequence.</summary>
    /// <param name="isLargerKey">Whether the own public key is the larger of the two; the other end passes the opposite.</param>
    internal NonceSequence(bool isLargerKey)
        : this(isLargerKey, DrawPrefix(), 0)
    {
    }

    internal NonceSequence(bool isLargerKey, ulong randomPart, ulong counter)
    {
        _prefix = (randomPart & (DirectionBit - 1)) | (isLargerKey ? DirectionBit : 0);
        _counter = counter;
    }

    /// <summary>Writes the next nonce.</summary>
    /// <returns>False when all 2^48 are used up; nothing is written then, and the key must not be used again.</returns>
    internal bool TryWriteNext(Span<byte> target)
    {
        if (_counter == CounterLimit || target.Length < Size) { return false; }

        ulong counter = _counter++;
        BinaryPrimitives.WriteUInt64BigEndian(target, (_prefix << 16) | (counter >> 32));
        BinaryPrimitives.WriteUInt32BigEndian(target[8..], (uint)counter);
        return true;
    }

    private static ulong DrawPrefix()
    {
        Span<byte> bytes = stackalloc byte[8];
        RandomNumberGenerator.Fill(bytes);
        return BinaryPrimitives.ReadUInt64BigEndian(bytes);
    }
}
