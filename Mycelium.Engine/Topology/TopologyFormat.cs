namespace Mycelium.Engine.Topology;

/// <summary>What a topology is written as.</summary>
public enum TopologyFormat
{
    /// <summary>Not written: the object.</summary>
#pragma warning disable CA1720 // It is no type here, but the word that PowerShell users know.
    Object,
#pragma warning restore CA1720

    /// <summary>A graph in the DOT language.</summary>
    Dot,

    /// <summary>A flowchart of Mermaid.</summary>
    Mermaid,

    /// <summary>One HTML page with an interactive map that needs no network.</summary>
    Html,
}
