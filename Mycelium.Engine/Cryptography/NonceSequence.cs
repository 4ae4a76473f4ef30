using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Mycelium.Engine.Cryptography;

/// <summary>Issues 12-byte AES-GCM nonces that do not repeat for a key: not in the other direction, not after a restart.</summary>
/// <remarks>
/// Layout, big-endian: 1 bit direction (set by the end whose public key is the larger), 71 bits drawn by the system's random
/// source, 24 bits counter. The two ends share a key and differ in the direction bit, so they never meet. The random part is
/// drawn when the sequence is made (at a restart, or when a key that was dropped is made again) and anew after 2^24 packets.
/// Nonces of one end repeat only if two draws for the same key pair are equal: for a million draws the chance is 2^-32.
/// One thread at a time. Source: <c>identity-and-crypto.md</c>, weaknesses 2; NIST SP 800-38D section 8.2.
/// </remarks>
internal sealed class NonceSequence
{
    /// <summary>Length of a nonce in bytes.</summary>
    internal const int Size = 12;

    /// <summary>Packets to a draw.</summary>
    internal const uint CounterLimit = 1u << 24;

    private const ulong DirectionBit = 1UL << 63;

    private readonly ulong _direction;
    private ulong _prefix;
    private uint _tail;
    private uint _counter;

    /// <summary>Starts a sequence.</summary>
    /// <param name="isLargerKey">Whether the own public key is the larger of the two; the other end passes the opposite.</param>
    internal NonceSequence(bool isLargerKey)
    {
        _direction = isLargerKey ? DirectionBit : 0;
        Draw();
    }

    internal NonceSequence(bool isLargerKey, ReadOnlySpan<byte> randomPart, uint counter)
    {
        _direction = isLargerKey ? DirectionBit : 0;
        SetRandomPart(randomPart);
        _counter = counter;
    }

    /// <summary>Writes the next nonce.</summary>
    /// <param name="target">12 bytes or more.</param>
    internal void WriteNext(Span<byte> target)
    {
        if (_counter == CounterLimit) { Draw(); }

        BinaryPrimitives.WriteUInt32BigEndian(target[8..], _tail | _counter);
        BinaryPrimitives.WriteUInt64BigEndian(target, _prefix);
        _counter++;
    }

    private void Draw()
    {
        Span<byte> bytes = stackalloc byte[9];
        RandomNumberGenerator.Fill(bytes);
        SetRandomPart(bytes);
        _counter = 0;
    }

    // 9 bytes, of which the first bit is not used.
    private void SetRandomPart(ReadOnlySpan<byte> bytes)
    {
        _prefix = (BinaryPrimitives.ReadUInt64BigEndian(bytes) & ~DirectionBit) | _direction;
        _tail = (uint)bytes[8] << 24;
    }
}
