using Mycelium.Engine.Routing;
using Mycelium.Engine.Wire;
using Xunit;

namespace Mycelium.Engine.Tests.Routing;

/// <summary>Seqnos that nobody has issued, and floods of requests for new ones.</summary>
public sealed class RouterSeqnoLimitTests : RouterTest
{
    [Theory]
    [InlineData(17)]
    [InlineData(1000)]
    [InlineData(32767)]
    public void A_seqno_far_ahead_is_not_believed_and_the_route_of_the_origin_stays(int jump)
    {
        Update("p1", B, 7, 0);
        Harness.Clear();

        Update("p2", B, 7 + jump, 0);

        AssertSent();
        AssertSelectedB("p1", 7, 0);
        AssertDistanceOfB(7, 10);
        Assert.Equal(1, Harness.Router.Counters.RefusedSeqnos);
    }

    [Fact]
    public void A_seqno_that_wraps_is_no_jump()
    {
        Update("p1", B, 65535, 20);

        Update("p2", B, 3, 0);

        AssertSelectedB("p2", 3, 0);
        Assert.Equal(0, Harness.Router.Counters.RefusedSeqnos);
    }

    [Fact]
    public void An_origin_that_bumps_as_often_as_it_may_is_always_followed()
    {
        for (int seqno = 1; seqno <= 500; seqno++)
        {
            Update("p1", B, seqno, 20 + (20 * (seqno % 2)));
            Update("p2", B, seqno, 30 + (20 * (seqno % 2)));
            AssertSelectedB("p1", seqno, 20 + (20 * (seqno % 2)));
            Harness.Advance(4);
        }

        Assert.Equal(0, Harness.Router.Counters.RefusedSeqnos);
    }

    /// <summary>In 1000 s the origin can issue 250; a liar gets twice as far, not to the end of the range.</summary>
    [Fact]
    public void Small_steps_get_nobody_further_than_the_bucket_leaks()
    {
        Update("p1", B, 0, 20);
        int announced = 0;
        for (int second = 0; second < 1000; second++)
        {
            for (int step = 0; step < 4; step++) { Update("p2", B, ++announced, (announced % 2) * 20); }

            announced = Harness.Router.DistanceOf(B.Key.Subnet, B)!.Value.Seqno.Value;
            Harness.Advance(1);
        }

        Assert.InRange(announced, 1, SeqnoLimit.Burst + 500);
        Assert.True(Harness.Router.Counters.RefusedSeqnos > 1000, $"{Harness.Router.Counters.RefusedSeqnos}");
    }

    [Fact]
    public void Steps_that_are_never_announced_do_not_add_up()
    {
        Update("p1", B, 0, 20);
        for (int seqno = 1; seqno < 2000; seqno++) { Update("p2", B, seqno, 20); }

        AssertDistanceOfB(0, 30);
        Assert.Equal(SeqnoLimit.Burst, RouteOfB("p2").Seqno.Value);
    }

    [Fact]
    public void What_is_first_heard_of_an_origin_is_taken_whatever_its_seqno()
    {
        Update("p1", B, 40000, 20);
        AssertSelectedB("p1", 40000, 20);

        Update("p2", RestartedB, 3, 0);
        AssertSelectedB("p2", 3, 0);
        Assert.Equal(0, Harness.Router.Counters.RefusedSeqnos);
    }

    /// <summary>Seqnos that were missed, while others were away, must not make the origin unreachable.</summary>
    [Fact]
    public void A_jump_is_taken_where_no_other_neighbour_has_a_route()
    {
        Update("p1", B, 0, 20);
        Update("p1", B, 300, 20);
        AssertSelectedB("p1", 300, 20);

        Harness.Down("p1");
        Update("p2", B, 700, 20);
        AssertSelectedB("p2", 700, 20);
    }

    [Fact]
    public void A_retraction_counts_whatever_its_seqno()
    {
        Update("p1", B, 0, 20);
        Update("p2", B, 0, 25);

        Harness.Receive("p1", UpdateOf(B, 30000, ushort.MaxValue));

        AssertSelectedB("p2", 0, 25);
        Assert.Equal(0, Harness.Router.Counters.RefusedSeqnos);
    }

    /// <summary>10,000 requests a second, each for another seqno: what they make the node do is counted, not timed.</summary>
    [Fact]
    public void A_flood_of_requests_moves_the_own_seqno_once_in_4_s()
    {
        for (int request = 0; request < 100_000; request++)
        {
            RequestSeqno("p1", A, 1 + (request % 32000));
            Harness.Advance(0.0001);
        }

        Assert.InRange(Harness.Router.Seqno.Value, 2, 3);
        Assert.DoesNotContain(Harness.SentTo("p2"), tlv => tlv.Type == TlvType.SeqnoRequest);
        Assert.InRange(Harness.SentTo("p2").Count(tlv => tlv.Type == TlvType.Update), 2, 3);
    }

    [Fact]
    public void A_flood_of_requests_for_another_node_is_not_passed_on()
    {
        Update("p2", B, 5, 20);
        for (int request = 0; request < 100_000; request++)
        {
            RequestSeqno("p1", B, 6 + (request % 32000));
            Harness.Advance(0.0001);
        }

        // 10 s: half of the places of a subnet for each 4 s.
        int passedOn = Harness.SentTo("p2").Count(tlv => tlv.Type == TlvType.SeqnoRequest);
        Assert.InRange(passedOn, 4, 16);
        RouterCounters counters = Harness.Router.Counters;
        Assert.True(counters.RefusedSeqnoRequests > 0);
        Assert.InRange(counters.RefusedSeqnoRequests + counters.LimitedRequests, 99_900, 100_000);
    }

    [Fact]
    public void A_flood_of_requests_does_not_keep_others_from_asking()
    {
        Update("p2", B, 5, 20);
        for (int request = 0; request < 100; request++) { RequestSeqno("p1", B, 1000 + request); }

        Harness.Clear();

        RequestSeqno("p3", B, 6);
        AssertSent("p2 seqno-request B 6 63");

        Update("p2", B, 6, 20);
        Assert.Contains(Harness.SentTo("p3"), tlv => tlv.Type == TlvType.Update && tlv.Update.Seqno == Seqno(6));
    }
}
