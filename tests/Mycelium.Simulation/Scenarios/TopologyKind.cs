namespace Mycelium.Simulation.Scenarios;

/// <summary>How the nodes of a scenario are connected.</summary>
internal enum TopologyKind
{
    /// <summary>Each node with the next.</summary>
    Line,

    /// <summary>A line whose ends meet.</summary>
    Ring,

    /// <summary>A few public nodes, connected among themselves, and leaves that dial two of them.</summary>
    Star,

    /// <summary>Rows and columns.</summary>
    Grid,

    /// <summary>Points in a square, each with those that are near.</summary>
    Geometric,

    /// <summary>New nodes dial two others, the more likely the more connections those have.</summary>
    ScaleFree,

    /// <summary>Two rings that one connection joins.</summary>
    Islands,

    /// <summary>Two nodes with ways of equal length between them.</summary>
    Diamond,
}
