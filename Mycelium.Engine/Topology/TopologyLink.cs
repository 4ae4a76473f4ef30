namespace Mycelium.Engine.Topology;

/// <summary>A link between two nodes of a topology. One that both ends know is one link, with what each of them measured.</summary>
public sealed record TopologyLink
{
    /// <summary>Identifier of the node at one end; of a route, the next hop.</summary>
    public required string From { get; init; }

    /// <summary>Identifier of the node at the other end; of a route, the destination.</summary>
    public required string To { get; init; }

    /// <summary>What the link stands for.</summary>
    public required TopologyLinkKind Kind { get; init; }

    /// <summary>How it stands.</summary>
    public required TopologyLinkState State { get; init; }

    /// <summary>Link cost as <see cref="From"/> has it, 0 to 65534; null where it is not known, and for routes.</summary>
    public int? Cost { get; init; }

    /// <summary>Link cost as <see cref="To"/> has it, 0 to 65534; null where it is not known, and for routes.</summary>
    public int? ReverseCost { get; init; }

    /// <summary>Round trip time as <see cref="From"/> measured it; null where it is not known.</summary>
    public TimeSpan? RoundTripTime { get; init; }

    /// <summary>Round trip time as <see cref="To"/> measured it; null where it is not known.</summary>
    public TimeSpan? ReverseRoundTripTime { get; init; }

    /// <summary>Of a route: the smallest total cost from a node that was asked to the destination, 0 to 65534; otherwise null.</summary>
    public int? Metric { get; init; }

    /// <summary>Of peers: how many destinations the nodes at its ends reach over this link.</summary>
    public int RouteCount { get; init; }

    /// <summary>Why it is not connected; null where nothing went wrong, and while it is.</summary>
    public string? LastError { get; init; }

    /// <summary>Both ends.</summary>
    public override string ToString() => $"{From} - {To}";
}
