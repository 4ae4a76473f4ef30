using Mycelium.Simulation.Scenarios;

namespace Mycelium.Simulation.Running;

/// <summary>Makes a failing scenario smaller while it still fails in the same way: fewer faults, nodes, flows and edges.</summary>
/// <param name="run">Runs a scenario.</param>
/// <param name="maximumRuns">Most runs.</param>
internal sealed class Shrinker(Func<Scenario, RunReport> run, int maximumRuns)
{
    private int _runs;

    /// <summary>Finds a small scenario; the given one if none smaller fails.</summary>
    /// <returns>The report of its run.</returns>
    internal RunReport Shrink(RunReport failed)
    {
        RunReport best = failed;
        bool isSmaller = true;
        while (isSmaller && _runs < maximumRuns)
        {
            int before = Size(best.Scenario);
            best = Remove(best, scenario => scenario.Faults, static (scenario, faults) => scenario with { Faults = faults });
            best = Remove(best, scenario => scenario.Nodes, WithNodes);
            best = Remove(best, scenario => scenario.Flows, static (scenario, flows) => scenario with { Flows = flows });
            best = Remove(best, scenario => scenario.Edges, WithEdges);
            isSmaller = Size(best.Scenario) < before;
        }

        return best;
    }

    private static int Size(Scenario scenario) =>
        scenario.Nodes.Count + scenario.Edges.Count + scenario.Flows.Count + scenario.Faults.Count;

    private static Scenario WithEdges(Scenario scenario, IReadOnlyList<ScenarioEdge> edges) => scenario with
    {
        Edges = edges,
        Faults = [.. scenario.Faults.Where(fault => !fault.IsOfEdge || edges.Any(edge => IsOf(fault, edge)))],
    };

    private static bool IsOf(Fault fault, ScenarioEdge edge) => (edge.First, edge.Second) == (fault.First, fault.Second);

    private static Scenario WithNodes(Scenario scenario, IReadOnlyList<int> nodes) => scenario.Without([.. scenario.Nodes.Except(nodes)]);

    // First large pieces, then small ones.
    private RunReport Remove<T>(
        RunReport best, Func<Scenario, IReadOnlyList<T>> part, Func<Scenario, IReadOnlyList<T>, Scenario> with)
    {
        for (int piece = Math.Max(1, part(best.Scenario).Count / 2); piece > 0; piece /= 2)
        {
            for (int start = 0; start < part(best.Scenario).Count && _runs < maximumRuns;)
            {
                IReadOnlyList<T> items = part(best.Scenario);
                Scenario smaller = with(best.Scenario, [.. items.Take(start), .. items.Skip(start + piece)]);
                RunReport? report = smaller.Nodes.Count < 2 ? null : Try(smaller);
                if (report?.Invariant == best.Invariant)
                {
                    best = report!;
                }
                else
                {
                    start += piece;
                }
            }
        }

        return best;
    }

    private RunReport Try(Scenario scenario)
    {
        _runs++;
        return run(scenario);
    }
}
