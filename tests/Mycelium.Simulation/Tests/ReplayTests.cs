using Mycelium.Simulation.Network;
using Mycelium.Simulation.Running;
using Mycelium.Simulation.Scenarios;
using Xunit;

namespace Mycelium.Simulation.Tests;

public sealed class ReplayTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void The_same_seed_gives_the_same_trace(int seed)
    {
        (string first, string firstHash) = Run(Scenario.Generate(seed, 5, 12));
        (string second, string secondHash) = Run(Scenario.Generate(seed, 5, 12));

        Assert.NotEmpty(first);
        Assert.Equal(first, second);
        Assert.Equal(firstHash, secondHash);
    }

    [Fact]
    public void Another_seed_gives_another_trace() =>
        Assert.NotEqual(Run(Scenario.Generate(1, 5, 12)).Hash, Run(Scenario.Generate(2, 5, 12)).Hash);

    [Fact]
    public void A_scenario_read_from_its_text_gives_the_same_trace()
    {
        var scenario = Scenario.Generate(5, 5, 12);

        Scenario read = ScenarioText.Read(ScenarioText.Write(scenario));

        Assert.Equal(Run(scenario).Hash, Run(read).Hash);
    }

    [Fact]
    public void The_text_of_a_scenario_keeps_all_of_it() => Assert.All(Enumerable.Range(1, 50), seed =>
    {
        string text = ScenarioText.Write(Scenario.Generate(seed, 5, 12));

        Assert.Equal(text, ScenarioText.Write(ScenarioText.Read(text)));
    });

    [Fact]
    public void Some_networks_have_nodes_of_both_kinds_and_some_announce_on_demand_only()
    {
        Scenario[] scenarios = [.. Enumerable.Range(1, 200).Select(seed => Scenario.Generate(seed, 5, 12))];

        Assert.Contains(scenarios, scenario => scenario.RegularNodes.Count == 0);
        Assert.Contains(scenarios, scenario => scenario.RegularNodes.Count == scenario.Nodes.Count);
        Assert.Contains(scenarios, scenario => scenario.RegularNodes.Count > 0 && scenario.RegularNodes.Count < scenario.Nodes.Count);
        Assert.Contains(scenarios, scenario => scenario.IsOnDemand);
        Assert.Contains(scenarios, scenario => !scenario.IsOnDemand);
    }

    [Theory]
    [InlineData("edge 1 2")]
    [InlineData("fault Nothing 1 2 3 4")]
    [InlineData("node one")]
    [InlineData("something 1")]
    public void A_line_that_is_no_part_of_a_scenario_is_refused(string line) =>
        Assert.Contains(line, Assert.Throws<FormatException>(() => ScenarioText.Read(line)).Message, StringComparison.Ordinal);

    private static (string Text, string Hash) Run(Scenario scenario)
    {
        using var text = new StringWriter();
        using var trace = new Trace(text);
        RunReport report = new SimulationRun(scenario, trace).Run();
        Assert.Null(report.Failure);
        return (text.ToString(), report.TraceHash!);
    }
}
