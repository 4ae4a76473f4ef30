using Mycelium.Engine.Identity;
using Mycelium.Engine.Routing;
using Mycelium.Engine.Wire;
using Xunit;

namespace Mycelium.Engine.Tests.Routing;

/// <summary>What neighbours can make the router do.</summary>
public sealed class RouterLimitTests() : RouterTest(Limits)
{
    private static readonly RouterOptions Limits = RouterHarness.Recorded with
    {
        ForwardedRequestBurst = 10,
        ForwardedRequestRate = 2,
        SeqnoRequestBurst = 10,
        SeqnoRequestRate = 2,
        WildcardBurst = 3,
        MaximumWildcardAnswer = 2,
    };

    [Fact]
    public void Route_Requests_that_would_be_passed_on_are_limited_for_each_neighbour_and_counted()
    {
        for (int i = 0; i < 50; i++) { RequestRoute("p1", Unknown(i)); }

        Assert.Equal(10, Harness.SentTo("p2").Count(tlv => tlv.Type == TlvType.RouteRequest));
        Assert.Equal(40, Harness.Router.Counters.LimitedRequests);
        Assert.Equal((40, 0), (Harness.Router.RefusedOf(Harness.Link("p1")), Harness.Router.RefusedOf(Harness.Link("p2"))));

        Harness.Clear();
        RequestRoute("p2", Unknown(1000));
        RequestRoute("p1", A.Key.Subnet);
        AssertSent("p1 request " + Unknown(1000) + " 1", "p3 request " + Unknown(1000) + " 1", "p1 update A 0 0");

        Harness.Advance(1);
        Harness.Clear();
        for (int i = 0; i < 5; i++) { RequestRoute("p1", Unknown(2000 + i)); }

        Assert.Equal(2, Harness.SentTo("p2").Count(tlv => tlv.Type == TlvType.RouteRequest));
    }

    [Fact]
    public void Route_Requests_of_all_neighbours_together_are_limited()
    {
        RouterHarness harness = With(RouterHarness.Recorded with { AllForwardedRequestBurst = 5 });

        for (int i = 0; i < 6; i++) { harness.Receive(i % 2 == 0 ? "p1" : "p2", new RouteRequestTlv(0, Unknown(i))); }

        Assert.Equal(5, harness.SentTo("p3").Count(tlv => tlv.Type == TlvType.RouteRequest));
        Assert.Equal(1, harness.Router.Counters.LimitedRequests);
        harness.Need(B.Key.Address, RouteNeed.SealDestination);
        Assert.Equal(6, harness.SentTo("p3").Count(tlv => tlv.Type == TlvType.RouteRequest));
    }

    [Fact]
    public void Second_routes_are_asked_for_at_a_rate()
    {
        RouterHarness harness = With(new RouterOptions { FallbackRequestBurst = 2, FallbackRequestRate = 1 });
        foreach (RouterId origin in new[] { B, C, D }) { harness.Receive("p1", UpdateOf(origin, 0, 20)); }

        foreach (RouterId origin in new[] { B, C, D }) { harness.Need(origin.Key.Address, RouteNeed.Use); }

        Assert.Equal(2, harness.SentTo("p2").Count(tlv => tlv.Type == TlvType.RouteRequest));
    }

    [Fact]
    public void The_routes_of_a_lost_neighbour_are_taken_back_in_parts()
    {
        RouterHarness harness = With(RouterHarness.Recorded with { LossSlice = 2 });
        foreach (RouterId origin in new[] { B, C, D }) { harness.Receive("p1", UpdateOf(origin, 0, 20)); }

        harness.Clear();
        harness.Down("p1");
        Assert.True(harness.Router.IsLosingRoutes);
        Assert.Equal(2, Retractions());
        Assert.True(harness.Router.NextDeadline <= harness.Now);
        harness.Receive("p2", UpdateOf(D, 0, 15));
        harness.Advance(0);

        Assert.False(harness.Router.IsLosingRoutes);
        Assert.Equal(2, Retractions());
        Assert.Equal(harness.Link("p2"), harness.Selected(D.Key.Subnet)?.NextHop);

        int Retractions() => harness.SentTo("p3").Count(tlv => tlv.Type == TlvType.Update && tlv.Update.Metric.IsInfinite);
    }

    [Fact]
    public void Seqno_Requests_are_limited_for_each_neighbour_and_counted()
    {
        for (int i = 0; i < 50; i++) { RequestSeqno("p1", A, 0); }

        Assert.Equal(10, Harness.SentTo("p1").Count);
        Assert.Equal(40, Harness.Router.Counters.LimitedRequests);
        Harness.Clear();
        RequestSeqno("p2", A, 0);
        Assert.Single(Harness.SentTo("p2"));
    }

    [Fact]
    public void The_whole_table_is_given_a_few_times_and_only_a_part_of_it_if_it_is_large()
    {
        foreach (RouterId origin in new[] { B, C, D }) { Update("p2", origin, 0, 20); }

        Harness.Clear();
        for (int i = 0; i < 10; i++) { RequestRoute("p1", null); }

        Assert.Equal(3 * (2 + 1), Harness.SentTo("p1").Count);
        Assert.Equal(7, Harness.Router.Counters.LimitedRequests);
    }

    [Fact]
    public void Searches_of_neighbours_leave_room_for_those_of_this_node()
    {
        var harness = new RouterHarness(A, RouterHarness.Recorded with { MaximumQueries = 8 });
        harness.Up("p1");
        harness.Up("p2");
        for (int i = 0; i < 20; i++) { harness.Receive("p1", new RouteRequestTlv(0, Unknown(i))); }

        Assert.Equal(6, harness.Router.DestinationCount);
        harness.Need(B.Key.Address, RouteNeed.Forward);
        Assert.Equal(7, harness.Router.DestinationCount);
        Assert.Equal(14, harness.Router.RefusedOf(harness.Link("p1")));
    }

    [Fact]
    public void A_Seqno_Request_does_not_remember_all_the_links_on_which_a_neighbour_came_back()
    {
        Update("p1", B, 0, 20);
        for (int i = 0; i < 100; i++)
        {
            Harness.Up("returning");
            RequestSeqno("returning", B, 1);
            Harness.Down("returning");
            Harness.Advance(1);
        }

        Assert.InRange(Harness.Router.RememberedLinks(B.Key.Subnet), 1, 8);
    }

    private static Subnet Unknown(int number) => new(new Ipv6Address(0x0500_0000_0000_0000 + (ulong)(number + 1), 0), 64);

    private static RouterHarness With(RouterOptions options)
    {
        var harness = new RouterHarness(A, options);
        foreach (string peer in (string[])["p1", "p2", "p3"]) { harness.Up(peer); }

        return harness;
    }
}
