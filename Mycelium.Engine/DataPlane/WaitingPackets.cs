using System.Buffers;
using Mycelium.Engine.Wire;

namespace Mycelium.Engine.DataPlane;

/// <summary>Packets that wait for a route, by /64. Bounded per subnet, per link and in total bytes; each has a deadline. One owner.</summary>
internal sealed class WaitingPackets
{
    /// <summary>Most packets of one subnet.</summary>
    internal const int MaximumPerSubnet = 64;

    /// <summary>Most bytes of all packets, each counted with <see cref="Overhead"/>.</summary>
    internal const int MaximumBytes = 4 * 1024 * 1024;

    /// <summary>Most bytes of packets that came over one link.</summary>
    internal const int MaximumBytesPerLink = MaximumBytes / 4;

    /// <summary>What a packet costs besides its bytes: the queue of a subnet of its own, in the worst case.</summary>
    internal const int Overhead = 384;

    /// <summary>As long as a search for a route lasts.</summary>
    internal static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(15);

    private readonly Dictionary<ulong, Queue<WaitingPacket>> _queues = [];
    private readonly Dictionary<LinkId, int> _bytesByLink = [];
    private int _bytes;

    /// <summary>Number of packets.</summary>
    internal int Count { get; private set; }

    /// <summary>Copies a packet into the queue of a subnet; false if there is no room.</summary>
    /// <param name="subnet">The /64 that it waits for.</param>
    /// <param name="kind">What becomes of it.</param>
    /// <param name="packet">The packet.</param>
    /// <param name="from">The link that it came over; none for one of the host.</param>
    /// <param name="now">The time.</param>
    internal bool TryAdd(ulong subnet, WaitingKind kind, ReadOnlySpan<byte> packet, LinkId from, TimeSpan now)
    {
        bool exists = _queues.TryGetValue(subnet, out Queue<WaitingPacket>? queue);
        int cost = packet.Length + Overhead;
        int held = _bytesByLink.GetValueOrDefault(from);
        bool isFull = _bytes + cost > MaximumBytes || (from != LinkId.None && held + cost > MaximumBytesPerLink);
        if (isFull || queue?.Count >= MaximumPerSubnet) { return false; }

        if (!exists) { _queues.Add(subnet, queue = new Queue<WaitingPacket>()); }

        byte[] buffer = ArrayPool<byte>.Shared.Rent(packet.Length);
        packet.CopyTo(buffer);
        queue!.Enqueue(new WaitingPacket(kind, buffer, packet.Length, from, now + Lifetime));
        _bytes += cost;
        _bytesByLink[from] = held + cost;
        Count++;
        return true;
    }

    /// <summary>Takes all packets of a subnet out, in order; the caller returns each.</summary>
    internal IEnumerable<WaitingPacket> TakeAll(ulong subnet)
    {
        if (!_queues.Remove(subnet, out Queue<WaitingPacket>? queue)) { return []; }

        foreach (WaitingPacket packet in queue) { Forget(packet); }

        return queue;
    }

    /// <summary>Takes out all packets whose deadline has passed, in one pass; the caller returns each.</summary>
    internal List<WaitingPacket> TakeExpired(TimeSpan now)
    {
        List<WaitingPacket> expired = [];
        foreach ((ulong subnet, Queue<WaitingPacket> queue) in _queues)
        {
            while (queue.TryPeek(out WaitingPacket packet) && packet.Deadline <= now)
            {
                expired.Add(queue.Dequeue());
                Forget(packet);
            }

            if (queue.Count == 0) { _queues.Remove(subnet); }
        }

        return expired;
    }

    private void Forget(in WaitingPacket packet)
    {
        int cost = packet.Length + Overhead;
        _bytes -= cost;
        int held = _bytesByLink[packet.From] - cost;
        if (held > 0)
        {
            _bytesByLink[packet.From] = held;
        }
        else
        {
            _bytesByLink.Remove(packet.From);
        }

        Count--;
    }
}
