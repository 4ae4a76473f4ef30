using Mycelium.Simulation.Running;
using Mycelium.Simulation.Scenarios;
using Xunit;

namespace Mycelium.Simulation.Tests;

/// <summary>Nodes that watch their links, and those that do not, on a ring in which both ways between two nodes are of use.</summary>
public sealed class LinkHealthTests
{
    private const int Nodes = 6;

    [Theory]
    [InlineData("SilentCut", 2.5)]
    [InlineData("AsymmetricCut", 5)]
    public void A_flow_is_back_soon_after_a_silent_cut(string kind, double seconds)
    {
        RunReport report = SimulationRun.Run(Ring() with { Faults = [Fault(Enum.Parse<FaultKind>(kind), 60)] });

        Assert.Null(report.Failure);
        Assert.NotEmpty(report.Outages);
        Assert.All(report.Outages, outage => Assert.InRange(outage.Duration.TotalSeconds, 0.5, seconds));
    }

    [Fact]
    public void With_regular_timing_a_silent_cut_is_noticed_late()
    {
        RunReport report = SimulationRun.Run(Regular(Ring() with { Faults = [Fault(FaultKind.SilentCut, 60)] }));

        Assert.NotEmpty(report.Outages);
        Assert.All(report.Outages, outage => Assert.True(outage is { IsWatched: false, Duration.TotalSeconds: > 20 }));
        Assert.Equal(0, report.Suspicions);
    }

    [Theory]
    [InlineData("Flap")]
    [InlineData("SilentFlap")]
    public void A_link_that_comes_and_goes_costs_little(string kind)
    {
        Fault fault = Fault(Enum.Parse<FaultKind>(kind), 5);
        Fault[] faults = [.. Enumerable.Range(0, 20).Select(i => fault with { At = TimeSpan.FromSeconds(10 + (6 * i)) })];

        RunReport report = SimulationRun.Run(Ring() with { Faults = faults });

        Assert.Null(report.Failure);
        Assert.InRange(report.ControlBytesPerNodeSecond, 1, 1500);
        Assert.InRange((double)report.Flaps / Nodes, 0, 20 * 10);
    }

    [Fact]
    public void A_quiet_network_suspects_nobody_and_says_little()
    {
        Fault end = Fault(FaultKind.Slow, 1) with { At = TimeSpan.FromMinutes(10) };

        RunReport report = SimulationRun.Run(Ring() with { Faults = [end], Flows = [] });

        Assert.Equal(0, report.Suspicions);
        Assert.InRange(report.ControlBytesPerNodeSecond, 1, 30);
    }

    [Fact]
    public void A_suspicion_of_a_link_that_carried_is_counted_as_one_without_reason()
    {
        Scenario ring = Ring();
        Scenario lossy = ring with { Edges = [.. ring.Edges.Select(edge => edge with { LossPercent = 85 })] };
        Fault end = Fault(FaultKind.Close, 0) with { At = TimeSpan.FromMinutes(30) };

        RunReport report = SimulationRun.Run(lossy with { Faults = [end] });

        Assert.True(report.FalseSuspicions > 0);
        Assert.Equal(0, report.StrainedSuspicions);
    }

    [Fact]
    public void A_suspicion_of_a_link_that_a_fault_made_lossy_is_counted_apart()
    {
        RunReport report = SimulationRun.Run(Ring() with { Faults = [Fault(FaultKind.Loss, 300)] });

        Assert.True(report.StrainedSuspicions > 0);
        Assert.Equal(0, report.FalseSuspicions);
    }

    [Fact]
    public void A_suspicion_of_a_link_that_was_cut_is_no_false_one()
    {
        RunReport report = SimulationRun.Run(Ring() with { Faults = [Fault(FaultKind.SilentCut, 60)] });

        Assert.Equal(2, report.Suspicions);
        Assert.Equal(0, report.FalseSuspicions + report.StrainedSuspicions);
    }

    [Fact]
    public void Nodes_of_both_kinds_serve_in_one_network()
    {
        RunReport report = SimulationRun.Run(Ring() with { RegularNodes = [1, 3], Faults = [Fault(FaultKind.SilentCut, 90)] });

        Assert.Null(report.Failure);
        Assert.True(report.Suspicions > 0);
        Assert.All(report.Outages, outage => Assert.False(outage.IsWatched));
    }

    private static Scenario Regular(Scenario scenario) => scenario with { RegularNodes = scenario.Nodes };

    private static Fault Fault(FaultKind kind, int seconds) => new(TimeSpan.FromSeconds(10), kind, 1, 0, TimeSpan.FromSeconds(seconds));

    private static Scenario Ring()
    {
        ScenarioEdge[] edges = [.. Enumerable.Range(0, Nodes).Select(i => Edge(i, (i + 1) % Nodes))];
        Flow[] flows = [new(1, 0), new(0, 1), new(2, 5), new(4, 1)];
        return new Scenario(1, TimeSpan.FromSeconds(300), [.. Enumerable.Range(0, Nodes)], edges, flows, [], false);

        static ScenarioEdge Edge(int a, int b) => new(Math.Max(a, b), Math.Min(a, b), false, 5, 0, 0, 1_000_000);
    }
}
