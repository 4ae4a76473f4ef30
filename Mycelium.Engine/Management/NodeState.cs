namespace Mycelium.Engine.Management;

/// <summary>How a node stands.</summary>
public enum NodeState
{
    /// <summary>Being set up.</summary>
    Starting,

    /// <summary>Up.</summary>
    Running,

    /// <summary>Shut down on request.</summary>
    Stopped,

    /// <summary>Shut down by itself, because of a fault.</summary>
    Failed,
}
