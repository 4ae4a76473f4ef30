using Mycelium.Engine.DataPlane;
using Mycelium.Engine.Identity;
using Mycelium.Engine.Routing;
using Mycelium.Engine.Transports;
using Mycelium.Engine.Wire;
using Xunit;

namespace Mycelium.Engine.Tests.DataPlane;

public sealed class FrameTests : IDisposable
{
    private readonly DataNode _node = DataNode.A();
    private readonly DataNode _remote = DataNode.B();
    private readonly DataNode _third = DataNode.C();

    public void Dispose()
    {
        _node.Dispose();
        _remote.Dispose();
        _third.Dispose();
    }

    [Theory]
    [InlineData(63, 62)]
    [InlineData(2, 1)]
    public void A_packet_for_this_node_is_delivered_with_the_outer_hop_limit(byte hopLimit, byte delivered)
    {
        (LinkId link, MemoryLink far, _) = _node.AddLink();
        _node.Route(_remote, link);
        byte[] packet = Packets.Ip(_remote.Address, _node.Address);
        Receive(far, Packets.Sealed(_remote.Identity, _node.Identity, packet, hopLimit));

        packet[7] = delivered;
        Assert.Equal(packet, Assert.Single(_node.Host.Received));
    }

    [Fact]
    public void A_packet_may_come_byte_by_byte()
    {
        (LinkId link, MemoryLink far, _) = _node.AddLink();
        _node.Route(_remote, link);
        foreach (byte item in Packets.Sealed(_remote.Identity, _node.Identity, Packets.Ip(_remote.Address, _node.Address))) { Receive(far, [item]); }

        Assert.Single(_node.Host.Received);
    }

    [Fact]
    public void What_is_not_authentic_or_comes_twice_is_dropped()
    {
        (LinkId link, MemoryLink far, _) = _node.AddLink();
        _node.Route(_remote, link);
        byte[] frame = Packets.Sealed(_remote.Identity, _node.Identity, Packets.Ip(_remote.Address, _node.Address));
        byte[] damaged = [.. frame];
        damaged[60] ^= 1;
        byte[] empty = frame[..40];
        empty[5] = empty[6] = 0;
        Receive(far, damaged);
        Receive(far, empty);
        Receive(far, [.. frame]);
        Receive(far, [.. frame]);

        Assert.Equal((2L, 1L), (_node.Dropped(DropReason.NotAuthentic), _node.Dropped(DropReason.Replayed)));
        Assert.Single(_node.Host.Received);
        Assert.Empty(_node.Closed);
    }

    [Fact]
    public void A_captured_packet_is_dropped_a_second_and_a_minute_later_with_much_traffic_in_between()
    {
        (LinkId link, MemoryLink far, _) = _node.AddLink();
        _node.Route(_remote, link);
        byte[] captured = Packets.Sealed(_remote.Identity, _node.Identity, Packets.Ip(_remote.Address, _node.Address));
        Receive(far, [.. captured]);
        foreach (double pause in new[] { 1.0, 59 })
        {
            for (int i = 0; i < 2000; i++)
            {
                Receive(far, Packets.Sealed(_remote.Identity, _node.Identity, Packets.Ip(_remote.Address, _node.Address)));
            }

            _node.Now += TimeSpan.FromSeconds(pause);
            Receive(far, [.. captured]);
        }

        Assert.Equal(2, _node.Dropped(DropReason.Replayed));
        Assert.Equal(4001, _node.Host.Received.Count);
    }

    [Fact]
    public void An_inner_packet_must_be_IPv6_from_the_sender_to_this_node()
    {
        (LinkId link, MemoryLink far, _) = _node.AddLink();
        _node.Route(_remote, link);
        byte[] ipv4 = Packets.Ip(_remote.Address, _node.Address);
        ipv4[0] = 0x45;
        Send(Packets.Ip(_third.Address, _node.Address));
        Send(Packets.Ip(new Ipv6Address(0, 1), _node.Address));
        Send(Packets.Ip(new Ipv6Address(0xfe80_0000_0000_0000, 1), _node.Address));
        Send(Packets.Ip(new Ipv6Address(0xff02_0000_0000_0000, 1), _node.Address));
        Send(Packets.Ip(_node.Address, _node.Address));
        Send(Packets.Ip(default, _node.Address));
        Send(Packets.Ip(_remote.Address, _third.Address));
        Send(Packets.Ip(_remote.Address, new Ipv6Address(0xff02_0000_0000_0000, 1)));
        Send(ipv4);
        Send(new byte[10]);
        Send(Packets.Ip(_remote.Address, _node.Address)[..^1]);

        Assert.Equal(
            (6L, 2L, 3L),
            (_node.Dropped(DropReason.InnerSource), _node.Dropped(DropReason.InnerDestination), _node.Dropped(DropReason.Malformed)));
        Assert.Empty(_node.Host.Received);
        void Send(byte[] packet) => Receive(far, Packets.Sealed(_remote.Identity, _node.Identity, packet));
    }

    [Fact]
    public void Messages_and_unknown_content_are_counted_and_dropped()
    {
        (LinkId link, MemoryLink far, _) = _node.AddLink();
        _node.Route(_remote, link);
        Receive(far, Packets.Sealed(_remote.Identity, _node.Identity, new byte[50], type: UserDataType.Message));
        Receive(far, Packets.Sealed(_remote.Identity, _node.Identity, new byte[50], type: (UserDataType)9));

        Assert.Equal((1L, 1L), (_node.Dropped(DropReason.Message), _node.Dropped(DropReason.UnknownContent)));
    }

    [Fact]
    public void A_transit_packet_passes_unchanged_but_for_the_hop_limit()
    {
        (LinkId toRemote, MemoryLink remoteEnd, _) = _node.AddLink();
        (LinkId toThird, MemoryLink thirdEnd, _) = _node.AddLink();
        _node.Route(_remote, toRemote);
        _node.Route(_third, toThird);
        byte[] frame = Packets.Sealed(_remote.Identity, _third.Identity, Packets.Ip(_remote.Address, _third.Address), hopLimit: 30);
        Receive(remoteEnd, [.. frame]);

        frame[DataHeader.HopLimitOffset] = 29;
        Assert.Equal(frame, Assert.Single(Packets.ReadAll(thirdEnd)));
        Assert.Equal((1L, (long)frame.Length), (_node.Loop.Counters.ForwardedPackets, _node.Loop.Counters.ForwardedBytes));
    }

    [Fact]
    [Trait("Checklist", "R136")]
    public void A_transit_packet_for_an_unknown_subnet_waits_and_loses_one_hop_only()
    {
        (LinkId toRemote, MemoryLink remoteEnd, _) = _node.AddLink();
        (LinkId toThird, MemoryLink thirdEnd, _) = _node.AddLink();
        _node.Route(_remote, toRemote);
        Receive(remoteEnd, Packets.Sealed(_remote.Identity, _third.Identity, Packets.Ip(_remote.Address, _third.Address), hopLimit: 30));
        Assert.Equal([(_third.Address, RouteNeed.Forward)], _node.Needs);

        _node.Route(_third, toThird);
        _node.Loop.Release(_third.Identity.Subnet);
        _node.Turn();

        Assert.Equal(29, Packets.Header(Assert.Single(Packets.ReadAll(thirdEnd))).HopLimit);
    }

    [Fact]
    public void A_packet_of_an_unknown_source_waits_for_its_key()
    {
        (LinkId link, MemoryLink far, _) = _node.AddLink();
        Receive(far, Packets.Sealed(_remote.Identity, _node.Identity, Packets.Ip(_remote.Address, _node.Address)));
        Assert.Equal([(_remote.Address, RouteNeed.OpenSource)], _node.Needs);

        _node.Route(_remote, link);
        _node.Loop.Release(_remote.Identity.Subnet);
        _node.Turn();

        Assert.Equal(62, Assert.Single(_node.Host.Received)[7]);
    }

    [Fact]
    public void Packets_of_forged_sources_are_bounded_and_age()
    {
        (_, MemoryLink far, _) = _node.AddLink();
        byte[] frame = Packets.Sealed(_remote.Identity, _node.Identity, Packets.Ip(_remote.Address, _node.Address, 1360));
        for (int i = 0; i < 5000; i++)
        {
            frame[10] = (byte)i;
            frame[11] = (byte)(i >> 8);
            Receive(far, [.. frame]);
        }

        int most = WaitingPackets.MaximumBytesPerLink / (frame.Length + WaitingPackets.Overhead);
        Assert.Equal(most, _node.Loop.Counters.WaitingPackets);
        Assert.Equal(PeerLimits.NeedBurst, _node.Needs.Count);
        Assert.Equal(PeerLimits.NeedBurst - most, _node.Dropped(DropReason.WaitingFull));
        Assert.Equal(5000 - PeerLimits.NeedBurst, _node.Dropped(DropReason.PeerLimit));
        _node.Now += TimeSpan.FromSeconds(16);
        _node.Turn();
        Assert.Equal(0, _node.Loop.Counters.WaitingPackets);
        Assert.Empty(_node.Host.Received);
    }

    [Fact]
    public void Packets_that_no_node_can_have_sent_or_can_get_are_dropped_without_a_search()
    {
        (LinkId link, MemoryLink far, _) = _node.AddLink();
        _node.Route(_remote, link);
        byte[] frame = Packets.Sealed(_remote.Identity, _node.Identity, Packets.Ip(_remote.Address, _node.Address));
        byte[] own = [.. frame];
        _node.Address.Write(own.AsSpan(8));
        byte[] foreign = [.. frame];
        new Ipv6Address(0x2001_0db8_0000_0000, 1).Write(foreign.AsSpan(8));
        byte[] elsewhere = [.. frame];
        new Ipv6Address(0x2001_0db8_0000_0000, 1).Write(elsewhere.AsSpan(24));
        Receive(far, own);
        Receive(far, foreign);
        Receive(far, elsewhere);

        Assert.Equal((2L, 1L), (_node.Dropped(DropReason.SourceAddress), _node.Dropped(DropReason.DestinationAddress)));
        Assert.Empty(_node.Needs);
    }

    private void Receive(MemoryLink far, byte[] bytes)
    {
        far.TrySend(bytes, out int count);
        Assert.Equal(bytes.Length, count);
        _node.Turn();
    }
}
