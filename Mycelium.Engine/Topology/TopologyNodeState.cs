namespace Mycelium.Engine.Topology;

/// <summary>How a node of a topology stands, as far as the nodes that were asked know.</summary>
public enum TopologyNodeState
{
    /// <summary>It runs, is connected, or a route leads to it.</summary>
    Reachable,

    /// <summary>It is connected but does not answer at the moment, and no route leads to it by another way.</summary>
    Suspect,

    /// <summary>It is neither connected nor does a route lead to it, or it has failed.</summary>
    Unreachable,
}
