using System.Globalization;

namespace Mycelium.Simulation.Running;

/// <summary>What a large network costs. Its text is a row of a table.</summary>
internal sealed record ScaleReport
{
    internal required int Nodes { get; init; }

    internal required int Edges { get; init; }

    internal required int Flows { get; init; }

    /// <summary>Flows of which a request was answered.</summary>
    internal required int Answered { get; init; }

    /// <summary>Time that the run took.</summary>
    internal required TimeSpan Elapsed { get; init; }

    /// <summary>Virtual time of the run.</summary>
    internal required TimeSpan Duration { get; init; }

    internal required long Events { get; init; }

    /// <summary>Control frames that were sent, of one TLV each.</summary>
    internal required long ControlFrames { get; init; }

    /// <summary>Managed memory at the end, that of the simulation included.</summary>
    internal required double BytesPerNode { get; init; }

    internal required double ControlBytesPerNodeSecond { get; init; }

    internal required double RoutesPerNode { get; init; }

    /// <summary>Selected routes of the node that has the most.</summary>
    internal required int MostRoutes { get; init; }

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"| {Nodes:n0} | {Edges:n0} | {Flows:n0} | {Answered:n0} | {Elapsed.TotalSeconds:0.0} | {Duration.TotalSeconds:0} | {Events:n0} "
        + $"| {ControlFrames:n0} | {BytesPerNode:n0} | {ControlBytesPerNodeSecond:n0} | {RoutesPerNode:n1} | {MostRoutes:n0} |");
}
