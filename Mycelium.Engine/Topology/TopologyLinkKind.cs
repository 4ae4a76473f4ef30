namespace Mycelium.Engine.Topology;

/// <summary>What a link of a topology stands for.</summary>
public enum TopologyLinkKind
{
    /// <summary>Two nodes that are, or should be, connected to each other.</summary>
    Peer,

    /// <summary>The rest of a way in use, from the next hop to the destination: one hop or several that nobody asked knows.</summary>
    Route,

    /// <summary>The same of another way, which is not in use.</summary>
    Fallback,
}
