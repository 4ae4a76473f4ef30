using Mycelium.Engine.Routing;
using Xunit;

namespace Mycelium.Engine.Tests.Routing;

/// <summary>A network with more subnets than are announced unasked: a route goes to who asked for it, and to who was told of it before.</summary>
public sealed class RouterOnDemandTests() : RouterTest(RouterHarness.Recorded with { AnnouncedUnasked = 0, SearchRetry = TimeSpan.FromSeconds(1) })
{
    [Fact]
    public void A_newly_learned_route_is_announced_to_nobody()
    {
        Update("p1", B, 0, 20);

        AssertSent();
        AssertSelectedB("p1", 0, 20);
        Assert.Null(Harness.Router.DistanceOf(B.Key.Subnet, B));
    }

    [Fact]
    public void Few_subnets_are_announced_unasked_and_those_that_were_stay_so()
    {
        var harness = new RouterHarness(A, RouterHarness.Recorded with { AnnouncedUnasked = 1 });
        foreach (string peer in (string[])["p1", "p2"]) { harness.Up(peer); }

        harness.Receive("p1", UpdateOf(B, 0, 20));
        harness.Receive("p1", UpdateOf(C, 0, 20));
        harness.Clear();
        harness.Receive("p1", UpdateOf(B, 1, 50));
        harness.Receive("p1", UpdateOf(C, 1, 50));

        Assert.Equal(["p2 update B 1 60"], harness.Sent.Select(item => Line(item.Peer, item.Tlv)));
    }

    [Fact]
    public void Who_asked_first_gets_the_answer_and_what_becomes_of_the_route()
    {
        RequestRoute("p2", B.Key.Subnet, 3);
        AssertSent("p1 request B 4", "p3 request B 4");
        RequestRoute("p3", B.Key.Subnet, 5);

        Update("p1", B, 0, 20);
        AssertSent("p2 update B 0 30");
        Update("p1", B, 1, 90);
        AssertSent("p2 update B 1 100");
        Retract("p1", B);

        AssertSent("p1 seqno-request B 2 64", "p2 update B from A 0 infinite");
    }

    [Fact]
    public void Who_needs_it_himself_or_asks_by_fewer_hops_gets_the_answer_too()
    {
        RequestRoute("p1", B.Key.Subnet, 9);
        RequestRoute("p2", B.Key.Subnet, 0);
        RequestRoute("p2", C.Key.Subnet, 9);
        RequestRoute("p1", C.Key.Subnet, 4);
        Harness.Clear();

        Update("p3", B, 0, 20);
        Update("p3", C, 0, 20);

        AssertSent("p1 update B 0 30", "p1 update C 0 30", "p2 update B 0 30", "p2 update C 0 30");
    }

    [Fact]
    public void Who_asks_for_a_known_route_is_told_of_its_changes_once()
    {
        Update("p1", B, 0, 20);
        RequestRoute("p2", B.Key.Subnet);
        RequestRoute("p2", B.Key.Subnet, 7);
        AssertSent("p2 update B 0 30", "p2 update B 0 30");

        Update("p1", B, 1, 90);

        AssertSent("p2 update B 1 100");
    }

    [Fact]
    public void A_link_that_is_gone_is_told_nothing_and_forgotten()
    {
        Update("p1", B, 0, 20);
        for (int i = 0; i < 20; i++)
        {
            Harness.Up("again");
            RequestRoute("again", B.Key.Subnet);
            Harness.Down("again");
        }

        RequestRoute("p2", B.Key.Subnet);
        Harness.Clear();
        Update("p1", B, 1, 90);

        AssertSent("p2 update B 1 100");
    }

    [Fact]
    public void Who_asked_for_a_newer_seqno_gets_it_and_what_comes_after()
    {
        Update("p1", B, 0, 20);
        RequestSeqno("p2", B, 1);
        RequestSeqno("p3", B, 0);
        AssertSent("p1 seqno-request B 1 63", "p3 update B 0 30");

        Update("p1", B, 1, 20);
        AssertSent("p2 update B 1 30");
        Update("p1", B, 2, 90);

        AssertSent("p2 update B 2 100", "p3 update B 2 100");
    }

    [Fact]
    public void The_own_search_asks_again_after_1_3_and_7_seconds()
    {
        Harness.Need(B.Key.Address, RouteNeed.SealDestination);
        foreach (int seconds in (int[])[1, 2, 4])
        {
            Harness.Clear();
            Harness.Advance(seconds - 0.001);
            AssertSent();
            Harness.Advance(0.001);
            AssertSent("p1 request B 0", "p2 request B 0", "p3 request B 0");
        }

        Harness.Advance(8);

        AssertSent();
        Assert.Equal(RouteState.NoRoute, Assert.Single(Harness.Router.Routes()).State);
    }

    [Fact]
    public void The_search_of_another_becomes_our_own_when_we_need_the_route()
    {
        RequestRoute("p1", B.Key.Subnet, 5);
        Harness.Advance(2);
        Harness.Clear();

        Harness.Need(B.Key.Address, RouteNeed.SealDestination);
        AssertSent("p1 request B 0", "p2 request B 0", "p3 request B 0");
        Update("p3", B, 0, 20);

        Assert.Single(Harness.Effects(RouterEffectKind.SubnetResolved));
        AssertSent("p1 update B 0 30");
    }

    [Fact]
    public void What_is_asked_for_still_after_two_seconds_is_searched_again()
    {
        RequestRoute("p1", B.Key.Subnet, 5);
        Harness.Advance(1.9);
        Harness.Clear();
        RequestRoute("p2", B.Key.Subnet, 8);
        AssertSent();

        Harness.Advance(0.1);
        RequestRoute("p2", B.Key.Subnet, 8);
        AssertSent("p1 request B 9", "p3 request B 9");
        RequestRoute("p3", B.Key.Subnet, 8);
        RequestRoute("p3", B.Key.Subnet, 255);

        AssertSent();
        Assert.Equal(17.0, Assert.Single(Harness.Router.Routes()).ExpiresAt.TotalSeconds);
    }

    [Fact]
    public void The_search_of_another_that_fails_leaves_nothing()
    {
        RequestRoute("p1", B.Key.Subnet, 5);

        Harness.Advance(15);

        Assert.Equal(0, Harness.Router.DestinationCount);
        Assert.Empty(Harness.Effects(RouterEffectKind.SubnetUnreachable));
    }

    [Fact]
    public void A_new_link_is_asked_for_what_we_search_ourselves_only()
    {
        Harness.Need(B.Key.Address, RouteNeed.SealDestination);
        RequestRoute("p1", C.Key.Subnet, 5);
        Harness.Clear();

        Harness.Up("p4");

        AssertSent("p4 update A 0 0", "p4 request B 0");
    }

    [Fact]
    public void A_route_in_use_is_renewed_by_its_next_hop_and_by_others_only_if_that_does_not_answer()
    {
        Update("p1", B, 0, 20);
        Harness.Advance(1040);
        Harness.Clear();

        Harness.Need(B.Key.Address, RouteNeed.Forward);
        AssertSent("p1 request B 0");
        Harness.Advance(5);
        Harness.Need(B.Key.Address, RouteNeed.Forward);

        AssertSent("p1 request B 12", "p2 request B 12", "p3 request B 12");
    }

    [Fact]
    public void Who_asks_for_a_route_that_is_hidden_is_told_when_there_is_one_again()
    {
        Update("p1", B, 0, 20);
        Retract("p1", B);
        Harness.Clear();
        RequestRoute("p2", B.Key.Subnet);
        AssertSent();

        Update("p3", B, 1, 20);

        AssertSent("p2 update B 1 30");
    }

    [Fact]
    public void A_second_route_is_looked_for_nearby()
    {
        var harness = new RouterHarness(A, new RouterOptions { AnnouncedUnasked = 0 });
        foreach (string peer in (string[])["p1", "p2"]) { harness.Up(peer); }

        harness.Receive("p1", UpdateOf(B, 0, 20));
        harness.Clear();
        harness.Need(B.Key.Address, RouteNeed.Use);

        Assert.Equal(["p2 request B 12"], harness.Sent.Select(item => Line(item.Peer, item.Tlv)));
    }

    [Fact]
    public void Who_asks_for_everything_gets_what_he_was_told_before_and_our_own_route()
    {
        Update("p1", B, 0, 20);
        Update("p1", C, 0, 20);
        RequestRoute("p2", B.Key.Subnet);
        Harness.Clear();

        RequestRoute("p2", null);

        AssertSent("p2 update B 0 30", "p2 update A 0 0");
    }
}
