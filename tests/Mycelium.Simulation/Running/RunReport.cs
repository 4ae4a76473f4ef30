using System.Globalization;
using Mycelium.Simulation.Scenarios;
using Mycelium.Simulation.Watching;

namespace Mycelium.Simulation.Running;

/// <summary>How a run went.</summary>
internal sealed record RunReport
{
    internal required Scenario Scenario { get; init; }

    /// <summary>Which invariant is broken, in a word or two; null if none is.</summary>
    internal string? Invariant { get; init; }

    /// <summary>What was seen of the broken invariant; null if none is.</summary>
    internal string? Failure { get; init; }

    /// <summary>Time from the end of the last fault until all flows were answered.</summary>
    internal TimeSpan Convergence { get; init; }

    /// <summary>Virtual time of the whole run.</summary>
    internal TimeSpan Duration { get; init; }

    internal long Events { get; init; }

    internal long ControlBytes { get; init; }

    /// <summary>Largest number of subnets that a node held at the end.</summary>
    internal int LargestTable { get; init; }

    /// <summary>Changes of routes from one next hop to another.</summary>
    internal long Flaps { get; init; }

    internal long Requests { get; init; }

    internal long Replies { get; init; }

    /// <summary>Circles that passed, see <see cref="Watching.LoopWatch"/>.</summary>
    internal long MixedLoops { get; init; }

    /// <summary>Links that were suspected.</summary>
    internal long Suspicions { get; init; }

    /// <summary>Suspicions of links that carried and had no trouble.</summary>
    internal long FalseSuspicions { get; init; }

    /// <summary>Suspicions of links that carried, but slowly or with losses.</summary>
    internal long StrainedSuspicions { get; init; }

    /// <summary>Flows that were down after silent cuts.</summary>
    internal IReadOnlyList<Outage> Outages { get; init; } = [];

    internal long LoopChecks { get; init; }

    internal long RouterChecks { get; init; }

    /// <summary>Hash of the trace; null if there was none.</summary>
    internal string? TraceHash { get; init; }

    internal double ControlBytesPerNodeSecond => ControlBytes / Math.Max(1, Scenario.Nodes.Count * Duration.TotalSeconds);

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"seed {Scenario.Seed}: {Scenario.Nodes.Count} nodes, {Scenario.Edges.Count} edges, {Scenario.Faults.Count} faults; "
        + $"converged after {Convergence.TotalSeconds:0} s of {Duration.TotalSeconds:0} s, "
        + $"{ControlBytesPerNodeSecond:0} control bytes per node and second, tables to {LargestTable}, {Flaps} routes flapped, "
        + $"{Replies} of {Requests} requests answered, {Events} events, "
        + $"{Suspicions} links suspected, {FalseSuspicions} without reason, "
        + $"{MixedLoops} circles under two router ids{(Failure is null ? "" : $"; FAILED: {Failure}")}");
}
