namespace Mycelium.Simulation.Network;

/// <summary>What a run counts.</summary>
internal sealed class NetworkCounters
{
    internal long ControlFrames { get; set; }

    internal long ControlBytes { get; set; }

    /// <summary>Changes from one next hop to another.</summary>
    internal long Flaps { get; set; }

    internal long Requests { get; set; }

    internal long Replies { get; set; }

    internal long DroppedPackets { get; set; }

    /// <summary>When a flow was last answered.</summary>
    internal Dictionary<int, TimeSpan> RepliedAt { get; } = [];
}
