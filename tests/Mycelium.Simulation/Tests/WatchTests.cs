using Mycelium.Engine.Identity;
using Mycelium.Engine.Routing;
using Mycelium.Engine.Wire;
using Mycelium.Simulation.Network;
using Mycelium.Simulation.Running;
using Mycelium.Simulation.Scenarios;
using Mycelium.Simulation.Watching;
using Xunit;

namespace Mycelium.Simulation.Tests;

/// <summary>The watches see what they are there for.</summary>
public sealed class WatchTests
{
    [Fact]
    public void A_circle_of_next_hops_is_seen()
    {
        SimulatedNetwork network = Formed();
        PointAt(network.Node(0), network.Node(1), network.Node(2));
        PointAt(network.Node(1), network.Node(0), network.Node(2));

        InvariantException exception = Assert.Throws<InvariantException>(
            () => new LoopWatch(network).ForwardingChanged(network.Node(0), network.Node(2).Key.Subnet));

        Assert.Equal("loop", exception.Invariant);
    }

    [Fact]
    public void A_way_that_ends_is_no_circle()
    {
        SimulatedNetwork network = Formed();
        var watch = new LoopWatch(network);

        watch.ForwardingChanged(network.Node(0), network.Node(2).Key.Subnet);

        Assert.Equal((1, 0), (watch.Checks, watch.MixedLoops));
    }

    [Fact]
    public void A_distance_that_rises_without_a_newer_seqno_is_seen()
    {
        SimulatedNetwork network = Formed();
        SimulatedNode node = network.Node(0);
        Subnet subnet = network.Node(2).Key.Subnet;
        var watch = new RouterWatch(network);
        SourceEntry entry = node.Router.SourcesOf(subnet)[0];
        watch.CheckDistance(node, subnet, entry);

        entry.Distance = entry.Distance with { Metric = entry.Distance.Metric.Plus(new Metric(1)) };
        InvariantException exception = Assert.Throws<InvariantException>(() => watch.CheckDistance(node, subnet, entry));

        Assert.Equal("feasibility", exception.Invariant);
        entry.Distance = entry.Distance with { Seqno = entry.Distance.Seqno.Next };
        watch.CheckDistance(node, subnet, entry);
    }

    [Fact]
    public void A_route_that_has_expired_is_seen()
    {
        SimulatedNetwork network = Formed();
        SimulatedNode node = network.Node(0);
        TimeSpan expiry = node.Router.Find(network.Node(2).Key.Subnet)!.Value.ExpiresAt;

        Assert.Throws<InvalidOperationException>(() => node.Router.AssertInvariants(network.Node(2).Key.Subnet, expiry));
    }

    [Fact]
    public void A_flow_that_is_never_answered_is_a_failure()
    {
        Scenario scenario = Line() with { Faults = [new Fault(TimeSpan.FromSeconds(6), FaultKind.Close, 1, 0, TimeSpan.Zero)] };
        var run = new SimulationRun(scenario, null);
        run.Network.Agenda.At(TimeSpan.Zero, () => run.Network.Edges.First().Cut(+1, true, true, TimeSpan.Zero));

        RunReport report = run.Run();

        Assert.Equal("convergence", report.Invariant);
        Assert.Contains("0 and 2 do not reach each other", report.Failure, StringComparison.Ordinal);
    }

    [Fact]
    public void The_oracle_finds_the_cheaper_of_two_ways()
    {
        SimulatedNetwork network = Formed(Line() with { Edges = [.. Line().Edges, Edge(2, 0)] });
        foreach (SimulatedNode node in network.Nodes) { node.SettleCosts(); }

        foreach (LinkEnd end in network.Node(0).Links.Values.Where(end => end.Other.Owner.Number == 2))
        {
            network.Node(0).Router.SetSmoothedCost(end.Id, 5000);
        }

        IReadOnlyList<int>? costs = new ShortestWays(network.Nodes).From(0)(2);

        Assert.Equal([20, 20], costs);
        Assert.Null(new ShortestWays([network.Node(0)]).From(0)(7));
    }

    private static ScenarioEdge Edge(int first, int second) => new(first, second, false, 5, 0, 0, 1_000_000);

    private static Scenario Line() =>
        new(1, TimeSpan.FromSeconds(300), [0, 1, 2], [Edge(1, 0), Edge(2, 1)], [new Flow(0, 2), new Flow(2, 0)], [], false);

    private static SimulatedNetwork Formed(Scenario? scenario = null)
    {
        var network = new SimulatedNetwork(scenario ?? Line(), null);
        network.Start(TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(1));
        network.Agenda.RunUntil(TimeSpan.FromSeconds(5));
        return network;
    }

    private static void PointAt(SimulatedNode node, SimulatedNode next, SimulatedNode destination)
    {
        LinkId link = node.Links.Values.First(end => end.Other.Owner == next).Id;
        node.Forwarding.Set(destination.Key.Subnet, destination.Key, link, TimeSpan.MaxValue);
    }
}
