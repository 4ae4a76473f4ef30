using System.Text.Json;
using Mycelium.Engine.Identity;
using Mycelium.Engine.Routing;
using Mycelium.Engine.Tests.Vectors;
using Mycelium.Engine.Wire;
using Xunit;

namespace Mycelium.Engine.Tests.Routing;

/// <summary>Links coming up, Hello, IHU, cost and silence. Checklist section 3.</summary>
public sealed class RouterNeighbourTests : RouterTest
{
    [Fact]
    [Trait("Checklist", "R32")]
    public void A_new_neighbour_is_sent_the_own_route_and_nothing_else()
    {
        Harness.Up("p4");

        AssertSent("p4 update A 0 0");
    }

    [Fact]
    [Trait("Checklist", "R33")]
    public void A_new_neighbour_is_asked_for_what_is_being_searched()
    {
        Harness.Need(C.Key.Address, RouteNeed.SealDestination);
        Harness.Clear();

        Harness.Up("p4");

        AssertSent("p4 update A 0 0", "p4 request C 0");
    }

    [Fact]
    [Trait("Checklist", "R34")]
    public void A_new_neighbour_is_sent_no_learned_route()
    {
        Update("p1", B, 0, 0);
        Update("p2", C, 3, 70);
        Harness.Clear();

        Harness.Up("p4");

        AssertSent("p4 update A 0 0");
    }

    [Theory]
    [InlineData(true, 0, 2000)]
    [InlineData(false, 65535, 0)]
    [Trait("Checklist", "R35")]
    public void Any_Hello_is_answered_with_exactly_one_IHU_to_its_sender(bool isUnicast, int seqno, int interval)
    {
        Harness.SetSmoothedCost("p2", 300);

        Harness.Receive("p2", ControlTlv.From(new HelloTlv(isUnicast, Seqno(seqno), (ushort)interval)));

        ControlTlv answer = Assert.Single(Harness.Sent).Tlv;
        Assert.Equal(new IhuTlv(310, 6000, null), answer.Ihu);
        AssertSent("p2 ihu 310");
    }

    [Fact]
    [Trait("Checklist", "R36")]
    public void Without_a_Hello_no_IHU_is_sent()
    {
        Update("p1", B, 0, 0);
        RequestRoute("p2", null);

        Harness.Advance(400);

        Assert.DoesNotContain(Harness.Sent, item => item.Tlv.Type == TlvType.Ihu);
    }

    [Fact]
    [Trait("Checklist", "R37")]
    public void Every_20_s_a_unicast_Hello_goes_to_every_neighbour()
    {
        Harness.Advance(19.999);
        Assert.Empty(Harness.Sent);

        Harness.Advance(0.001);
        Assert.Equal([Hello(0)], Harness.SentTo("p1").Select(tlv => tlv.Hello));
        Assert.Equal([Hello(0)], Harness.SentTo("p3").Select(tlv => tlv.Hello));

        Harness.Advance(20);
        Assert.Equal([Hello(0), Hello(1)], Harness.SentTo("p1").Select(tlv => tlv.Hello));
    }

    [Fact]
    [Trait("Checklist", "R38")]
    public void Hello_numbers_count_for_each_neighbour_from_zero()
    {
        Harness.Advance(25);
        Harness.Up("p4");
        Harness.Clear();

        Harness.Advance(15);

        Assert.Equal(Hello(1), Assert.Single(Harness.SentTo("p1")).Hello);
        Assert.Equal(Hello(0), Assert.Single(Harness.SentTo("p4")).Hello);
    }

    [Fact]
    [Trait("Checklist", "R39")]
    public void The_time_from_Hello_to_IHU_is_smoothed_into_the_cost()
    {
        Harness.SetSmoothedCost("p1", 1000);
        Harness.NeighboursAnswer = false;
        Harness.Advance(20.037);

        Ihu("p1");

        Assert.Equal(903u, Harness.Router.SmoothedCost(Harness.Link("p1")));
        Assert.Equal(913, Cost("p1"));
        Assert.Equal(37, Harness.Router.LinkState(Harness.Link("p1"))!.Value.RoundTripTime!.Value.TotalMilliseconds);
    }

    [Fact]
    public void Recorded_samples_give_the_recorded_cost()
    {
        foreach (JsonElement vector in VectorFile.Routing.Items("link_cost"))
        {
            var neighbour = new Neighbour(
                new LinkId(1), (ushort)vector.Number("static_cost"), (uint)vector.Number("smoothed_before"), TimeSpan.Zero);
            foreach (JsonElement sample in vector.Items("samples_ms"))
            {
                neighbour.HandleIhu(TimeSpan.FromMilliseconds(sample.GetInt32()));
            }

            Assert.Equal(vector.Number("smoothed_after"), (int)neighbour.SmoothedCost);
            Assert.Equal(vector.Number("link_cost"), neighbour.Cost.Value);
        }
    }

    [Theory]
    [InlineData(0.009, 0)]
    [InlineData(0.010, 1)]
    [Trait("Checklist", "R40")]
    public void Samples_below_10_ms_leave_a_smoothed_cost_of_zero(double seconds, uint expected)
    {
        Harness.NeighboursAnswer = false;
        Harness.Advance(20 + seconds);

        for (int i = 0; i < 3; i++) { Ihu("p1"); }

        Assert.Equal(expected, Harness.Router.SmoothedCost(Harness.Link("p1")));
    }

    [Fact]
    [Trait("Checklist", "R41")]
    public void The_cost_of_a_link_stays_finite_and_never_wraps_to_a_small_one()
    {
        Harness.Up("p4", staticCost: 15, smoothedCost: 65530);
        Assert.Equal(65534, Cost("p4"));

        Harness.SetSmoothedCost("p4", int.MaxValue);
        Assert.Equal(65534, Cost("p4"));
    }

    [Fact]
    [Trait("Checklist", "R42")]
    public void Of_an_IHU_only_the_time_of_arrival_matters()
    {
        Harness.SetSmoothedCost("p1", 1000);
        Harness.NeighboursAnswer = false;
        Harness.Advance(20.037);

        Harness.Receive("p1", ControlTlv.From(new IhuTlv(ushort.MaxValue, 0, new Ipv6Address(1, 2))));

        Assert.Equal(913, Cost("p1"));
    }

    [Fact]
    [Trait("Checklist", "R43")]
    public void A_neighbour_without_an_IHU_for_more_than_43_s_is_dead_at_the_next_check()
    {
        Harness.NeighboursAnswer = false;
        Harness.Advance(6.999);
        Ihu("p1");
        Harness.Advance(0.001);
        Ihu("p2");
        Harness.Advance(3);
        Ihu("p3");

        Harness.Advance(39.999);
        Assert.Empty(Harness.Effects(RouterEffectKind.CloseLink));
        Harness.Advance(0.001);

        Assert.Equal(Harness.Link("p1"), Assert.Single(Harness.Effects(RouterEffectKind.CloseLink)).Link);
        Assert.Null(Harness.Router.LinkState(Harness.Link("p1")));
        Assert.NotNull(Harness.Router.LinkState(Harness.Link("p2")));
    }

    [Fact]
    [Trait("Checklist", "R44")]
    public void Updates_and_Hellos_do_not_keep_a_neighbour_alive()
    {
        Harness.NeighboursAnswer = false;
        for (int second = 0; second < 53; second++)
        {
            Harness.Receive("p1", ControlTlv.From(new HelloTlv(true, Seqno(second), 2000)));
            Update("p1", B, 0, 0);
            Harness.Advance(1);
        }

        Assert.Null(Harness.Router.LinkState(Harness.Link("p1")));
        Assert.Null(SelectedB);
    }

    [Fact]
    [Trait("Checklist", "R45")]
    public void A_change_of_cost_alone_sends_nothing_and_selects_nothing()
    {
        Update("p1", B, 0, 20);
        Update("p2", B, 0, 25);
        Harness.Clear();

        Harness.SetSmoothedCost("p1", 500);
        Harness.Advance(10);

        AssertSent();
        AssertSelectedB("p1", 0, 20);
        Assert.Equal(530, SelectedB!.Value.TotalMetric.Value);
    }

    private static HelloTlv Hello(int seqno) => new(true, Seqno(seqno), 2000);

    private int Cost(string peer) => Harness.Router.LinkState(Harness.Link(peer))!.Value.Cost.Value;
}
