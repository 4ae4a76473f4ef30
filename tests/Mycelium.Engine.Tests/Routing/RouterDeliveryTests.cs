using Mycelium.Engine.Identity;
using Mycelium.Engine.Routing;
using Mycelium.Engine.Wire;
using Xunit;

namespace Mycelium.Engine.Tests.Routing;

/// <summary>Routes that do not deliver: what own packets do, what others are told.</summary>
public sealed class RouterDeliveryTests : RouterTest
{
    private static Subnet SubnetB => B.Key.Subnet;

    [Fact]
    public void A_feasible_route_takes_the_place_of_one_that_does_not_deliver()
    {
        Update("p1", B, 0, 10);
        Update("p2", B, 0, 15);
        Harness.Clear();

        Harness.Fail("p1", SubnetB);

        AssertSelectedB("p2", 0, 15);
        AssertOwnNextHop("p2");
        Assert.Empty(Harness.Effects(RouterEffectKind.OwnNextHopChanged));
    }

    [Fact]
    public void Own_packets_take_an_infeasible_route_and_nobody_is_told()
    {
        Update("p1", B, 0, 20);
        Update("p2", B, 0, 0);
        AssertSelectedB("p2", 0, 0);
        Harness.Clear();

        Harness.Fail("p2", SubnetB);

        AssertSelectedB("p2", 0, 0);
        AssertOwnNextHop("p1");
        Assert.Equal(Harness.Link("p1"), Assert.Single(Harness.Effects(RouterEffectKind.OwnNextHopChanged)).Link);
        AssertSent("p1 seqno-request B 1 64");
        AssertDistanceOfB(0, 10);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void With_a_newer_seqno_the_honest_route_serves_all_though_the_liar_keeps_up(bool keepsUp)
    {
        Update("p1", B, 0, 20);
        Update("p2", B, 0, 0);
        Harness.Fail("p2", SubnetB);
        if (keepsUp) { Update("p2", B, 1, 0); }

        Harness.Clear();

        Update("p1", B, 1, 20);

        AssertSelectedB("p1", 1, 20);
        AssertSent("p2 update B 1 30", "p3 update B 1 30");
        AssertOwnNextHop("p1");
    }

    [Fact]
    public void A_better_announcement_of_the_liar_changes_nothing_while_it_is_not_trusted()
    {
        Update("p1", B, 0, 20);
        Update("p2", B, 0, 0);
        Harness.Fail("p2", SubnetB);
        Update("p1", B, 1, 20);

        for (int seqno = 2; seqno < 10; seqno++) { Update("p2", B, seqno, 0); }

        AssertSelectedB("p1", 1, 20);
    }

    [Fact]
    public void Routes_that_are_not_feasible_are_taken_in_once_they_were_asked_for()
    {
        Update("p2", B, 0, 0);
        Update("p1", B, 0, 20);
        Assert.DoesNotContain(Harness.Routes(SubnetB), route => route.NextHop == Harness.Link("p1"));
        Harness.Clear();

        Harness.Doubt(SubnetB);
        AssertSent("p1 request B 0", "p3 request B 0");
        Update("p1", B, 0, 20);
        Assert.False(RouteOfB("p1").IsFeasible);
        Harness.Fail("p2", SubnetB);

        AssertOwnNextHop("p1");
        AssertSelectedB("p2", 0, 0);
    }

    [Fact]
    public void After_its_time_a_link_is_trusted_again()
    {
        Update("p1", B, 0, 20);
        Update("p2", B, 0, 0);
        Harness.Fail("p2", SubnetB, 60);

        Harness.Advance(59.9);
        AssertOwnNextHop("p1");
        Harness.Clear();
        Harness.Advance(0.1);

        AssertOwnNextHop("p2");
        Assert.Equal(LinkId.None, Assert.Single(Harness.Effects(RouterEffectKind.OwnNextHopChanged)).Link);
    }

    [Fact]
    public void A_link_that_delivers_again_is_trusted_at_once()
    {
        Update("p1", B, 0, 20);
        Update("p2", B, 0, 0);
        Harness.Fail("p2", SubnetB);

        Harness.Prove("p2", SubnetB);

        AssertOwnNextHop("p2");
    }

    [Fact]
    public void Where_there_is_no_other_route_the_one_that_fails_stays()
    {
        Update("p1", B, 0, 20);
        Harness.Clear();

        Harness.Fail("p1", SubnetB);

        AssertSelectedB("p1", 0, 20);
        AssertOwnNextHop("p1");
        AssertSent();
        Assert.Empty(Harness.Effects(RouterEffectKind.OwnNextHopChanged));
    }

    [Fact]
    public void When_the_way_of_own_packets_is_lost_they_go_the_way_of_all()
    {
        Update("p1", B, 0, 20);
        Update("p2", B, 0, 0);
        Harness.Fail("p2", SubnetB);
        Harness.Clear();

        Harness.Down("p1");

        AssertOwnNextHop("p2");
        Assert.Equal(LinkId.None, Assert.Single(Harness.Effects(RouterEffectKind.OwnNextHopChanged)).Link);
    }

    [Fact]
    public void When_the_liar_retracts_own_packets_keep_their_way()
    {
        Update("p1", B, 0, 20);
        Update("p2", B, 0, 0);
        Harness.Fail("p2", SubnetB);

        Retract("p2", B);

        Assert.Null(SelectedB);
        AssertOwnNextHop("p1");
    }

    /// <summary>Nobody repeats learned routes by itself, and this one is not the selected route, whose time is watched.</summary>
    [Fact]
    public void The_way_of_own_packets_is_asked_for_again_before_it_expires()
    {
        Update("p1", B, 0, 20);
        Update("p2", B, 0, 0);
        Harness.Fail("p2", SubnetB, 1800);
        Update("p2", B, 0, 0);
        Harness.Advance(1000);
        Harness.Clear();

        Harness.Prove("p1", SubnetB);
        AssertSent("p1 request B 0");
        Update("p1", B, 0, 20);
        Harness.Advance(100);

        AssertOwnNextHop("p1");
    }

    [Fact]
    public void Subnets_in_doubt_are_bounded()
    {
        RouterId[] nodes = [.. Enumerable.Range(0, Router.MaximumDoubts + 10).Select(NodeOf)];
        foreach (RouterId node in nodes)
        {
            Update("p1", node, 0, 20);
            Harness.Router.Handle(RouterEvent.DeliveryFailed(node.Key.Subnet, Harness.Link("p1"), TimeSpan.FromMinutes(1)), Harness.Now, []);
        }

        Assert.Equal(Router.MaximumDoubts, nodes.Count(node => Harness.Router.IsDistrusted(node.Key.Subnet, Harness.Link("p1"))));
        Assert.Equal(10, Harness.Router.Counters.RefusedByBound);
        Harness.Advance(61);
        Assert.DoesNotContain(nodes, node => Harness.Router.IsDistrusted(node.Key.Subnet, Harness.Link("p1")));
    }

    [Fact]
    public void A_neighbour_that_was_the_destination_first_is_preferred_to_one_that_claims_it_later()
    {
        Harness.SetSmoothedCost("p1", 100);
        Update("p1", B, 0, 0);

        Update("p2", B, 0, 0);
        Update("p2", B, 1, 0);

        AssertSelectedB("p1", 0, 0);
        Assert.True(Harness.Router.IsOwnerDoubted(Harness.Link("p2")));
    }

    [Fact]
    public void A_second_link_to_the_destination_is_used_once_it_has_delivered()
    {
        Harness.SetSmoothedCost("p1", 100);
        Update("p1", B, 0, 0);
        Update("p2", B, 0, 0);

        Harness.Prove("p2", SubnetB);

        AssertSelectedB("p2", 0, 0);
    }

    [Fact]
    public void A_later_claim_serves_when_the_first_link_is_gone()
    {
        Update("p1", B, 0, 0);
        Update("p2", B, 0, 0);

        Harness.Down("p1");

        AssertSelectedB("p2", 0, 0);
    }

    [Fact]
    public void A_claim_is_not_freed_of_doubt_by_another_name()
    {
        Harness.SetSmoothedCost("p1", 100);
        Update("p1", B, 0, 0);
        Update("p2", B, 0, 0);

        Update("p2", C, 0, 0);
        Update("p1", B, 0, 0);

        AssertSelectedB("p1", 0, 0);
    }

    private static RouterId NodeOf(int number)
    {
        byte[] key = new byte[PublicKey.Size];
        BitConverter.TryWriteBytes(key, number);
        return RouterId.Create(new PublicKey(key), 1);
    }

    private void AssertOwnNextHop(string peer) => Assert.Equal(peer, Harness.PeerOf(Harness.Router.OwnNextHop(SubnetB)));
}
