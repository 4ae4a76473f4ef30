namespace Mycelium.Engine.Topology;

/// <summary>How a link of a topology stands; what its two ends say differently counts as the worse.</summary>
public enum TopologyLinkState
{
    /// <summary>It is connected; of a route, it can be used.</summary>
    Alive,

    /// <summary>It is connected but does not answer at the moment.</summary>
    Suspect,

    /// <summary>An attempt to connect is under way.</summary>
    Connecting,

    /// <summary>It is not connected; of a route, it was lost.</summary>
    Dead,

    /// <summary>The user has disabled it.</summary>
    Disabled,
}
