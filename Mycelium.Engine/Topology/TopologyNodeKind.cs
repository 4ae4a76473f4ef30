namespace Mycelium.Engine.Topology;

/// <summary>How a node of a topology is known.</summary>
public enum TopologyNodeKind
{
    /// <summary>It was asked itself.</summary>
    Own,

    /// <summary>It is a peer of a node that was asked.</summary>
    Neighbour,

    /// <summary>It is a destination behind a peer.</summary>
    Remote,
}
