namespace Mycelium.Simulation.Scenarios;

/// <summary>What can go wrong.</summary>
internal enum FaultKind
{
    /// <summary>The connections of an edge are closed, and both ends are told.</summary>
    Close,

    /// <summary>Nothing passes an edge for a time; nobody is told.</summary>
    SilentCut,

    /// <summary>Nothing passes an edge in one direction for a time; nobody is told.</summary>
    AsymmetricCut,

    /// <summary>The connections of an edge are closed again and again.</summary>
    Flap,

    /// <summary>Nothing passes an edge, then everything, again and again; nobody is told.</summary>
    SilentFlap,

    /// <summary>An edge takes longer for a time.</summary>
    Slow,

    /// <summary>An edge loses half of its frames for a time.</summary>
    Loss,

    /// <summary>The process of a node ends, which closes its connections, and starts anew after a time.</summary>
    Crash,

    /// <summary>The machine of a node loses its power, of which nobody is told, and starts anew after a time.</summary>
    PowerCut,

    /// <summary>A node is stopped for a time while its clock goes on.</summary>
    Pause,

    /// <summary>A node is stopped for a time, and so is its clock.</summary>
    Sleep,

    /// <summary>The clock of a node jumps forward.</summary>
    ClockJump,

    /// <summary>The machine of a node gets other addresses, and is told so; its connections carry nothing any more.</summary>
    Move,

    /// <summary>Nothing passes between two halves of the network for a time; nobody is told.</summary>
    Partition,

    /// <summary>A node goes away for good: its process ends, which closes its connections.</summary>
    Leave,
}
