using Mycelium.Simulation.Running;
using Xunit;

namespace Mycelium.Simulation.Tests;

public sealed class ScaleRunTests
{
    [Fact]
    public void In_a_network_with_more_nodes_than_are_announced_unasked_all_flows_are_answered()
    {
        ScaleReport report = ScaleRun.Measure(nodes: 200, flows: 40, seed: 1);

        Assert.Equal((200, 40, 40), (report.Nodes, report.Flows, report.Answered));
        Assert.True(report.ControlFrames > 0 && report.BytesPerNode > 0 && report.Edges > 200);
        Assert.InRange(report.MostRoutes, 1, 199);
    }

    [Fact]
    public void The_same_seed_costs_the_same()
    {
        ScaleReport first = ScaleRun.Measure(nodes: 50, flows: 20, seed: 3);
        ScaleReport second = ScaleRun.Measure(nodes: 50, flows: 20, seed: 3);

        Assert.Equal((first.Events, first.ControlFrames, first.RoutesPerNode), (second.Events, second.ControlFrames, second.RoutesPerNode));
    }
}
