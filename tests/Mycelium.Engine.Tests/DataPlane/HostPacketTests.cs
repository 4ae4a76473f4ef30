using Mycelium.Engine.DataPlane;
using Mycelium.Engine.Identity;
using Mycelium.Engine.Routing;
using Mycelium.Engine.Transports;
using Mycelium.Engine.Wire;
using Xunit;

namespace Mycelium.Engine.Tests.DataPlane;

public sealed class HostPacketTests : IDisposable
{
    private static readonly Ipv6Address Elsewhere = new(0x2001_0db8_0000_0000, 1);

    private readonly DataNode _node = DataNode.A();
    private readonly DataNode _remote = DataNode.B();

    public void Dispose()
    {
        _node.Dispose();
        _remote.Dispose();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1360)]
    public void A_packet_leaves_sealed_with_the_hop_limit_decremented(int payload)
    {
        (LinkId link, MemoryLink far, LinkCounters counters) = _node.AddLink();
        _node.Route(_remote, link);
        byte[] packet = Packets.Ip(_node.Address, _remote.Address, payload);
        _node.Host.Send([.. packet]);
        _node.Turn();

        byte[] frame = Assert.Single(Packets.ReadAll(far));
        DataHeader header = Packets.Header(frame);
        Assert.Equal((63, _node.Address, _remote.Address, packet.Length + 32), (header.HopLimit, header.Source, header.Destination, header.PayloadLength));
        Assert.Equal(packet, Packets.Open(_remote.Identity, _node.Identity, frame));
        Assert.Equal((1L, (long)packet.Length, (long)frame.Length), (_node.Loop.Counters.SentPackets, _node.Loop.Counters.SentBytes, counters.SentBytes));
    }

    [Fact]
    public void What_is_not_a_whole_IPv6_packet_is_dropped_in_silence()
    {
        byte[] packet = Packets.Ip(_node.Address, _remote.Address);
        byte[] ipv4 = [.. packet];
        ipv4[0] = 0x45;
        foreach (byte[] bad in new[] { packet[..39], packet[..^1], [.. packet, 0], ipv4 }) { _node.Host.Send(bad); }

        _node.Turn();

        Assert.Equal(4, _node.Dropped(DropReason.Malformed));
        Assert.Empty(_node.Host.Received);
        Assert.Empty(_node.Needs);
    }

    [Fact]
    public void The_own_subnet_foreign_sources_other_networks_and_spent_hop_limits_get_an_error_at_once()
    {
        Ipv6Address neighbour = new(_node.Address.High, 1);
        (byte[] Packet, byte Type, byte Code)[] cases =
        [
            (Packets.Ip(_node.Address, neighbour), 1, 3),
            (Packets.Ip(_remote.Address, _remote.Address), 1, 5),
            (Packets.Ip(_node.Address, Elsewhere), 1, 0),
            (Packets.Ip(_node.Address, _remote.Address, hopLimit: 1), 3, 0),
        ];
        foreach ((byte[] packet, byte type, byte code) in cases)
        {
            _node.Host.Received.Clear();
            _node.Host.Send(packet);
            _node.Turn();
            (byte foundType, byte foundCode, Ipv6Address source, byte hopLimit, byte[] quoted) = Packets.Error(Assert.Single(_node.Host.Received));
            Assert.Equal((type, code, _node.Address, (byte)64), (foundType, foundCode, source, hopLimit));
            Assert.Equal(packet, quoted);
        }

        Assert.Empty(_node.Needs);
    }

    [Fact]
    public void Errors_quote_at_most_what_fits_in_1280_bytes()
    {
        _node.Host.Send(Packets.Ip(_node.Address, Elsewhere, 1360));
        _node.Turn();
        Assert.Equal(1280, Assert.Single(_node.Host.Received).Length);
    }

    [Fact]
    public void There_is_no_error_about_multicast_an_error_or_an_unspecified_source()
    {
        byte[] error = Packets.Ip(_node.Address, Elsewhere, nextHeader: 58, fill: 1);
        _node.Host.Send(Packets.Ip(_node.Address, new Ipv6Address(0xff02_0000_0000_0000, 1)));
        _node.Host.Send(error);
        _node.Host.Send(Packets.Ip(default, _remote.Address));
        _node.Turn();
        Assert.Empty(_node.Host.Received);
        Assert.Equal(2, _node.Dropped(DropReason.DestinationAddress));
    }

    [Fact]
    public void Errors_are_limited_in_rate()
    {
        for (int i = 0; i < 500; i++)
        {
            _node.Host.Send(Packets.Ip(_node.Address, Elsewhere));
            _node.Turn();
        }

        Assert.Equal(50, _node.Host.Received.Count);
        _node.Now += TimeSpan.FromSeconds(0.1);
        for (int i = 0; i < 10; i++) { _node.Host.Send(Packets.Ip(_node.Address, Elsewhere)); }

        _node.Turn();
        Assert.Equal(55, _node.Host.Received.Count);
    }

    [Fact]
    public void Packets_without_a_route_wait_and_leave_in_order_when_it_comes()
    {
        (LinkId link, MemoryLink far, _) = _node.AddLink();
        for (byte i = 0; i < 70; i++) { _node.Host.Send(Packets.Ip(_node.Address, _remote.Address, fill: i)); }

        _node.Turn();
        Assert.Equal([(_remote.Address, RouteNeed.SealDestination)], _node.Needs);
        Assert.Equal((6L, 64L), (_node.Dropped(DropReason.WaitingFull), _node.Loop.Counters.WaitingPackets));
        Assert.Equal(6, _node.Host.Received.Count);

        _node.Route(_remote, link);
        _node.Loop.Release(_remote.Identity.Subnet);
        _node.Turn();

        Assert.Equal(Enumerable.Range(0, 64), Packets.ReadAll(far).Select(frame => (int)Packets.Open(_remote.Identity, _node.Identity, frame)[40]));
        Assert.Equal(0, _node.Loop.Counters.WaitingPackets);
    }

    [Fact]
    public void Waiting_packets_are_given_up_when_the_search_fails_or_after_15_s()
    {
        _node.Host.Send(Packets.Ip(_node.Address, _remote.Address));
        _node.Turn();
        _node.Loop.Refuse(_remote.Identity.Subnet);
        _node.Turn();
        Assert.Equal((1, 0), (Packets.Error(_node.Host.Received[0]).Type, Packets.Error(_node.Host.Received[0]).Code));

        _node.Host.Send(Packets.Ip(_node.Address, _remote.Address));
        _node.Turn();
        _node.Now += TimeSpan.FromSeconds(14.9);
        _node.Turn();
        Assert.Single(_node.Host.Received);
        _node.Now += TimeSpan.FromSeconds(1.2);
        _node.Turn();
        Assert.Equal((2, 1L), (_node.Host.Received.Count, _node.Dropped(DropReason.WaitingExpired)));
    }

    [Fact]
    public void A_route_that_runs_out_is_asked_for_again_once_a_second_and_used_meanwhile()
    {
        (LinkId link, MemoryLink far, _) = _node.AddLink();
        _node.Route(_remote, link, secondsLeft: 10);
        for (int i = 0; i < 20; i++)
        {
            _node.Host.Send(Packets.Ip(_node.Address, _remote.Address));
            _node.Turn();
            _node.Now += TimeSpan.FromMilliseconds(100);
        }

        Assert.Equal(20, Packets.ReadAll(far).Count);
        Assert.Equal([(_remote.Address, RouteNeed.Forward), (_remote.Address, RouteNeed.Forward)], _node.Needs);
    }

    [Fact]
    public void The_use_of_a_destination_is_reported_once_in_five_seconds()
    {
        (LinkId link, _, _) = _node.AddLink();
        _node.Route(_remote, link, secondsLeft: 1000);
        for (int i = 0; i < 110; i++)
        {
            _node.Host.Send(Packets.Ip(_node.Address, _remote.Address));
            _node.Turn();
            _node.Now += TimeSpan.FromMilliseconds(100);
        }

        Assert.Equal([_remote.Address, _remote.Address, _remote.Address], _node.Uses);
        Assert.DoesNotContain(_node.Needs, need => need.Need != RouteNeed.Delivery);
    }

    [Fact]
    public void A_full_link_queue_drops_data_and_still_takes_control_which_goes_first()
    {
        (LinkId link, MemoryLink far, _) = _node.AddLink(capacity: 1000);
        _node.Route(_remote, link);
        for (int i = 0; i < 300; i++)
        {
            _node.Host.Send(Packets.Ip(_node.Address, _remote.Address, 1360));
            _node.Turn();
        }

        Assert.True(_node.Dropped(DropReason.LinkQueueFull) > 50);
        _node.Loop.SendControl(link, ControlTlv.From(new HelloTlv(true, default, 2000)));
        var frames = new List<byte[]>();
        var bytes = new List<byte>();
        byte[] buffer = new byte[4096];
        for (int i = 0; i < 1000; i++)
        {
            _node.Turn();
            while (far.TryReceive(buffer, out int count) == IoStatus.Done) { bytes.AddRange(buffer.AsSpan(0, count)); }
        }

        (MemoryLink near, MemoryLink other) = MemoryLink.CreatePair(Endpoint.Memory("a"), Endpoint.Memory("b"), bytes.Count);
        near.TrySend([.. bytes], out _);
        frames.AddRange(Packets.ReadAll(other));
        int control = frames.FindIndex(frame => frame[1] == 1);
        Assert.Equal(1, control);
        Assert.True(frames.Count > 100);
        Assert.All(frames.Where(frame => frame[1] == 0), frame => Packets.Open(_remote.Identity, _node.Identity, frame));
    }
}
