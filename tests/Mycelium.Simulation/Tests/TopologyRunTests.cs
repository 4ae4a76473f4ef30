using Mycelium.Engine.Topology;
using Mycelium.Simulation.Running;
using Mycelium.Simulation.Scenarios;
using Xunit;

namespace Mycelium.Simulation.Tests;

public sealed class TopologyRunTests
{
    [Theory]
    [InlineData(nameof(TopologyKind.ScaleFree), 30)]
    [InlineData(nameof(TopologyKind.Geometric), 30)]
    public void The_nodes_of_a_network_know_it_as_it_is(string form, int nodes)
    {
        NetworkTopology topology = TopologyRun.Run(nodes, Enum.Parse<TopologyKind>(form), seed: 1);

        Assert.Equal(nodes, topology.Nodes.Count);
        Assert.Equal(nodes - 1, topology.Nodes.Count(node => node is { Kind: TopologyNodeKind.Own, State: TopologyNodeState.Reachable }));
        Assert.Equal(TopologyNodeState.Unreachable, topology.Nodes[^1].State);
        Assert.Single(topology.Links, link => link.State == TopologyLinkState.Suspect);
        Assert.All(topology.Links, link => Assert.Equal(TopologyLinkKind.Peer, link.Kind));
        TopologyLink[] connected = [.. topology.Links.Where(link => link.State == TopologyLinkState.Alive)];
        Assert.All(connected, link => Assert.True(link is { Cost: > 0, ReverseCost: > 0, RoundTripTime: not null }, link.ToString()));
        Assert.Equal((nodes - 1) * (nodes - 2), topology.Routes.Count(route => route.IsSelected && route.To != topology.Nodes[^1].Id));
    }

    [Fact]
    public void The_same_seed_gives_the_same_page_and_another_another()
    {
        string Page(int seed) => TopologyWriter.Write(TopologyRun.Run(12, TopologyKind.ScaleFree, seed), TopologyFormat.Html);

        Assert.Equal(Page(2), Page(2));
        Assert.NotEqual(Page(2), Page(3));
    }
}
