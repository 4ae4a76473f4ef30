using Mycelium.Simulation.Network;
using Mycelium.Simulation.Running;
using Mycelium.Simulation.Scenarios;
using Xunit;

namespace Mycelium.Simulation.Tests;

/// <summary>Each kind of fault alone, on a ring in which both ways between two nodes are of use.</summary>
public sealed class FaultTests
{
    private const int Nodes = 6;

    public static TheoryData<string, bool> KindsAndTimings
    {
        get
        {
            var data = new TheoryData<string, bool>();
            foreach (string kind in Enum.GetNames<FaultKind>())
            {
                data.Add(kind, false);
                data.Add(kind, true);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(KindsAndTimings))]
    public void The_network_recovers_from_each_kind_of_fault(string kind, bool isRegular)
    {
        Scenario scenario = With(At10(Enum.Parse<FaultKind>(kind), 60));
        (RunReport report, string trace) = Run(isRegular ? scenario with { RegularNodes = scenario.Nodes } : scenario);

        Assert.Null(report.Failure);
        Assert.Contains($"fault {kind} 1 0", trace, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Close", "1 lost 0: Reset")]
    [InlineData("SilentCut", "1 lost 0: It no longer answers.")]
    [InlineData("AsymmetricCut", "0 lost 1: It no longer answers.")]
    [InlineData("Flap", "1 lost 0: Reset")]
    [InlineData("SilentFlap", "1 suspects 0")]
    [InlineData("SilentFlap", "1 trusts 0")]
    [InlineData("Crash", "0 lost 1: Closed by the other end.")]
    [InlineData("Crash", "1 starts as 2")]
    [InlineData("PowerCut", "0 lost 1: It no longer answers.")]
    [InlineData("PowerCut", "1 starts as 2")]
    [InlineData("Pause", "0 lost 1: It no longer answers.")]
    [InlineData("Sleep", "1 lost 0: Closed by the other end.")]
    [InlineData("Pause", "1 wakes")]
    [InlineData("Sleep", "1 wakes")]
    [InlineData("ClockJump", "1 wakes")]
    [InlineData("Move", "1 lost 0: It no longer answers.")]
    [InlineData("Move", "0 suspects 1")]
    [InlineData("Leave", "0 lost 1: Closed by the other end.")]
    public void A_fault_shows_in_the_connections(string kind, string expected)
    {
        (_, string trace) = Run(With(At10(Enum.Parse<FaultKind>(kind), 60)));

        Assert.Contains(expected, trace, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Slow")]
    [InlineData("Loss")]
    public void What_takes_longer_for_a_time_loses_no_connection(string kind)
    {
        (RunReport report, string trace) = Run(With(At10(Enum.Parse<FaultKind>(kind), 20)));

        Assert.DoesNotContain(" lost ", trace, StringComparison.Ordinal);
        Assert.NotEqual(Run(With()).Report.TraceHash, report.TraceHash);
    }

    [Fact]
    public void Two_halves_of_a_parted_network_find_each_other_again()
    {
        (RunReport report, string trace) = Run(With(At10(FaultKind.Partition, 90) with { First = 3 }));

        Assert.Null(report.Failure);
        Assert.Contains("It no longer answers.", trace, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_nodes_that_dial_each_other_keep_one_connection()
    {
        Scenario scenario = With() with { Edges = [.. With().Edges.Select(edge => edge with { IsDialledByBoth = true })] };
        var run = new SimulationRun(scenario, null);

        Assert.Null(run.Run().Failure);

        Assert.All(run.Network.Nodes, node => Assert.Equal(2, node.Links.Count));
    }

    private static Fault At10(FaultKind kind, int seconds) => new(TimeSpan.FromSeconds(10), kind, 1, 0, TimeSpan.FromSeconds(seconds));

    private static ScenarioEdge Edge(int a, int b) => new(Math.Max(a, b), Math.Min(a, b), false, 5, 0, 0, 1_000_000);

    private static Scenario With(params Fault[] faults)
    {
        ScenarioEdge[] edges = [.. Enumerable.Range(0, Nodes).Select(i => Edge(i, (i + 1) % Nodes))];
        Flow[] flows = [new(1, 0), new(0, 1), new(2, 5), new(4, 1)];
        return new Scenario(1, TimeSpan.FromSeconds(300), [.. Enumerable.Range(0, Nodes)], edges, flows, faults, true);
    }

    private static (RunReport Report, string Trace) Run(Scenario scenario)
    {
        using var text = new StringWriter();
        using var trace = new Trace(text);
        return (new SimulationRun(scenario, trace).Run(), text.ToString());
    }
}
