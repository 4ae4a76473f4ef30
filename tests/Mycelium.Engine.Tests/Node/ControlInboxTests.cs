using Mycelium.Engine.Identity;
using Mycelium.Engine.Routing;
using Mycelium.Engine.Wire;
using Xunit;

namespace Mycelium.Engine.Tests.Node;

public sealed class ControlInboxTests : IDisposable
{
    private static readonly ControlTlv Hello = ControlTlv.From(new HelloTlv(true, default, 2000));
    private static readonly LinkId Flooder = new(1);
    private static readonly LinkId Honest = new(2);

    private readonly ControlInbox _inbox = new(TimeProvider.System);
    private TimeSpan _now = TimeSpan.FromSeconds(100);

    public void Dispose() => _inbox.Dispose();

    [Fact]
    public void Who_floods_fills_its_own_lane_only_and_others_are_served_in_their_turn()
    {
        Assert.Equal(ControlInbox.LaneCapacity, Post(Flooder, 100_000));
        Assert.Equal(3, Post(Honest, 3));

        Assert.Equal([Flooder, Honest, Flooder, Honest, Flooder, Honest, Flooder], Take(7));
        Assert.True(_inbox.Pauses > 0);
        Assert.True(_inbox.TakeRefusal());
        Assert.False(_inbox.TakeRefusal());
    }

    [Fact]
    public void Needs_of_packets_take_turns_with_the_links_and_are_bounded()
    {
        var address = new Ipv6Address(0x0400_0000_0000_0001, 1);
        Post(Flooder, 100_000);
        int needs = 0;
        while (_inbox.TryPost(address, RouteNeed.Forward)) { needs++; }

        Assert.Equal(ControlInbox.NeedsCapacity, needs);
        Assert.Equal([Flooder, LinkId.None, Flooder, LinkId.None], Take(4));
    }

    [Fact]
    public void What_all_links_queue_is_bounded_and_each_still_gets_a_small_lane()
    {
        int links = (ControlInbox.InputCapacity / ControlInbox.LaneCapacity) + 5;
        int total = Enumerable.Range(10, links).Sum(link => Post(new LinkId(link), ControlInbox.LaneCapacity));

        Assert.Equal(ControlInbox.InputCapacity + (5 * ControlInbox.SmallLane), total);
        Assert.Equal(ControlInbox.SmallLane, Post(Honest, 1000));
    }

    [Fact]
    public void A_lane_that_took_too_much_rests_and_the_others_go_on()
    {
        int taken = 0;
        while (!_inbox.HasResting)
        {
            Post(Flooder, ControlInbox.LaneCapacity);
            taken += Take(ControlInbox.LaneCapacity).Count;
        }

        Assert.Equal(ControlInbox.LaneBurst, taken);
        Assert.True(_inbox.IsEmpty);
        Post(Honest, 2);
        Assert.Equal([Honest, Honest], Take(100));

        _now += TimeSpan.FromMilliseconds(10);
        Assert.Empty(Take(1));
        _inbox.EndRest();
        Assert.Equal(ControlInbox.LaneRate / 100, Take(1000).Count);
        Assert.True(_inbox.HasResting);
    }

    [Fact]
    public void A_link_that_is_gone_leaves_nothing_that_waits()
    {
        Post(Flooder, 100);
        Post(Honest, 1);
        _inbox.Remove(Flooder);

        Assert.Equal([Honest], Take(100));
        Assert.True(_inbox.IsEmpty);
        Assert.Equal(ControlInbox.LaneCapacity, Post(new LinkId(3), 100_000));
    }

    private int Post(LinkId link, int count)
    {
        int posted = 0;
        while (posted < count && _inbox.TryPost(link, Hello)) { posted++; }

        return posted;
    }

    private List<LinkId> Take(int count)
    {
        List<LinkId> taken = [];
        while (taken.Count < count && _inbox.TryTake(_now, out ControlInput input)) { taken.Add(input.Link); }

        return taken;
    }
}
