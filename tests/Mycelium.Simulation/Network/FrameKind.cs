namespace Mycelium.Simulation.Network;

/// <summary>What a frame is.</summary>
internal enum FrameKind
{
    /// <summary>A control TLV.</summary>
    Control,

    /// <summary>A packet.</summary>
    Data,

    /// <summary>The end of the connection.</summary>
    End,
}
