using System.Buffers.Binary;
using System.Security.Cryptography;
using Mycelium.Engine.Identity;

namespace Mycelium.Engine.DataPlane;

/// <summary>Remembers the nonces of packets that were delivered, so that an exact repetition is seen. Bounded: the oldest of a set
/// give way.</summary>
/// <remarks>
/// Peers draw nonces at random, so a window over a counter is no use; the nonces themselves are kept, of all senders
/// together: 64 Ki of them, in sets of eight. Only authentic packets get in, so nobody else can push entries out.
/// </remarks>
internal sealed class ReplayWindow
{
    private const int Sets = 8192;
    private const int Ways = 8;

    // 2^64 by the golden ratio: consecutive counters spread evenly over the sets, wherever they begin.
    private const ulong Spread = 0x9e37_79b9_7f4a_7c15;
    private const ulong Mixer = 0xd6e8_feb8_6659_fd93;

    private readonly (ulong High, ulong Low)[] _entries = new (ulong, ulong)[Sets * Ways];
    private readonly byte[] _next = new byte[Sets];
    private readonly ulong _secret = BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong)));

    /// <summary>Notes a packet; false if it was there already.</summary>
    /// <param name="source">Who sealed it.</param>
    /// <param name="nonce">12 bytes.</param>
    internal bool TryAdd(Ipv6Address source, ReadOnlySpan<byte> nonce)
    {
        ulong high = BinaryPrimitives.ReadUInt64BigEndian(nonce);
        ulong tag = (uint)(source.High ^ (source.High >> 32));
        uint last = BinaryPrimitives.ReadUInt32BigEndian(nonce[8..]);
        ulong low = (tag << 32) | last;
        int set = (int)((Mix(high ^ (tag << 32) ^ _secret) + (last * Spread)) >> 51);
        Span<(ulong, ulong)> ways = _entries.AsSpan(set * Ways, Ways);
        if (ways.Contains((high, low))) { return false; }

        ways[_next[set]] = (high, low);
        _next[set] = (byte)((_next[set] + 1) % Ways);
        return true;
    }

    // Where the counters of one sequence begin; nobody else can tell.
    private static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 32)) * Mixer;
        value = (value ^ (value >> 32)) * Mixer;
        return value ^ (value >> 32);
    }
}
