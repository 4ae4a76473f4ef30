using Mycelium.Engine.Identity;
using Mycelium.Engine.Routing;
using Xunit;

namespace Mycelium.Engine.Tests.Routing;

/// <summary>Route Requests and searches. Checklist section 9.</summary>
public sealed class RouterRouteRequestTests : RouterTest
{
    [Theory]
    [InlineData(64, 0)]
    [InlineData(64, 255)]
    [InlineData(128, 16)]
    [InlineData(80, 15)]
    [Trait("Checklist", "R98")]
    public void A_request_within_the_own_64_is_answered_with_the_own_route(int prefixLength, int generation)
    {
        RequestRoute("p2", new Subnet(A.Key.Address, prefixLength), generation);

        AssertSent("p2 update A 0 0");
    }

    [Fact]
    [Trait("Checklist", "R99")]
    public void A_known_route_is_told_to_who_asks_but_not_to_its_next_hop()
    {
        Update("p1", B, 0, 20);
        Harness.Clear();

        RequestRoute("p2", B.Key.Subnet);
        AssertSent("p2 update B 0 30");
        RequestRoute("p1", B.Key.Subnet);

        AssertSent();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(14)]
    [Trait("Checklist", "R100")]
    public void A_request_for_an_unknown_subnet_is_passed_on_one_generation_older(int generation)
    {
        RequestRoute("p1", C.Key.Subnet, generation);

        AssertSent($"p2 request C {generation + 1}", $"p3 request C {generation + 1}");
        RouteRecord search = Assert.Single(Harness.Router.Routes());
        Assert.Equal((RouteState.Queried, 15.0), (search.State, search.ExpiresAt.TotalSeconds));
    }

    /// <summary>The reference ignores it: what came first by a way of more hops would then end before it has been everywhere.</summary>
    [Fact]
    public void A_request_that_came_by_fewer_hops_is_passed_on_again_in_the_same_search()
    {
        RequestRoute("p1", C.Key.Subnet, 13);
        Harness.Advance(1);
        Harness.Clear();

        RequestRoute("p2", C.Key.Subnet, 6);
        AssertSent("p1 request C 7", "p3 request C 7");
        Harness.Clear();
        RequestRoute("p3", C.Key.Subnet, 6);
        RequestRoute("p3", C.Key.Subnet, 255);

        AssertSent();
        Assert.Equal(15.0, Assert.Single(Harness.Router.Routes()).ExpiresAt.TotalSeconds);
    }

    [Theory]
    [InlineData(15)]
    [InlineData(16)]
    [Trait("Checklist", "R101")]
    public void A_request_of_generation_15_or_more_is_not_passed_on(int generation)
    {
        RequestRoute("p1", C.Key.Subnet, generation);

        AssertSent();
        Assert.Equal(0, Harness.Router.DestinationCount);
    }

    /// <summary>The reference wraps 255 to 0, and lets the flood begin anew.</summary>
    [Fact]
    [Trait("Checklist", "R102")]
    public void Generation_255_does_not_wrap()
    {
        RequestRoute("p1", C.Key.Subnet, 255);

        AssertSent();
        Assert.Equal(0, Harness.Router.DestinationCount);
    }

    [Fact]
    [Trait("Checklist", "R103")]
    public void Who_asks_during_a_search_gets_no_answer_until_the_route_is_found()
    {
        RequestRoute("p1", C.Key.Subnet);
        Harness.Clear();

        RequestRoute("p2", C.Key.Subnet);
        AssertSent();
        Update("p3", C, 0, 0);

        AssertSent("p1 update C 0 10", "p2 update C 0 10");
    }

    [Fact]
    [Trait("Checklist", "R104")]
    public void A_request_for_a_lost_route_is_neither_answered_nor_passed_on()
    {
        Update("p1", B, 0, 20);
        Harness.Down("p1");
        Harness.Clear();

        RequestRoute("p2", B.Key.Subnet);

        AssertSent();
    }

    [Fact]
    [Trait("Checklist", "R105")]
    public void A_wildcard_request_gets_every_route_that_does_not_go_through_the_asker_and_the_own_one()
    {
        Update("p1", B, 0, 20);
        Update("p3", C, 0, 0);
        Update("p2", D, 1, 5);
        Harness.Clear();

        RequestRoute("p3", null, 3);

        AssertSent("p3 update B 0 30", "p3 update D 1 15", "p3 update A 0 0");
    }

    [Fact]
    [Trait("Checklist", "R106")]
    public void A_packet_to_an_unknown_subnet_starts_one_search()
    {
        Ipv6Address host = C.Key.Address with { Low = 77 };

        Harness.Need(host, RouteNeed.SealDestination);
        AssertSent("p1 request C 0", "p2 request C 0", "p3 request C 0");
        Harness.Advance(14.9);
        Harness.Need(C.Key.Address, RouteNeed.Forward);

        AssertSent();
    }

    [Fact]
    [Trait("Checklist", "R107")]
    public void A_search_without_an_answer_ends_after_15_s_and_the_next_packet_starts_another()
    {
        Harness.Need(C.Key.Address, RouteNeed.SealDestination);
        Harness.Advance(15);
        Assert.Single(Harness.Effects(RouterEffectKind.SubnetUnreachable));
        Assert.DoesNotContain(Harness.Router.Routes(), route => route.State == RouteState.Queried);
        Harness.Clear();

        Harness.Need(C.Key.Address, RouteNeed.SealDestination);

        AssertSent("p1 request C 0", "p2 request C 0", "p3 request C 0");
    }

    /// <summary>The reference believes that everybody was asked, and loses the packets for the rest of the 15 s.</summary>
    [Fact]
    [Trait("Checklist", "R108")]
    public void A_subnet_that_was_found_and_lost_again_is_searched_again_at_once()
    {
        Harness.Need(C.Key.Address, RouteNeed.SealDestination);
        Update("p3", C, 0, 0);
        Retract("p3", C);
        Harness.Advance(6);
        Harness.Clear();

        Harness.Need(C.Key.Address, RouteNeed.SealDestination);

        AssertSent("p1 request C 0", "p2 request C 0", "p3 request C 0");
    }

    [Fact]
    [Trait("Checklist", "R109")]
    public void A_route_in_use_is_asked_for_again_in_its_last_15_s()
    {
        Update("p1", B, 0, 20);
        Harness.Advance(1035);
        Harness.Clear();
        Harness.Need(B.Key.Address, RouteNeed.Forward);
        AssertSent();

        Harness.Advance(0.5);
        Harness.Need(B.Key.Address, RouteNeed.Forward);
        Harness.Need(B.Key.Address, RouteNeed.SealDestination);

        AssertSent("p1 request B 0", "p2 request B 0", "p3 request B 0");
        AssertSelectedB("p1", 0, 20);
    }

    [Fact]
    [Trait("Checklist", "R110")]
    public void The_answer_of_the_next_hop_renews_the_route_without_a_gap()
    {
        Update("p1", B, 0, 20);
        Harness.Advance(1040);
        Harness.Need(B.Key.Address, RouteNeed.Forward);
        Harness.Clear();

        Update("p1", B, 0, 20);
        Harness.Advance(1049);

        Assert.All(Harness.Effects(RouterEffectKind.ForwardingChanged), change => Assert.Equal(Harness.Link("p1"), change.Link));
        Assert.Equal(2090, SelectedB!.Value.ExpiresAt.TotalSeconds);
    }

    /// <summary>The reference searches for anything; a short prefix then hides every unknown destination for 15 s.</summary>
    [Theory]
    [InlineData("::/0")]
    [InlineData("400::/7")]
    [InlineData("437:5106:5530::/48")]
    [InlineData("fe80::/64")]
    [InlineData("2001:db8::/64")]
    [InlineData("10.0.0.0/24")]
    [Trait("Checklist", "R111")]
    public void A_request_for_what_can_not_be_the_subnet_of_a_node_is_ignored(string subnet)
    {
        RequestRoute("p1", Subnet.Parse(subnet));

        AssertSent();
        Assert.Equal(0, Harness.Router.DestinationCount);
        Assert.Equal(1, Harness.Router.Counters.IgnoredRequests);
    }

    [Fact]
    [Trait("Checklist", "R112")]
    public void A_request_for_a_host_does_not_hide_the_64()
    {
        Update("p1", B, 0, 20);
        Harness.Clear();

        RequestRoute("p2", new Subnet(B.Key.Address, 128));
        AssertSent("p2 update B 0 30");
        Harness.Need(B.Key.Address, RouteNeed.Forward);

        AssertSent();
        Assert.Equal(RouteState.Selected, Assert.Single(Harness.Router.Routes()).State);
    }

    [Fact]
    public void Own_and_foreign_addresses_are_not_searched()
    {
        Harness.Need(A.Key.Address with { Low = 9 }, RouteNeed.SealDestination);
        Harness.Need(new Ipv6Address(0x2001_0db8_0000_0000, 1), RouteNeed.Forward);

        Assert.Empty(Harness.Log);
    }
}
