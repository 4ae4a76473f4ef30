using System.Buffers.Binary;
using System.Security.Cryptography;
using Mycelium.Engine.Identity;

namespace Mycelium.Engine.DataPlane;

/// <summary>Remembers the nonces of packets that were delivered, so that an exact repetition is seen. Bounded: the oldest of a set give way.</summary>
/// <remarks>
/// Peers draw nonces at random, so a window over a counter is no use; the nonces themselves are kept, of all senders
/// together: 64 Ki of them, in sets of eight. Only authentic packets get in, so nobody else can push entries out.
/// </remarks>
internal sealed class ReplayWindow
{
    private const int Sets = 8192;
    private const int Ways = 8;

    private readonly (ulong High, ulong Low)[] _entries = new (ulong, ulong)[Sets * Ways];
    private readonly byte[] _next = new byte[Sets];
    private readonly ulong _multiplier = BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong))) | 1;

    /// <summary>Notes a packet; false if it was there already.</summary>
    /// <param name="source">Who sealed it.</param>
    /// <param name="nonce">12 bytes.</param>
    internal bool TryAdd(Ipv6Address source, ReadOnlySpan<byte> nonce)
    {
        ulong high = BinaryPrimitives.ReadUInt64BigEndian(nonce);
        ulong tag = (uint)(source.High ^ (source.High >> 32));
        ulong low = (tag << 32) | BinaryPrimitives.ReadUInt32BigEndian(nonce[8..]);
        ulong mixed = (high ^ (low * _multiplier)) * _multiplier;
        int set = (int)(mixed >> 51);
        Span<(ulong, ulong)> ways = _entries.AsSpan(set * Ways, Ways);
        if (ways.Contains((high, low))) { return false; }

        ways[_next[set]] = (high, low);
        _next[set] = (byte)((_next[set] + 1) % Ways);
        return true;
    }
}
