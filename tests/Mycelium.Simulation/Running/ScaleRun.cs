using System.Diagnostics;
using Mycelium.Simulation.Network;
using Mycelium.Simulation.Scenarios;

namespace Mycelium.Simulation.Running;

/// <summary>Forms large scale-free networks from nothing, lets random flows find their ways, and measures what that costs.</summary>
internal static class ScaleRun
{
    private const int FlowsPerNode = 5;
    private const int Rate = 100_000_000;

    private static readonly TimeSpan FirstPackets = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan RequestPause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(60);

    /// <summary>Runs networks and writes a row of figures for each.</summary>
    /// <param name="sizes">Numbers of nodes.</param>
    /// <param name="flows">Flows in each network, and at most five a node.</param>
    /// <param name="seed">Decides the networks.</param>
    /// <param name="output">Receives the table.</param>
    internal static void Run(IReadOnlyList<int> sizes, int flows, int seed, TextWriter output)
    {
        output.WriteLine(
            "| Nodes | Edges | Flows | answered | Time, s | Virtual time, s | Events | Control TLVs | Bytes of memory a node "
            + "| Control bytes a node and second | Routes a node | at most |");
        output.WriteLine("|---|---|---|---|---|---|---|---|---|---|---|---|");
        foreach (int nodes in sizes)
        {
            output.WriteLine(Measure(nodes, flows, seed));
            output.Flush();
        }
    }

    /// <summary>Runs one network.</summary>
    internal static ScaleReport Measure(int nodes, int flows, int seed)
    {
        long start = Stopwatch.GetTimestamp();
        var random = new Random(seed);
        Flow[] pairs = [.. Scenario.RandomFlows(nodes, Math.Min(flows, nodes * FlowsPerNode), random)];
        IEnumerable<ScenarioEdge> edges = Topology.Connect(TopologyKind.ScaleFree, nodes, random);
        var scenario = new Scenario(
            seed,
            TimeSpan.FromSeconds(300),
            [.. Enumerable.Range(0, nodes)],
            [.. edges.Select(edge => edge with { LossPercent = 0, BytesPerSecond = Rate })],
            pairs,
            [],
            false);
        long before = GC.GetTotalMemory(forceFullCollection: true);
        var network = new SimulatedNetwork(scenario, null);
        network.Start(FirstPackets, RequestPause);
        network.Agenda.RunUntil(Duration);
        long used = GC.GetTotalMemory(forceFullCollection: true) - before;
        int[] routes = [.. network.Nodes.Select(node => node.Router.SelectedCount)];
        return new ScaleReport
        {
            Nodes = nodes,
            Edges = scenario.Edges.Count,
            Flows = pairs.Length,
            Answered = network.Counters.RepliedAt.Count,
            Elapsed = Stopwatch.GetElapsedTime(start),
            Duration = network.Now,
            Events = network.Agenda.Count,
            ControlFrames = network.Counters.ControlFrames,
            BytesPerNode = (double)used / nodes,
            ControlBytesPerNodeSecond = network.Counters.ControlBytes / (nodes * network.Now.TotalSeconds),
            RoutesPerNode = routes.Average(),
            MostRoutes = routes.Max(),
        };
    }
}
