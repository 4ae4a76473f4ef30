using Mycelium.Engine.Identity;
using Mycelium.Engine.Wire;
using Xunit;

namespace Mycelium.Engine.Tests.Routing;

/// <summary>What neighbours can make the router hold.</summary>
public sealed class RouterBoundTests()
    : RouterTest(RouterHarness.Recorded with { MaximumRoutesPerLink = 2, MaximumQueries = 2, MaximumDestinations = 4 })
{
    [Fact]
    [Trait("Checklist", "R80")]
    public void Beyond_the_bound_of_a_neighbour_new_subnets_are_refused_and_known_ones_updated()
    {
        Update("p1", B, 0, 20);
        Update("p1", C, 0, 20);
        Harness.Clear();

        Update("p1", D, 0, 20);
        AssertSent();
        Assert.Empty(Harness.Routes(D.Key.Subnet));
        Assert.Equal(1, Harness.Router.Counters.RefusedByBound);

        Update("p1", B, 1, 90);
        AssertSelectedB("p1", 1, 90);
        Update("p2", D, 0, 20);
        Assert.Single(Harness.Routes(D.Key.Subnet));
    }

    [Fact]
    public void A_route_that_goes_makes_room_for_another_of_its_neighbour()
    {
        Update("p1", B, 0, 20);
        Update("p1", C, 0, 20);
        Retract("p1", C);
        Harness.Advance(6);

        Update("p1", D, 0, 20);

        Assert.Single(Harness.Routes(D.Key.Subnet));
    }

    [Fact]
    public void Searches_beyond_the_bound_are_refused()
    {
        RequestRoute("p1", B.Key.Subnet);
        RequestRoute("p1", C.Key.Subnet);
        Harness.Clear();

        RequestRoute("p1", D.Key.Subnet);

        AssertSent();
        Assert.Equal(2, Harness.Router.DestinationCount);
        Assert.Equal(1, Harness.Router.Counters.RefusedByBound);
    }

    [Fact]
    public void One_neighbour_can_have_some_of_the_searches_only()
    {
        var harness = new RouterHarness(A, RouterHarness.Recorded with { MaximumQueriesPerLink = 1 });
        foreach (string peer in (string[])["p1", "p2"]) { harness.Up(peer); }

        harness.Receive("p1", new RouteRequestTlv(0, B.Key.Subnet));
        harness.Receive("p1", new RouteRequestTlv(0, C.Key.Subnet));
        harness.Receive("p2", new RouteRequestTlv(0, D.Key.Subnet));
        Assert.Equal(1, harness.Router.Counters.RefusedByBound);
        Assert.Equal(2, harness.Router.DestinationCount);
        harness.Advance(60);

        harness.Receive("p1", new RouteRequestTlv(0, C.Key.Subnet));
        Assert.Equal(1, harness.Router.Counters.RefusedByBound);
    }

    [Fact]
    public void A_subnet_that_went_and_came_again_does_not_give_way_for_what_it_was()
    {
        Update("p1", B, 0, 20);
        Harness.Down("p1");
        Harness.Advance(1900);
        Update("p2", B, 1, 20);
        Update("p2", C, 0, 20);
        Update("p3", D, 0, 20);
        Update("p3", E, 0, 20);

        Update("p3", RouterId.Create(new PublicKey(new byte[32]), 1), 0, 20);

        AssertSelectedB("p2", 1, 20);
        Assert.Equal(4, Harness.Router.DestinationCount);
    }

    [Fact]
    public void Subnets_beyond_the_bound_are_refused()
    {
        Update("p1", B, 0, 20);
        Update("p1", C, 0, 20);
        Update("p2", D, 0, 20);
        Update("p2", E, 0, 20);
        var other = RouterId.Create(new PublicKey(new byte[32]), 1);
        Harness.Clear();

        Update("p3", other, 0, 20);

        AssertSent();
        Assert.Equal(4, Harness.Router.DestinationCount);
    }

    [Fact]
    public void What_only_feasibility_distances_are_held_of_gives_way_the_oldest_first()
    {
        Update("p1", B, 0, 20);
        Update("p1", C, 0, 20);
        Harness.Down("p1");
        Harness.Advance(61);
        Update("p2", D, 0, 20);
        Update("p2", E, 0, 20);
        Assert.Equal(4, Harness.Router.DestinationCount);

        Update("p3", RouterId.Create(new PublicKey(new byte[32]), 1), 0, 20);

        Assert.Equal(4, Harness.Router.DestinationCount);
        Assert.Null(Harness.Router.DistanceOf(B.Key.Subnet, B));
        Assert.NotNull(Harness.Router.DistanceOf(C.Key.Subnet, C));
        Assert.Equal(3, Harness.Router.SelectedCount);
        Assert.Equal(0, Harness.Router.Counters.RefusedByBound);
    }

    [Fact]
    public void What_is_known_again_does_not_give_way()
    {
        Update("p1", B, 0, 20);
        Harness.Down("p1");
        Harness.Advance(6);
        Update("p2", B, 1, 20);
        Update("p2", C, 0, 20);
        Update("p3", D, 0, 20);
        Update("p3", E, 0, 20);

        Update("p3", RouterId.Create(new PublicKey(new byte[32]), 1), 0, 20);

        AssertSelectedB("p2", 1, 20);
        Assert.Equal(1, Harness.Router.Counters.RefusedByBound);
    }

    [Fact]
    public void Requests_remembered_for_a_subnet_are_bounded()
    {
        Update("p1", B, 0, 20);
        for (int seqno = 1; seqno < 100; seqno++)
        {
            RequestSeqno("p2", B, seqno);
            Harness.Advance(1);
        }

        Assert.Equal(99, Harness.SentTo("p1").Count(tlv => tlv.Type == TlvType.SeqnoRequest));
        Harness.Router.AssertInvariants(Harness.Now);
    }
}
