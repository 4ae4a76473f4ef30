using Mycelium.Simulation.Running;
using Mycelium.Simulation.Scenarios;
using Xunit;

namespace Mycelium.Simulation.Tests;

public sealed class ShrinkerTests
{
    [Fact]
    public void A_failing_scenario_is_shrunk_to_what_makes_it_fail()
    {
        var scenario = Scenario.Generate(3, 20, 20);
        ScenarioEdge edge = scenario.Edges[7];
        var culprit = new Fault(TimeSpan.FromSeconds(20), FaultKind.SilentCut, edge.First, edge.Second, TimeSpan.FromSeconds(1));
        scenario = scenario with { Faults = [.. scenario.Faults, culprit] };

        RunReport small = new Shrinker(Judge, 1000).Shrink(Judge(scenario));

        Assert.Equal([culprit], small.Scenario.Faults);
        Assert.Equal([edge], small.Scenario.Edges);
        Assert.Equal(((int[])[edge.First, edge.Second]).Order(), small.Scenario.Nodes);
        Assert.Empty(small.Scenario.Flows);

        RunReport Judge(Scenario item)
        {
            string? failure = item.Faults.Contains(culprit) && item.Edges.Contains(edge) ? "planted" : null;
            return new RunReport { Scenario = item, Invariant = failure, Failure = failure };
        }
    }

    [Fact]
    public void A_scenario_that_fails_in_another_way_is_not_taken()
    {
        var scenario = Scenario.Generate(3, 10, 10);

        RunReport small = new Shrinker(item => Report(item, "other"), 50).Shrink(Report(scenario, "planted"));

        Assert.Same(scenario, small.Scenario);
    }

    [Fact]
    public void Shrinking_ends_after_the_runs_that_it_was_given()
    {
        int runs = 0;

        var shrinker = new Shrinker(item => Report(item, ++runs % 2 == 0 ? "planted" : "other"), 10);
        shrinker.Shrink(Report(Scenario.Generate(3, 30, 30), "planted"));

        Assert.Equal(10, runs);
    }

    private static RunReport Report(Scenario scenario, string invariant) =>
        new() { Scenario = scenario, Invariant = invariant, Failure = invariant };
}
