using Mycelium.Engine.Routing;
using Mycelium.Engine.Wire;
using Xunit;

namespace Mycelium.Engine.Tests.Routing;

/// <summary>What is announced, when, and to whom. Checklist section 7.</summary>
public sealed class RouterAnnouncementTests : RouterTest
{
    [Fact]
    [Trait("Checklist", "R81")]
    public void A_route_is_announced_with_the_cost_of_the_moment_and_the_rest_as_received()
    {
        Harness.SetSmoothedCost("p1", 90);
        Update("p1", B, 7, 20);
        AssertSent("p2 update B 7 120", "p3 update B 7 120");

        Harness.SetSmoothedCost("p1", 50);
        RequestRoute("p2", B.Key.Subnet);

        AssertSent("p2 update B 7 80");
    }

    [Fact]
    [Trait("Checklist", "R22")]
    public void A_router_id_is_passed_on_with_all_its_40_bytes_unchanged()
    {
        Update("p1", B with { Suffix = 0xffff_0123_4567_89ab }, 0, 0);

        Assert.Equal(B with { Suffix = 0xffff_0123_4567_89ab }, Assert.Single(Harness.SentTo("p2")).Update.RouterId);
    }

    [Fact]
    [Trait("Checklist", "R82")]
    public void A_triggered_Update_goes_to_all_live_neighbours_but_the_next_hop()
    {
        Harness.Up("p4");
        Harness.Down("p3");
        Harness.Clear();

        Update("p1", B, 0, 20);

        AssertSent("p2 update B 0 30", "p4 update B 0 30");
    }

    [Fact]
    [Trait("Checklist", "R83")]
    public void A_lost_route_is_retracted_to_all_and_asked_for_again_with_a_newer_seqno()
    {
        Update("p1", B, 4, 20);
        Harness.Clear();

        Retract("p1", B);

        AssertSent(
            "p1 seqno-request B 5 64", "p1 update B from A 0 infinite", "p2 update B from A 0 infinite", "p3 update B from A 0 infinite");
    }

    [Theory]
    [InlineData(110, false)]
    [InlineData(111, true)]
    [InlineData(90, false)]
    [InlineData(89, true)]
    [Trait("Checklist", "R84")]
    public void A_metric_is_announced_again_when_it_changes_by_more_than_10(int metric, bool isAnnounced)
    {
        Update("p1", B, 0, 100);
        Harness.Clear();

        Update("p1", B, 1, metric);

        AssertSent(isAnnounced ? [$"p2 update B 1 {metric + 10}", $"p3 update B 1 {metric + 10}"] : []);
    }

    /// <summary>The reference compares with the step before, and so never tells of a metric that grows slowly.</summary>
    [Fact]
    [Trait("Checklist", "R85")]
    public void Small_steps_are_announced_once_they_add_up()
    {
        Update("p1", B, 0, 100);
        Harness.Advance(10);
        Harness.Clear();

        Update("p1", B, 1, 110);
        AssertSent();
        Update("p1", B, 2, 120);

        AssertSent("p2 update B 2 130", "p3 update B 2 130");
    }

    [Fact]
    public void Steps_that_add_up_within_a_second_are_announced_after_it()
    {
        Update("p1", B, 0, 100);
        Update("p1", B, 1, 110);
        Update("p1", B, 2, 120);
        Harness.Advance(0.999);
        Harness.Clear();

        Harness.Advance(0.001);

        AssertSent("p2 update B 2 130", "p3 update B 2 130");
    }

    [Fact]
    [Trait("Checklist", "R86")]
    public void Another_router_id_is_announced_also_with_an_equal_metric()
    {
        Update("p1", B, 0, 20);
        Harness.Clear();

        Update("p1", RestartedB, 0, 20);

        AssertSent("p2 update B from restarted B 0 30", "p3 update B from restarted B 0 30");
    }

    [Fact]
    [Trait("Checklist", "R87")]
    public void A_newer_seqno_alone_is_told_only_to_who_asked_for_it()
    {
        Update("p1", B, 0, 20);
        Harness.Clear();
        Update("p1", B, 1, 20);
        AssertSent();

        RequestSeqno("p2", B, 2);
        Harness.Clear();
        Update("p1", B, 2, 20);

        AssertSent("p2 update B 2 30");
    }

    [Fact]
    [Trait("Checklist", "R88")]
    public void Only_the_own_route_is_announced_periodically()
    {
        Update("p1", B, 0, 20);
        Harness.Clear();

        Harness.Advance(300);

        AssertSent("p1 update A 0 0", "p2 update A 0 0", "p3 update A 0 0");
    }

    [Fact]
    public void A_node_that_goes_away_retracts_its_own_route()
    {
        EffectList effects = [];

        Harness.Router.Retire(effects);

        Assert.Equal(3, effects.Count);
        Assert.All(effects, effect => Assert.Equal((A, Metric.Infinite), (effect.Tlv.Update.RouterId, effect.Tlv.Update.Metric)));
    }

    /// <summary>
    /// Two origins of one subnet are not ordered by feasibility: the new next hop may still use the route of the old origin through
    /// us, and as next hop it hears nothing else. The reference leaves it in the dark, and both can then point at each other.
    /// </summary>
    [Fact]
    public void A_new_next_hop_of_another_origin_is_told_that_it_can_not_route_through_here()
    {
        Update("p1", B, 0, 20);
        Update("p1", RestartedB, 0, 20);
        Update("p2", B, 0, 25);
        Harness.Clear();

        Harness.Down("p1");

        AssertSelectedB("p2", 0, 25);
        AssertSent("p2 update B from A 0 infinite", "p3 update B 0 35");
    }
}
