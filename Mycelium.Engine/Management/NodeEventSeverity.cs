namespace Mycelium.Engine.Management;

/// <summary>How much a node event matters.</summary>
public enum NodeEventSeverity
{
    /// <summary>Details for finding faults.</summary>
    Debug,

    /// <summary>Ordinary course of events.</summary>
    Information,

    /// <summary>Something to look at; the node goes on.</summary>
    Warning,

    /// <summary>Something failed.</summary>
    Error,
}
