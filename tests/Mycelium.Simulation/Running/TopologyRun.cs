using Mycelium.Engine.Topology;
using Mycelium.Simulation.Network;
using Mycelium.Simulation.Scenarios;
using Mycelium.Simulation.Watching;

namespace Mycelium.Simulation.Running;

/// <summary>Forms a network, stops one node and cuts one connection in silence, and takes what all others know then as one topology.</summary>
internal static class TopologyRun
{
    private const int Rate = 10_000_000;
    private const int LongestDelayMilliseconds = 60;

    private static readonly TimeSpan FirstRequests = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan RequestPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Crash = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Cut = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(40);
    private static readonly TimeSpan Grain = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan ForGood = TimeSpan.FromHours(1);

    // The simulated time begins in 1970; the page tells a date that no one takes for wrong.
    private static readonly TimeSpan Epoch = new DateTimeOffset(2026, 11, 28, 9, 0, 0, TimeSpan.Zero) - DateTimeOffset.UnixEpoch;

    /// <summary>Runs a network to the moment of the picture.</summary>
    /// <param name="nodes">Number of nodes, at least 4.</param>
    /// <param name="kind">How they are connected.</param>
    /// <param name="seed">Decides the rest.</param>
    /// <exception cref="InvariantException">The cut was not noticed.</exception>
    internal static NetworkTopology Run(int nodes, TopologyKind kind, int seed)
    {
        Scenario scenario = Plan(nodes, kind, seed);
        var network = new SimulatedNetwork(scenario, null);
        network.Start(FirstRequests, RequestPause);
        network.Agenda.RunUntil(Cut);
        NetworkTopology topology = Take(network);
        while (!topology.Links.Any(link => link.State == TopologyLinkState.Suspect))
        {
            if (network.Now > Cut + LongestSilence) { throw new InvariantException("suspicion", $"seed {seed}: nobody noticed the cut"); }

            network.Agenda.RunUntil(network.Now + Grain);
            topology = Take(network);
        }

        return topology;
    }

    private static NetworkTopology Take(SimulatedNetwork network) => NetworkTopology.Build(
        network.Nodes.Where(node => node.IsRunning).Select(node => node.View(NodeNames.Of(node.Number))), network.TimeOfDay + Epoch);

    // A node that others dial is stopped, one with few connections; the cut one is not of the same nodes.
    private static Scenario Plan(int nodes, TopologyKind kind, int seed)
    {
        var random = new Random(seed);
        ScenarioEdge[] edges =
        [
            .. Topology.Connect(kind, nodes, random).Select(edge => edge with
            {
                DelayMilliseconds = 1 + (edge.DelayMilliseconds % LongestDelayMilliseconds),
                LossPercent = 0,
                JitterMilliseconds = 0,
                BytesPerSecond = Rate,
            }),
        ];
        int stopped = edges.Select(edge => edge.Second).Distinct()
            .OrderBy(node => edges.Count(edge => edge.First == node || edge.Second == node)).ThenBy(node => node).First();
        ScenarioEdge[] others = [.. edges.Where(edge => edge.First != stopped && edge.Second != stopped)];
        ScenarioEdge cut = others[random.Next(others.Length)];
        return new Scenario(
            seed,
            TimeSpan.FromSeconds(60),
            [.. Enumerable.Range(0, nodes)],
            edges,
            [.. edges.Select(edge => new Flow(edge.First, edge.Second))],
            [
                new Fault(Crash, FaultKind.Crash, stopped, 0, ForGood),
                new Fault(Cut, FaultKind.SilentCut, cut.First, cut.Second, ForGood),
            ],
            false);
    }
}
