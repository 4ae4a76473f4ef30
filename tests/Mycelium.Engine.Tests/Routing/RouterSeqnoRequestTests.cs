using Mycelium.Engine.Routing;
using Mycelium.Engine.Wire;
using Xunit;

namespace Mycelium.Engine.Tests.Routing;

/// <summary>Seqno Requests and the own seqno. Checklist section 10.</summary>
public sealed class RouterSeqnoRequestTests : RouterTest
{
    [Fact]
    [Trait("Checklist", "R114")]
    public void A_request_for_a_newer_own_seqno_bumps_it_and_all_are_told()
    {
        Harness.Advance(4);

        RequestSeqno("p1", A, 1);

        AssertSent("p1 update A 1 0", "p2 update A 1 0", "p3 update A 1 0");
    }

    /// <summary>The reference forgets the early request; ours bumps as soon as it may.</summary>
    [Fact]
    [Trait("Checklist", "R115")]
    public void The_own_seqno_is_bumped_at_most_every_4_s()
    {
        Harness.Advance(4);
        RequestSeqno("p1", A, 1);
        Harness.Clear();

        RequestSeqno("p2", A, 2);
        Harness.Advance(3.999);
        AssertSent();
        Harness.Advance(0.001);

        AssertSent("p1 update A 2 0", "p2 update A 2 0", "p3 update A 2 0");
    }

    [Fact]
    [Trait("Checklist", "R116")]
    public void The_own_seqno_grows_by_one_whatever_is_wanted()
    {
        Harness.Advance(4);
        RequestSeqno("p1", A, 1);
        Harness.Advance(4);
        Harness.Clear();

        RequestSeqno("p1", A, 500);

        AssertSent("p1 update A 2 0", "p2 update A 2 0", "p3 update A 2 0");
    }

    /// <summary>The reference is silent, and who missed the bump stays without a route.</summary>
    [Fact]
    [Trait("Checklist", "R117")]
    public void A_request_that_the_own_route_satisfies_is_answered_with_it()
    {
        for (int seqno = 1; seqno <= 2; seqno++)
        {
            Harness.Advance(4);
            RequestSeqno("p1", A, seqno);
        }

        Harness.Clear();

        RequestSeqno("p2", A, 1);
        AssertSent("p2 update A 2 0");
        RequestSeqno("p2", A, 2);
        AssertSent("p2 update A 2 0");
        RequestSeqno("p3", A with { Suffix = 1 }, 77);

        AssertSent("p3 update A 2 0");
        Assert.Equal(2, Harness.Router.Seqno.Value);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(3)]
    [Trait("Checklist", "R118")]
    public void A_request_that_the_selected_route_satisfies_is_answered_with_it(int seqno)
    {
        Update("p1", B, 4, 20);
        Harness.Clear();

        RequestSeqno("p2", B, seqno, hopCount: 1);
        AssertSent("p2 update B 4 30");
        RequestSeqno("p2", RestartedB, seqno + 100, hopCount: 1);

        AssertSent("p2 update B 4 30");
    }

    /// <summary>The reference adds the cost of the link to the asker instead.</summary>
    [Fact]
    [Trait("Checklist", "R119")]
    public void The_answer_carries_the_cost_of_the_link_to_the_next_hop()
    {
        Update("p1", B, 4, 20);
        Harness.SetSmoothedCost("p2", 500);
        Harness.Clear();

        RequestSeqno("p2", B, 4);

        AssertSent("p2 update B 4 30");
    }

    [Fact]
    [Trait("Checklist", "R120")]
    public void A_request_for_a_newer_seqno_goes_on_to_the_next_hop_alone()
    {
        Update("p1", B, 4, 20);
        Update("p3", B, 4, 25);
        Harness.Clear();

        RequestSeqno("p2", B, 5);

        AssertSent("p1 seqno-request B 5 63");
    }

    [Theory]
    [InlineData(1, null)]
    [InlineData(2, "p1 seqno-request B 5 1")]
    [Trait("Checklist", "R121")]
    public void A_request_is_passed_on_while_it_has_hops_left(int hopCount, string? sent)
    {
        Update("p1", B, 4, 20);
        Harness.Clear();

        RequestSeqno("p2", B, 5, hopCount);

        AssertSent(sent is null ? [] : [sent]);
    }

    [Fact]
    [Trait("Checklist", "R122")]
    public void The_newer_seqno_is_passed_back_to_who_asked_for_it()
    {
        Update("p1", B, 4, 20);
        RequestSeqno("p2", B, 5);
        Harness.Clear();

        Update("p1", B, 5, 20);

        AssertSent("p2 update B 5 30");
    }

    /// <summary>The reference drops the second request; ours remembers who made it.</summary>
    [Fact]
    [Trait("Checklist", "R123")]
    public void An_equal_request_is_not_passed_on_again_but_its_asker_is_told_too()
    {
        Update("p1", B, 4, 20);
        RequestSeqno("p2", B, 5);
        Harness.Advance(3.999);
        Harness.Clear();

        RequestSeqno("p3", B, 5);
        AssertSent();
        Update("p1", B, 5, 20);

        AssertSent("p2 update B 5 30", "p3 update B 5 30");
    }

    /// <summary>The reference waits 60 s: a request that was lost on its way would be lost for all who ask.</summary>
    [Theory]
    [InlineData("p2")]
    [InlineData("p3")]
    public void An_equal_request_is_passed_on_again_after_4_s(string asker)
    {
        Update("p1", B, 4, 20);
        RequestSeqno("p2", B, 5);
        Harness.Advance(4);
        Harness.Clear();

        RequestSeqno(asker, B, 5);

        AssertSent("p1 seqno-request B 5 63");
    }

    [Fact]
    [Trait("Checklist", "R124")]
    public void A_request_of_the_next_hop_goes_to_another_announcer_or_nowhere()
    {
        Update("p1", B, 4, 20);
        Harness.Clear();
        RequestSeqno("p1", B, 5);
        AssertSent();

        Update("p2", B, 4, 25);
        Update("p2", B, 4, 40);
        Assert.False(RouteOfB("p2").IsFeasible);
        RequestSeqno("p1", B, 6);

        AssertSent("p2 seqno-request B 6 63");
    }

    [Fact]
    [Trait("Checklist", "R125")]
    public void A_request_for_an_unknown_subnet_is_dropped()
    {
        RequestSeqno("p1", B, 5);

        AssertSent();
        Assert.Equal(0, Harness.Router.DestinationCount);
    }

    [Fact]
    [Trait("Checklist", "R126")]
    public void All_who_announced_a_lost_route_are_asked_for_a_newer_seqno_and_nobody_else()
    {
        Update("p1", B, 4, 20);
        Update("p2", B, 4, 25);
        Update("p2", B, 4, 40);
        Harness.Clear();

        Retract("p1", B);

        AssertSent(
            "p1 seqno-request B 5 64", "p1 update B from A 0 infinite",
            "p2 seqno-request B 5 64", "p2 update B from A 0 infinite",
            "p3 update B from A 0 infinite");
    }

    /// <summary>After a retraction the reference asks for the router id of who retracted, which nobody can answer.</summary>
    [Fact]
    [Trait("Checklist", "R127")]
    public void Own_packets_to_a_lost_route_ask_its_announcers_at_most_every_4_s()
    {
        Update("p1", B, 4, 20);
        Retract("p1", B);
        Harness.Clear();

        Harness.Advance(3.999);
        Harness.Need(B.Key.Address, RouteNeed.SealDestination);
        AssertSent();
        Harness.Advance(0.001);
        Harness.Need(B.Key.Address, RouteNeed.SealDestination);
        Harness.Need(B.Key.Address, RouteNeed.SealDestination);

        AssertSent("p1 seqno-request B 5 64");
    }

    [Fact]
    [Trait("Checklist", "R128")]
    public void After_seqno_65535_number_zero_is_asked_for()
    {
        Update("p1", B, 65535, 20);
        Harness.Clear();

        Update("p1", B, 65535, 40);

        AssertSent("p1 seqno-request B 0 64");
    }

    /// <summary>The reference never asks who asked; both then wait for each other although one has found a route.</summary>
    [Fact]
    public void Who_asked_may_be_asked_once_it_announces_a_route()
    {
        Update("p1", B, 4, 20);
        RequestSeqno("p2", B, 5);
        Harness.Down("p1");
        Harness.Advance(6);
        Harness.Clear();

        Update("p2", B, 4, 30);

        AssertSent("p2 seqno-request B 5 64");
    }

    [Fact]
    public void A_request_is_passed_on_again_when_the_next_hop_is_another_one()
    {
        Update("p1", B, 4, 20);
        Update("p3", B, 4, 25);
        RequestSeqno("p2", B, 5);
        Harness.Down("p1");
        Harness.Clear();

        RequestSeqno("p2", B, 5);
        AssertSent("p3 seqno-request B 5 63");
        RequestSeqno("p2", B, 5);

        AssertSent();
    }

    [Fact]
    public void A_request_is_not_sent_to_who_made_it()
    {
        Update("p1", B, 4, 20);
        Update("p2", B, 4, 25);
        RequestSeqno("p2", B, 5);
        Harness.Clear();

        Retract("p1", B);
        Assert.Equal(RouteState.Selected, RouteOfB("p2").State);
        Retract("p2", B);

        Assert.DoesNotContain(Harness.SentTo("p2"), tlv => tlv.Type == TlvType.SeqnoRequest);
    }
}
