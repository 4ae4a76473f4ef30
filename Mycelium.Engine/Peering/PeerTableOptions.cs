namespace Mycelium.Engine.Peering;

/// <summary>Times and bounds of the peer table.</summary>
public sealed record PeerTableOptions
{
    /// <summary>Time to the first attempt after a failure; doubles with each further one.</summary>
    public TimeSpan FirstRetry { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Longest time between attempts.</summary>
    public TimeSpan LongestRetry { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Time between attempts to an endpoint that turned out to be this node itself.</summary>
    public TimeSpan SelfRetry { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>A connection that lived so long was a success: the next failure starts from <see cref="FirstRetry"/>.</summary>
    public TimeSpan StableAfter { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Failures in a row after which a discovered peer is forgotten.</summary>
    public int DiscoveredFailures { get; init; } = 3;

    /// <summary>Most attempts under way at a time.</summary>
    public int MaximumDials { get; init; } = 256;

    /// <summary>Most static peers.</summary>
    public int MaximumStatic { get; init; } = 10_000;

    /// <summary>Most discovered peers.</summary>
    public int MaximumDiscovered { get; init; } = 64;

    /// <summary>Most inbound connections.</summary>
    public int MaximumInbound { get; init; } = 256;

    /// <summary>Most inbound connections from one IPv4 address or IPv6 /64; loopback is exempt.</summary>
    public int MaximumInboundPerAddress { get; init; } = 16;
}
