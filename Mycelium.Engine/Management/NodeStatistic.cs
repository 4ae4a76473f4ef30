using Mycelium.Engine.Cryptography;

namespace Mycelium.Engine.Management;

/// <summary>Counters of a node since its start. Packets that are not passed on are counted under their reason.</summary>
public sealed record NodeStatistic
{
    /// <summary>Name of the node.</summary>
    public required string Node { get; init; }

    /// <summary>When the counters were read.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>Packets of this node sealed and sent.</summary>
    public long SentPackets { get; init; }

    /// <summary>Bytes of those packets before sealing.</summary>
    public long SentBytes { get; init; }

    /// <summary>Packets for this node opened and delivered.</summary>
    public long ReceivedPackets { get; init; }

    /// <summary>Bytes of those packets after opening.</summary>
    public long ReceivedBytes { get; init; }

    /// <summary>Transit packets passed on.</summary>
    public long ForwardedPackets { get; init; }

    /// <summary>Bytes of those packets on the wire.</summary>
    public long ForwardedBytes { get; init; }

    /// <summary>Packets dropped, by reason.</summary>
    public required IReadOnlyDictionary<string, long> Dropped { get; init; }

    /// <summary>What the data thread has done, by stage: turns, reads and writes, and the packets in them.</summary>
    public required IReadOnlyDictionary<string, long> Stages { get; init; }

    /// <summary>What computes AES-256-GCM on this machine.</summary>
    public SealingImplementation Sealing { get; init; }

    /// <summary>How long packets waited in the queues of all links.</summary>
    public required TimeDistribution QueueDelay { get; init; }

    /// <summary>Bytes that waited in a link's queue, each time that it was about to be sent, over all links.</summary>
    public required SizeDistribution QueueDepth { get; init; }

    /// <summary>How long the data thread's turns took, each without the wait before it.</summary>
    public required TimeDistribution TurnDuration { get; init; }

    /// <summary>Packets that were read from the host at once.</summary>
    public required SizeDistribution BatchSize { get; init; }

    /// <summary>The connections that are up now.</summary>
    public required IReadOnlyList<LinkStatistic> Links { get; init; }

    /// <summary>Packets that wait for a route now.</summary>
    public long WaitingPackets { get; init; }

    /// <summary>ICMPv6 errors sent, to the host and out of band.</summary>
    public long SentErrors { get; init; }

    /// <summary>Control TLVs received.</summary>
    public long ReceivedTlvs { get; init; }

    /// <summary>Control TLVs sent.</summary>
    public long SentTlvs { get; init; }

    /// <summary>Updates not believed: their sequence number ran further ahead than an origin can have advanced.</summary>
    public long RefusedSeqnos { get; init; }

    /// <summary>Malformed input skipped, on all connections.</summary>
    public long SkippedInput { get; init; }

    /// <summary>
    /// What was refused because a limit was reached, by limit; each is counted once. The limits are in <c>docs/hardening.md</c>.
    /// </summary>
    public required IReadOnlyDictionary<string, long> Limited { get; init; }

    /// <summary>Number of selected routes now.</summary>
    public int RouteCount { get; init; }

    /// <summary>Number of connected peers now.</summary>
    public int ConnectedPeerCount { get; init; }

    /// <summary>The name of the node.</summary>
    public override string ToString() => Node;
}
