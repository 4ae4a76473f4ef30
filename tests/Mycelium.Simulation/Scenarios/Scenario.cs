using Mycelium.Engine.Routing;

namespace Mycelium.Simulation.Scenarios;

/// <summary>All that decides a run. The same scenario gives the same run.</summary>
/// <param name="Seed">Seed of what is random in the run: jitter, losses, back-off.</param>
/// <param name="UpdateInterval">Time between Updates of the routers.</param>
/// <param name="Nodes">Numbers of the nodes; a smaller scenario keeps the numbers.</param>
/// <param name="Edges">What can be connected.</param>
/// <param name="Flows">Who sends to whom.</param>
/// <param name="Faults">What goes wrong, in order of time.</param>
/// <param name="ChecksShortWays">Whether the costs of the ways are compared with the oracle at the end.</param>
internal sealed record Scenario(
    int Seed,
    TimeSpan UpdateInterval,
    IReadOnlyList<int> Nodes,
    IReadOnlyList<ScenarioEdge> Edges,
    IReadOnlyList<Flow> Flows,
    IReadOnlyList<Fault> Faults,
    bool ChecksShortWays)
{
    private const int MostlyWatching = 7;
    private const int MaximumFlows = 60;

    /// <summary>Time before the first fault, in which the network is formed.</summary>
    internal static readonly TimeSpan Formation = TimeSpan.FromSeconds(5);

    /// <summary>Nodes that do not watch their links, like the protocol's other implementations.</summary>
    internal IReadOnlyList<int> RegularNodes { get; init; } = [];

    /// <summary>Up to how many known subnets a node announces what it was not asked for; see the router's option.</summary>
    internal int AnnouncedUnasked { get; init; } = new RouterOptions().AnnouncedUnasked;

    /// <summary>Whether nodes know what they asked for only.</summary>
    internal bool IsOnDemand => AnnouncedUnasked < Nodes.Count;

    /// <summary>When the last fault is over.</summary>
    internal TimeSpan FaultsEnd => Faults.Count == 0 ? Formation : Faults.Max(fault => fault.End);

    /// <summary>Nodes that are there to the end.</summary>
    internal IEnumerable<int> Remaining =>
        Nodes.Except(Faults.Where(fault => fault.Kind == FaultKind.Leave).Select(fault => fault.First));

    /// <summary>Makes a random scenario.</summary>
    /// <param name="seed">Decides everything.</param>
    /// <param name="fewest">Least number of nodes, at least 2.</param>
    /// <param name="most">Largest number of nodes.</param>
    internal static Scenario Generate(int seed, int fewest, int most)
    {
        var random = new Random(seed);
        int count = random.Next(fewest, most + 1);
        TopologyKind[] kinds = Enum.GetValues<TopologyKind>();
        TopologyKind kind = kinds[random.Next(kinds.Length)];
        ScenarioEdge[] edges = [.. Topology.Connect(kind, count, random)];
        int seconds = random.Next(3) switch { 0 => 20, 1 => 60, _ => 300 };
        return new Scenario(
            seed,
            TimeSpan.FromSeconds(seconds),
            [.. Enumerable.Range(0, count)],
            edges,
            [.. RandomFlows(count, Math.Min(MaximumFlows, count * 2), random)],
            [.. FaultSchedule.Generate(count, edges, kind, random)],
            random.Next(4) == 0)
        {
            RegularNodes = [.. RandomRegularNodes(count, random)],
            AnnouncedUnasked = random.Next(3) == 0 ? random.Next(count) : count,
        };
    }

    /// <summary>The scenario without some nodes, and without what concerns them.</summary>
    internal Scenario Without(IReadOnlyCollection<int> gone) => this with
    {
        Nodes = [.. Nodes.Except(gone)],
        RegularNodes = [.. RegularNodes.Except(gone)],
        Edges = [.. Edges.Where(edge => !gone.Contains(edge.First) && !gone.Contains(edge.Second))],
        Flows = [.. Flows.Where(flow => !gone.Contains(flow.From) && !gone.Contains(flow.To))],
        Faults = [.. Faults.Where(fault => fault.Kind == FaultKind.Partition || !IsGone(fault, gone))],
    };

    /// <summary>Flows between different nodes.</summary>
    internal static IEnumerable<Flow> RandomFlows(int nodes, int count, Random random)
    {
        for (int i = 0; i < count; i++)
        {
            int from = random.Next(nodes);
            yield return new Flow(from, (from + random.Next(1, nodes)) % nodes);
        }
    }

    // None in most networks, all in some, half of them in others.
    private static IEnumerable<int> RandomRegularNodes(int nodes, Random random)
    {
        int choice = random.Next(10);
        bool isMixed = choice > MostlyWatching;
        return Enumerable.Range(0, nodes).Where(_ => isMixed ? random.Next(2) == 0 : choice == MostlyWatching);
    }

    private static bool IsGone(Fault fault, IReadOnlyCollection<int> gone) =>
        gone.Contains(fault.First) || (fault.IsOfEdge && gone.Contains(fault.Second));
}
