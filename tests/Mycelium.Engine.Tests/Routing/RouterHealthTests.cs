using Mycelium.Engine.Routing;
using Mycelium.Engine.Wire;
using Xunit;

namespace Mycelium.Engine.Tests.Routing;

/// <summary>What the product does beyond the recordings: the first Hello at once, suspicion, other routes asked for, costs followed.</summary>
public sealed class RouterHealthTests() : RouterTest(new RouterOptions())
{
    [Fact]
    public void A_new_link_is_probed_at_once_and_its_first_round_trip_is_its_cost()
    {
        Harness.NeighboursAnswer = false;
        Harness.Up("p4", smoothedCost: null);
        Assert.Equal([TlvType.Update, TlvType.Hello], Harness.SentTo("p4").Select(tlv => tlv.Type));
        Assert.Equal(1010, Cost("p4"));

        Harness.Advance(0.040);
        Ihu("p4");

        Assert.Equal(50, Cost("p4"));
        Assert.Equal(40, Harness.Router.LinkState(Harness.Link("p4"))!.Value.RoundTripTime!.Value.TotalMilliseconds);
    }

    [Fact]
    public void What_was_retracted_is_searched_for_who_asks_for_it()
    {
        Update("p1", B, 0, 20);
        Retract("p1", B);
        Harness.Clear();

        RequestRoute("p2", B.Key.Subnet, 3);
        AssertSent("p1 request B 4", "p3 request B 4");
        RequestRoute("p3", B.Key.Subnet, 3);
        AssertSent();
        Update("p3", B, 1, 30);

        AssertSelectedB("p3", 1, 30);
        Assert.Contains(Harness.SentTo("p2"), tlv => tlv.Type == TlvType.Update && tlv.Update.Subnet == B.Key.Subnet);
        Assert.DoesNotContain(Harness.Router.Routes(), route => route.State == RouteState.Queried);
    }

    [Fact]
    public void What_was_retracted_is_searched_when_we_need_it()
    {
        Update("p1", B, 0, 20);
        Retract("p1", B);
        Harness.Clear();

        Harness.Need(B.Key.Address, RouteNeed.SealDestination);
        AssertSent("p1 request B 0", "p2 request B 0", "p3 request B 0");
        Harness.Need(B.Key.Address, RouteNeed.SealDestination);
        AssertSent();
        Harness.Advance(15);

        Assert.Contains(Harness.Effects(RouterEffectKind.SubnetUnreachable), effect => effect.Subnet == B.Key.Subnet);
    }

    [Fact]
    public void Links_that_carry_nothing_are_asked_together()
    {
        Harness.Advance(3);
        Harness.Up("p4");
        Harness.Advance(30);
        Harness.Clear();

        while (!Harness.Sent.Any(item => item.Tlv.Type == TlvType.Hello)) { Harness.Advance(0.1); }

        Assert.Equal(["p1", "p2", "p3", "p4"], Harness.Sent.Where(item => item.Tlv.Type == TlvType.Hello).Select(item => item.Peer).Order());
    }

    [Fact]
    public void An_IHU_that_nobody_asked_for_changes_nothing()
    {
        Harness.Advance(0.5);
        int before = Cost("p1");

        for (int i = 0; i < 10; i++) { Ihu("p1"); }

        Assert.Equal(before, Cost("p1"));
    }

    [Fact]
    public void Routes_over_a_suspected_link_give_way_and_come_back_without_a_new_link()
    {
        Harness.Advance(1);
        Update("p1", B, 0, 20);
        Update("p2", B, 0, 25);
        AssertSelectedB("p1", 0, 20);

        Silence("p1", seconds: 15);

        Assert.True(Harness.Router.IsSuspect(Harness.Link("p1")));
        Assert.Equal([Harness.Link("p1")], Harness.Effects(RouterEffectKind.LinkHealthChanged).Select(effect => effect.Link));
        AssertSelectedB("p2", 0, 25);

        AnswerAll("p1");
        Harness.Advance(3);

        Assert.False(Harness.Router.IsSuspect(Harness.Link("p1")));
        Assert.Empty(Harness.Effects(RouterEffectKind.CloseLink));
    }

    [Fact]
    public void The_only_route_over_a_suspected_link_is_kept_and_announced_to_nobody()
    {
        Harness.Advance(1);
        Update("p1", B, 0, 20);
        Harness.Clear();

        Silence("p1", seconds: 15);

        AssertSelectedB("p1", 0, 20);
        Assert.Equal(Metric.Infinite, LastUpdateOfB("p2").Metric);
        Assert.Equal(Metric.Infinite, LastUpdateOfB("p3").Metric);
        Harness.Clear();
        RequestRoute("p2", B.Key.Subnet);
        Assert.Empty(Harness.SentTo("p2"));

        AnswerAll("p1");
        Harness.Advance(3);

        Assert.Equal(30, LastUpdateOfB("p2").Metric.Value);
    }

    [Fact]
    public void Where_only_one_neighbour_knows_the_way_a_suspicion_asks_the_others_at_once()
    {
        Harness.Advance(6);
        Update("p1", B, 0, 20);
        Harness.Need(B.Key.Address, RouteNeed.Use);
        Harness.Advance(3);
        Harness.Need(B.Key.Address, RouteNeed.Use);
        Harness.Clear();

        Silence("p1", seconds: 3);

        Assert.Single(Harness.SentTo("p2"), IsRequestForB);
        Assert.Single(Harness.SentTo("p3"), IsRequestForB);
        Assert.DoesNotContain(Harness.SentTo("p1"), IsRequestForB);
    }

    [Fact]
    public void While_the_only_route_to_a_used_destination_is_suspected_the_others_are_asked_again_and_again()
    {
        Harness.Advance(1);
        Update("p1", B, 0, 20);
        Harness.Need(B.Key.Address, RouteNeed.Use);
        Silence("p1", seconds: 15);
        Assert.True(Harness.Router.IsSuspect(Harness.Link("p1")));

        for (int i = 0; i < 2; i++)
        {
            Harness.Clear();
            Silence("p1", seconds: 2);
            Harness.Need(B.Key.Address, RouteNeed.Use);
            Harness.Need(B.Key.Address, RouteNeed.Use);

            Assert.Single(Harness.SentTo("p2"), IsRequestForB);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_used_route_that_is_lost_is_asked_for_at_once_and_an_unused_one_is_not(bool isUsed)
    {
        Harness.Advance(1);
        Update("p1", B, 0, 20);
        if (isUsed) { Harness.Need(B.Key.Address, RouteNeed.Use); }

        Harness.Advance(5);
        Harness.Clear();
        Harness.Down("p1");

        Assert.Equal(isUsed, Harness.SentTo("p2").Any(IsRequestForB));
        Assert.Equal(isUsed, Harness.SentTo("p3").Any(IsRequestForB));
    }

    [Fact]
    public void A_new_neighbour_is_asked_at_once_for_a_route_that_was_lost_with_all_others()
    {
        Harness.Advance(1);
        Update("p1", B, 0, 20);
        Harness.Need(B.Key.Address, RouteNeed.Use);
        foreach (string peer in (string[])["p1", "p2", "p3"]) { Harness.Down(peer); }

        Harness.Need(B.Key.Address, RouteNeed.SealDestination);
        Harness.Advance(0.1);
        Harness.Up("p4");
        for (int i = 0; i < 3; i++) { Harness.Need(B.Key.Address, RouteNeed.SealDestination); }

        Assert.Single(Harness.SentTo("p4"), IsRequestForB);
        Update("p4", B, 0, 15);
        AssertSelectedB("p4", 0, 15);
    }

    [Fact]
    public void A_second_route_to_a_used_destination_is_asked_for_once_a_minute_until_there_is_one()
    {
        Harness.Advance(1);
        Update("p1", B, 0, 20);
        Harness.Clear();
        Use(minutes: 2);

        Assert.Equal(2, Harness.SentTo("p2").Count(IsRequestForB));
        Assert.DoesNotContain(Harness.SentTo("p1"), IsRequestForB);

        Update("p2", B, 0, 25);
        Harness.Clear();
        Use(minutes: 3);
        Assert.DoesNotContain(Harness.Sent, item => IsRequestForB(item.Tlv));
    }

    [Fact]
    public void Another_route_must_be_better_by_a_tenth_of_the_total()
    {
        Harness.Advance(1);
        Update("p1", B, 0, 490);
        Update("p2", B, 0, 445);
        AssertSelectedB("p1", 0, 490);

        Update("p2", B, 0, 435);
        AssertSelectedB("p2", 0, 435);
    }

    [Fact]
    public void A_link_whose_cost_fell_gets_its_routes_without_an_Update()
    {
        Harness.NeighboursAnswer = false;
        Harness.Up("p4", smoothedCost: null);
        Update("p1", B, 0, 100);
        Update("p4", B, 0, 5);
        AssertSelectedB("p1", 0, 100);

        Harness.Advance(0.02);
        Ihu("p4");

        AssertSelectedB("p4", 0, 5);
    }

    [Fact]
    public void After_a_sleep_all_are_probed_at_once_and_who_does_not_answer_is_closed_within_a_second()
    {
        Harness.Advance(5);
        Harness.Clear();
        Harness.Sleep(60);

        Harness.NeighboursAnswer = false;
        Harness.Wake();
        Assert.All((string[])["p1", "p2", "p3"], peer => Assert.Single(Harness.SentTo(peer), tlv => tlv.Type == TlvType.Hello));
        AnswerAll("p1");
        Harness.Advance(1);

        Assert.Equal(
            [Harness.Link("p2"), Harness.Link("p3")], Harness.Effects(RouterEffectKind.CloseLink).Select(effect => effect.Link));
        Assert.True(Harness.IsUp("p1"));
    }

    [Fact]
    public void After_a_change_of_the_network_all_are_probed_at_once_and_nobody_is_closed()
    {
        Harness.Advance(5);
        Harness.Clear();

        Harness.ChangeNetwork();
        Assert.All((string[])["p1", "p2", "p3"], peer => Assert.Single(Harness.SentTo(peer), tlv => tlv.Type == TlvType.Hello));
        Harness.Advance(5);

        Assert.Empty(Harness.Effects(RouterEffectKind.CloseLink));
    }

    [Fact]
    public void After_a_change_of_the_network_who_does_not_answer_is_closed_within_a_second()
    {
        Harness.Advance(5);
        Harness.Clear();
        Harness.Silent = Harness.Link("p2");

        Harness.ChangeNetwork();
        Harness.Advance(1);

        Assert.Equal([Harness.Link("p2")], Harness.Effects(RouterEffectKind.CloseLink).Select(effect => effect.Link));
    }

    private static bool IsRequestForB(ControlTlv tlv) => tlv.Type == TlvType.RouteRequest && tlv.RouteRequest.Subnet == B.Key.Subnet;

    private int Cost(string peer) => Harness.Router.LinkState(Harness.Link(peer))!.Value.Cost.Value;

    private UpdateTlv LastUpdateOfB(string peer) =>
        Harness.SentTo(peer).Last(tlv => tlv.Type == TlvType.Update && tlv.Update.Subnet == B.Key.Subnet).Update;

    /// <summary>Lets time pass in which one neighbour answers nothing, and the others do.</summary>
    private void Silence(string peer, double seconds)
    {
        Harness.Silent = Harness.Link(peer);
        Harness.Advance(seconds);
    }

    /// <summary>The neighbour answers all that it was asked since the last look, at least one, and from now on.</summary>
    private void AnswerAll(string peer)
    {
        Harness.Silent = LinkId.None;
        for (int i = Math.Max(1, Harness.SentTo(peer).Count(tlv => tlv.Type == TlvType.Hello)); i > 0; i--) { Ihu(peer); }
    }

    private void Use(int minutes)
    {
        for (int i = 0; i < minutes * 12; i++)
        {
            Harness.Need(B.Key.Address, RouteNeed.Use);
            Harness.Advance(5);
        }
    }
}
