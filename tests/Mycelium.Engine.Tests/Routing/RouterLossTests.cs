using Mycelium.Engine.Routing;
using Mycelium.Engine.Wire;
using Xunit;

namespace Mycelium.Engine.Tests.Routing;

/// <summary>Neighbours that die and routes that expire. Checklist section 8.</summary>
public sealed class RouterLossTests : RouterTest
{
    [Fact]
    [Trait("Checklist", "R89")]
    public void The_only_route_is_retracted_when_its_neighbour_dies_and_gone_after_6_s()
    {
        Update("p1", B, 0, 20);
        Harness.Clear();

        Harness.Down("p1");

        Assert.Single(Harness.Effects(RouterEffectKind.SubnetUnreachable));
        AssertSent("p2 update B from A 0 infinite", "p3 update B from A 0 infinite");
        Assert.Null(SelectedB);
        Assert.Equal((Metric.Infinite, 6.0), (RouteOfB("p1").ReceivedMetric, RouteOfB("p1").ExpiresAt.TotalSeconds));
        Harness.Advance(6);
        Assert.Empty(Harness.Router.Routes());
        Assert.Equal(B.Key.Subnet, Assert.Single(Harness.Effects(RouterEffectKind.ForwardingRemoved)).Subnet);
        AssertSent();
    }

    [Fact]
    [Trait("Checklist", "R90")]
    public void The_fallback_takes_over_at_once_when_the_next_hop_dies_and_is_not_told()
    {
        Update("p1", B, 0, 20);
        Update("p2", B, 0, 25);
        Harness.Clear();

        Harness.Down("p1");

        Assert.Equal(Harness.Link("p2"), Assert.Single(Harness.Effects(RouterEffectKind.ForwardingChanged)).Link);
        Assert.Empty(Harness.Effects(RouterEffectKind.SubnetUnreachable));
        AssertSent("p3 update B 0 35");
        AssertSelectedB("p2", 0, 25);
    }

    [Fact]
    [Trait("Checklist", "R91")]
    public void A_fallback_whose_neighbour_dies_goes_silently()
    {
        Update("p1", B, 0, 20);
        Update("p2", B, 0, 25);
        Harness.Clear();

        Harness.Down("p2");

        Assert.Empty(Harness.Log);
        Assert.Equal(Harness.Link("p1"), Assert.Single(Harness.Routes(B.Key.Subnet)).NextHop);
    }

    [Fact]
    [Trait("Checklist", "R92")]
    public void A_retracted_route_answers_no_request_and_carries_no_packet()
    {
        Update("p1", B, 0, 20);
        Retract("p1", B);
        Assert.Equal(LinkId.None, Harness.Effects(RouterEffectKind.ForwardingChanged).Last().Link);
        Harness.Clear();

        RequestRoute("p2", B.Key.Subnet);
        Harness.Need(B.Key.Address, RouteNeed.Forward);

        Assert.Empty(Harness.Log);
    }

    [Fact]
    [Trait("Checklist", "R93")]
    public void A_route_that_is_not_renewed_is_retracted_after_1050_s_and_unknown_6_s_later()
    {
        Update("p1", B, 0, 20);
        Harness.Advance(1049.999);
        AssertSelectedB("p1", 0, 20);
        Harness.Clear();

        Harness.Advance(0.001);
        AssertSent("p1 update B from A 0 infinite", "p2 update B from A 0 infinite", "p3 update B from A 0 infinite");
        Assert.Null(SelectedB);
        Harness.Advance(6);

        Assert.Empty(Harness.Router.Routes());
        AssertSent();
    }

    [Fact]
    [Trait("Checklist", "R94")]
    public void A_valid_fallback_follows_an_expired_route_without_a_moment_of_no_route()
    {
        Update("p1", B, 0, 20);
        Harness.Advance(100);
        Update("p2", B, 0, 25);
        Harness.Advance(949.999);
        Harness.Clear();

        Harness.Advance(0.001);

        RouterEffect[] others = [.. Harness.Log.Select(item => item.Effect).Where(effect => effect.Kind != RouterEffectKind.SendTlv)];
        Assert.Equal(
            (RouterEffectKind.ForwardingChanged, Harness.Link("p2"), 1150.0),
            Assert.Single(others) is var change ? (change.Kind, change.Link, change.ExpiresAt.TotalSeconds) : default);
        AssertSent("p1 update B 0 35", "p3 update B 0 35");
        AssertSelectedB("p2", 0, 25);
    }

    [Fact]
    [Trait("Checklist", "R95")]
    public void A_fallback_expires_silently()
    {
        Update("p1", B, 0, 20);
        Update("p2", B, 0, 25, interval: 1000);
        Harness.Clear();

        Harness.Advance(35);

        AssertSent();
        Assert.Empty(Harness.Effects(RouterEffectKind.ForwardingChanged));
        Assert.Single(Harness.Routes(B.Key.Subnet));
    }

    [Fact]
    [Trait("Checklist", "R96")]
    public void Nothing_is_sent_to_a_dead_neighbour_and_nothing_taken_from_it()
    {
        LinkId dead = Harness.Link("p1");
        Harness.Down("p1");
        Harness.Clear();

        Update("p1", B, 0, 0);
        RequestRoute("p1", A.Key.Subnet);
        RequestSeqno("p1", A, 1);
        Harness.Receive("p1", ControlTlv.From(new HelloTlv(true, default, 2000)));
        Harness.Down("p1");
        Harness.Advance(700);

        Assert.DoesNotContain(Harness.Log, item => item.Effect.Link == dead);
        Assert.Empty(Harness.Router.Routes());
    }

    [Fact]
    [Trait("Checklist", "R97")]
    public void A_route_that_is_renewed_in_the_instant_of_its_expiry_stays()
    {
        Update("p1", B, 0, 20);
        Harness.Advance(1049.5);
        var instant = TimeSpan.FromSeconds(1050);
        EffectList effects = [];

        Harness.Router.Handle(RouterEvent.TlvReceived(Harness.Link("p1"), ControlTlv.From(UpdateOf(B, 0, 20))), instant, effects);
        Harness.Router.HandleTimers(instant, effects);

        AssertSelectedB("p1", 0, 20);
        Assert.DoesNotContain(effects, effect => effect.Kind == RouterEffectKind.SendTlv && effect.Tlv.Type == TlvType.Update);
    }

    [Fact]
    public void A_search_that_fails_refuses_its_packets_and_is_shown_for_a_while()
    {
        Harness.Need(C.Key.Address, RouteNeed.SealDestination);
        Harness.Advance(15);

        Assert.Equal(C.Key.Subnet, Assert.Single(Harness.Effects(RouterEffectKind.SubnetUnreachable)).Subnet);
        Assert.Equal(RouteState.NoRoute, Assert.Single(Harness.Router.Routes()).State);
        Harness.Advance(30);
        Assert.Equal(0, Harness.Router.DestinationCount);
    }

    [Fact]
    public void The_next_deadline_is_never_left_in_the_past()
    {
        Update("p1", B, 4, 20);
        Harness.Down("p1");
        Retract("p2", B);
        EffectList effects = [];
        for (int second = 0; second < 2000; second++)
        {
            var now = TimeSpan.FromSeconds(second);
            Harness.Router.HandleTimers(now, effects);
            Assert.True(Harness.Router.NextDeadline > now, $"at {now}");
            effects.Clear();
        }
    }
}
