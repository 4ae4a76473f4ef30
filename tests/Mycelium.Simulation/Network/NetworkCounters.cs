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

    /// <summary>Links that were suspected.</summary>
    internal long Suspicions { get; set; }

    /// <summary>Suspicions of links that carried, and were neither slowed nor made lossy by a fault.</summary>
    internal long FalseSuspicions { get; set; }

    /// <summary>Suspicions of links that carried, but slowly or with half of the frames lost, because of a fault.</summary>
    internal long StrainedSuspicions { get; set; }

    /// <summary>When a flow was last answered.</summary>
    internal Dictionary<int, TimeSpan> RepliedAt { get; } = [];
}
