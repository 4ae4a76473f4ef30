using Mycelium.Engine.DataPlane;
using Mycelium.Engine.Wire;

namespace Mycelium.Engine.Management;

/// <summary>The counters of all connections, also of those that have ended. The control loop adds and removes; any thread looks.</summary>
internal sealed class LinkTotals
{
    /// <summary>The name that all peers have together that were neither configured nor discovered: any number may come and go.</summary>
    internal const string Inbound = "inbound";

    private readonly Lock _lock = new();
    private readonly Dictionary<LinkId, (string Peer, LinkCounters Counters)> _links = [];
    private readonly QueueHistograms _pastQueues = new();
    private long _pastInboundReceived;
    private long _pastInboundSent;

    /// <summary>Connections now.</summary>
    internal int Count
    {
        get
        {
            lock (_lock) { return _links.Count; }
        }
    }

    /// <summary>Takes in a new connection.</summary>
    /// <param name="id">Names it.</param>
    /// <param name="peer">Endpoint of the peer, or <see cref="Inbound"/>.</param>
    /// <param name="counters">What the data thread counts of it.</param>
    internal void Add(LinkId id, string peer, LinkCounters counters)
    {
        lock (_lock) { _links.Add(id, (peer, counters)); }
    }

    /// <summary>Keeps what a connection that has ended adds to the totals, and forgets the rest.</summary>
    internal void Remove(LinkId id)
    {
        lock (_lock)
        {
            if (!_links.Remove(id, out (string Peer, LinkCounters Counters) link)) { return; }

            _pastQueues.Add(link.Counters.Queue);
            if (link.Peer != Inbound) { return; }

            _pastInboundReceived += link.Counters.ReceivedBytes;
            _pastInboundSent += link.Counters.SentBytes;
        }
    }

    /// <summary>How the queues of all connections were.</summary>
    internal QueueHistograms Queues()
    {
        var queues = new QueueHistograms();
        lock (_lock)
        {
            queues.Add(_pastQueues);
            foreach ((_, LinkCounters counters) in _links.Values) { queues.Add(counters.Queue); }
        }

        return queues;
    }

    /// <summary>
    /// Bytes by peer: of configured and discovered ones on the present connection, of all others together since the start.
    /// </summary>
    internal Dictionary<string, (long Received, long Sent, long Queued)> BytesByPeer()
    {
        lock (_lock)
        {
            var sums = new Dictionary<string, (long Received, long Sent, long Queued)>(StringComparer.Ordinal)
            {
                [Inbound] = (_pastInboundReceived, _pastInboundSent, 0),
            };
            foreach ((string peer, LinkCounters counters) in _links.Values)
            {
                (long received, long sent, long queued) = sums.GetValueOrDefault(peer);
                sums[peer] = (
                    received + Volatile.Read(ref counters.ReceivedBytes),
                    sent + Volatile.Read(ref counters.SentBytes),
                    queued + Volatile.Read(ref counters.QueuedBytes));
            }

            return sums;
        }
    }
}
