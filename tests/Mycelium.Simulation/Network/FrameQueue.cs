namespace Mycelium.Simulation.Network;

/// <summary>The frames under way in one direction, see <see cref="FramePool"/>.</summary>
internal struct FrameQueue
{
    /// <summary>Place of the first frame; 0 if there is none.</summary>
    internal int First { get; set; }

    /// <summary>Place of the last frame.</summary>
    internal int Last { get; set; }

    internal readonly bool IsEmpty => First == 0;
}
