namespace Mycelium.Engine.Management;

/// <summary>What one connection carried since it came up, and how its queue was.</summary>
public sealed record LinkStatistic
{
    /// <summary>Endpoint of the peer, such as <c>tcp://[2001:db8::1]:9651</c>.</summary>
    public required string Peer { get; init; }

    /// <summary>Bytes received.</summary>
    public long ReceivedBytes { get; init; }

    /// <summary>Bytes sent.</summary>
    public long SentBytes { get; init; }

    /// <summary>Bytes that wait to be sent now.</summary>
    public long QueuedBytes { get; init; }

    /// <summary>How long packets waited to be handed to the transport.</summary>
    public required TimeDistribution QueueDelay { get; init; }

    /// <summary>Bytes that waited, each time that the queue was about to be sent.</summary>
    public required SizeDistribution QueueDepth { get; init; }

    /// <summary>The peer.</summary>
    public override string ToString() => Peer;
}
