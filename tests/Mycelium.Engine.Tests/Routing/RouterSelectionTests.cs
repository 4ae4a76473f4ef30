using System.Text.Json;
using Mycelium.Engine.Routing;
using Mycelium.Engine.Tests.Vectors;
using Mycelium.Engine.Wire;
using Xunit;

namespace Mycelium.Engine.Tests.Routing;

/// <summary>Which of several routes is used. Checklist section 5.</summary>
public sealed class RouterSelectionTests : RouterTest
{
    // The recorded router lets the margin protect a current route that is no longer feasible; ours never uses such a route.
    private const string BetterThanRecorded = "selected became infeasible, others not 11 better: current stays";

    [Fact]
    [Trait("Checklist", "R54")]
    public void Recorded_lists_give_the_recorded_selection_except_that_an_infeasible_route_is_never_kept()
    {
        foreach (JsonElement vector in VectorFile.Routing.Items("route_selection"))
        {
            RouteCandidate[] routes = [.. vector.Items("routes").Select(Candidate)];
            int before = vector.Has("selected_before") ? vector.Number("selected_before") : -1;
            int after = vector.Has("selected_after") ? vector.Number("selected_after") : -1;
            int expected = vector.Text("name") == BetterThanRecorded ? 1 : after;

            int selected = RouteCandidate.Select(routes, before, significantImprovement: 10);

            Assert.True(expected == selected, vector.Text("name"));
        }
    }

    [Fact]
    [Trait("Checklist", "R55")]
    public void Another_route_must_be_better_by_more_than_10()
    {
        Update("p1", B, 0, 20);

        Update("p2", B, 0, 10);
        AssertSelectedB("p1", 0, 20);

        Update("p2", B, 0, 9);
        AssertSelectedB("p2", 0, 9);
    }

    [Fact]
    [Trait("Checklist", "R56")]
    public void A_direct_route_needs_no_margin()
    {
        Update("p1", B, 0, 10);
        Harness.SetSmoothedCost("p2", 9);

        Update("p2", B, 0, 0);

        AssertSelectedB("p2", 0, 0);
    }

    [Fact]
    [Trait("Checklist", "R57")]
    public void An_infeasible_route_is_not_selected_however_cheap()
    {
        Update("p1", B, 0, 20);
        Update("p2", B, 0, 25);
        Update("p2", B, 0, 30);
        Harness.SetSmoothedCost("p1", 1000);

        Update("p1", B, 0, 20);

        AssertSelectedB("p1", 0, 20);
        Assert.False(RouteOfB("p2").IsFeasible);
        Assert.True(RouteOfB("p2").TotalMetric < SelectedB!.Value.TotalMetric);
    }

    [Fact]
    [Trait("Checklist", "R58")]
    public void A_lost_route_is_replaced_by_any_feasible_one_without_a_margin()
    {
        Update("p1", B, 0, 20);
        Harness.SetSmoothedCost("p2", 60000);
        Update("p2", B, 0, 25);

        Retract("p1", B);

        AssertSelectedB("p2", 0, 25);
    }

    [Fact]
    [Trait("Checklist", "R59")]
    public void Of_retracted_routes_none_is_selected()
    {
        Update("p1", B, 0, 20);
        Update("p2", B, 0, 25);

        Retract("p2", B);
        Retract("p1", B);

        Assert.Null(SelectedB);
        Assert.All(Harness.Routes(B.Key.Subnet), route => Assert.Equal(RouteState.NoRoute, route.State));
        Assert.Equal(2, Harness.Routes(B.Key.Subnet).Count);
    }

    [Fact]
    [Trait("Checklist", "R60")]
    public void Of_equal_metrics_the_one_over_the_cheaper_link_wins()
    {
        Harness.SetSmoothedCost("p1", 90);
        Update("p1", B, 0, 20);

        Update("p2", B, 0, 20);

        AssertSelectedB("p2", 0, 20);
    }

    private static RouteCandidate Candidate(JsonElement vector)
    {
        var metric = new Metric((ushort)vector.Number("metric"));
        return new RouteCandidate(metric, metric.Plus(new Metric((ushort)vector.Number("link_cost"))), vector.Flag("feasible"));
    }
}
