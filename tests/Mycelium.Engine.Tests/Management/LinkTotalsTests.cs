using Mycelium.Engine.DataPlane;
using Mycelium.Engine.Management;
using Mycelium.Engine.Wire;
using Xunit;

namespace Mycelium.Engine.Tests.Management;

public sealed class LinkTotalsTests
{
    private readonly LinkTotals _totals = new();

    [Fact]
    public void Peers_that_come_and_go_share_one_name_whose_totals_never_fall()
    {
        for (int i = 1; i <= 100; i++)
        {
            _totals.Add(new LinkId(i), LinkTotals.Inbound, new LinkCounters { ReceivedBytes = 10, SentBytes = 20, QueuedBytes = 5 });
            if (i > 3) { _totals.Remove(new LinkId(i - 3)); }
        }

        Assert.Equal((1000, 2000, 15), Assert.Single(_totals.BytesByPeer()).Value);
        Assert.Equal(3, _totals.Count);
    }

    [Fact]
    public void A_configured_peer_has_a_name_while_it_is_connected()
    {
        _totals.Add(new LinkId(1), "tcp://[::1]:1", new LinkCounters { ReceivedBytes = 1, SentBytes = 2, QueuedBytes = 3 });
        Assert.Equal((1, 2, 3), _totals.BytesByPeer()["tcp://[::1]:1"]);

        _totals.Remove(new LinkId(1));
        Assert.Equal([LinkTotals.Inbound], _totals.BytesByPeer().Keys);
    }

    [Fact]
    public void Queues_of_links_that_have_ended_stay_counted()
    {
        for (int i = 1; i <= 3; i++)
        {
            var counters = new LinkCounters();
            counters.Queue.Delay.Record(TimeSpan.FromMilliseconds(i));
            counters.Queue.Depth.Record(i * 1000);
            _totals.Add(new LinkId(i), LinkTotals.Inbound, counters);
        }

        _totals.Remove(new LinkId(2));
        _totals.Remove(new LinkId(2));
        QueueHistograms queues = _totals.Queues();

        Assert.Equal((3, 3), (queues.Delay.Count, queues.Depth.Count));
        Assert.InRange(queues.Delay.TimeAt(1).TotalMilliseconds, 3, 3.2);
        Assert.InRange(queues.Depth.SizeAt(0.5), 2000, 2125);
    }
}
