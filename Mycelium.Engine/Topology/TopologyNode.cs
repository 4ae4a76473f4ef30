using System.Net;

namespace Mycelium.Engine.Topology;

/// <summary>A node of the network, as others or it itself know it.</summary>
public sealed record TopologyNode
{
    /// <summary>Identifies the node within its topology: its overlay address, or the endpoint of a peer whose address is not known.</summary>
    public required string Id { get; init; }

    /// <summary>Name of the node; null unless it was asked itself: names do not travel in the network.</summary>
    public string? Name { get; init; }

    /// <summary>How it is known.</summary>
    public required TopologyNodeKind Kind { get; init; }

    /// <summary>How it stands.</summary>
    public required TopologyNodeState State { get; init; }

    /// <summary>Overlay address; null for a peer that has not announced itself.</summary>
    public IPAddress? Address { get; init; }

    /// <summary>The /64 that the node announces; null where it is not known.</summary>
    public string? Subnet { get; init; }

    /// <summary>Public key, 64 hexadecimal digits; null where it is not known.</summary>
    public string? PublicKey { get; init; }

    /// <summary>Endpoints by which nodes that were asked have it as a peer, in ordinal order.</summary>
    public IReadOnlyList<string> Endpoints { get; init; } = [];

    /// <summary>Number of links that end here.</summary>
    public int LinkCount { get; init; }

    /// <summary>The name, or else the identifier.</summary>
    public override string ToString() => Name ?? Id;
}
