namespace Mycelium.Engine.Peering;

/// <summary>Times and bounds of the peer table.</summary>
public sealed record PeerTableOptions
{
    /// <summary>Time to the first attempt after a failure; doubles with each further one.</summary>
    public TimeSpan FirstRetry { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Longest time between attempts.</summary>
    public TimeSpan LongestRetry { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>A connection that ends within so long of a change of the network ended because of it, and is dialled again at once.</summary>
    public TimeSpan ChangeLasts { get; init; } = TimeSpan.FromSeconds(5);

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

    /// <summary>Most discovered peers at one address.</summary>
    public int MaximumDiscoveredPerAddress { get; init; } = 4;

    /// <summary>
    /// How long both of two connections to the same node stay, so that the one that is kept learns the routes of the other first.
    /// </summary>
    public TimeSpan HandOver { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Most inbound connections.</summary>
    public int MaximumInbound { get; init; } = 256;

    /// <summary>Most inbound connections from one IPv4 address or IPv6 /64; loopback is exempt.</summary>
    public int MaximumInboundPerAddress { get; init; } = 16;

    /// <summary>Most inbound connections from one IPv4 /24 or IPv6 /48; loopback is exempt.</summary>
    public int MaximumInboundPerSite { get; init; } = 64;
}
