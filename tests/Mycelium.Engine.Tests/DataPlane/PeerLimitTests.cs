using Mycelium.Engine.DataPlane;
using Mycelium.Engine.Identity;
using Mycelium.Engine.Routing;
using Mycelium.Engine.Transports;
using Mycelium.Engine.Wire;
using Xunit;

namespace Mycelium.Engine.Tests.DataPlane;

/// <summary>What the packets of one neighbour can make the node do; others and the host are served as before.</summary>
public sealed class PeerLimitTests : IDisposable
{
    private readonly DataNode _node = DataNode.A();
    private readonly DataNode _other = DataNode.B();
    private readonly DataNode _third = DataNode.C();

    public void Dispose()
    {
        _node.Dispose();
        _other.Dispose();
        _third.Dispose();
    }

    [Fact]
    public void Searches_for_the_destinations_of_its_packets_are_limited_for_each_peer()
    {
        (_, MemoryLink flooder, _) = _node.AddLink();
        (_, MemoryLink honest, _) = _node.AddLink();
        for (int i = 0; i < 3 * PeerLimits.NeedBurst; i++) { Send(flooder, Transit(i)); }

        Assert.Equal(PeerLimits.NeedBurst, _node.Needs.Count);
        Assert.Equal(2 * PeerLimits.NeedBurst, _node.Dropped(DropReason.PeerLimit));

        Send(honest, Transit(9_000_000));
        Assert.Equal(PeerLimits.NeedBurst + 1, _node.Needs.Count);

        _node.Now += TimeSpan.FromSeconds(1);
        for (int i = 0; i < 1000; i++) { Send(flooder, Transit(10_000 + i)); }

        Assert.Equal(PeerLimits.NeedBurst + 1 + PeerLimits.NeedRate, _node.Needs.Count);
    }

    [Fact]
    public void Packets_for_one_unknown_subnet_cost_one_search_however_many_they_are()
    {
        (_, MemoryLink flooder, _) = _node.AddLink();
        for (int i = 0; i < 500; i++) { Send(flooder, Transit(7)); }

        Assert.Single(_node.Needs, need => need.Need == RouteNeed.Forward);
        Assert.Equal(0, _node.Dropped(DropReason.PeerLimit));
    }

    [Fact]
    public void Packets_of_peers_that_wait_for_routes_leave_room_for_each_other_and_the_host()
    {
        int floods = (WaitingPackets.MaximumBytes / WaitingPackets.MaximumBytesPerLink) + 1;
        int each = 0;
        for (int link = 0; link < floods; link++)
        {
            (_, MemoryLink flooder, _) = _node.AddLink();
            for (int i = 0; i < 200; i++) { Send(flooder, Transit((link * 1000) + i, 60_000)); }

            each = link == 0 ? (int)_node.Loop.Counters.WaitingPackets : each;
        }

        int size = Transit(0, 60_000).Length;
        Assert.Equal(WaitingPackets.MaximumBytesPerLink / (size + WaitingPackets.Overhead), each);
        Assert.InRange(_node.Loop.Counters.WaitingPackets, each * 4, WaitingPackets.MaximumBytes / size);

        long before = _node.Loop.Counters.WaitingPackets;
        _node.Host.Send(Packets.Ip(_node.Address, _other.Address));
        _node.Turn();
        Assert.Equal(before + 1, _node.Loop.Counters.WaitingPackets);
    }

    [Fact]
    public void Keys_are_agreed_on_for_so_many_senders_of_one_peer_only()
    {
        (LinkId link, MemoryLink flooder, _) = _node.AddLink();
        (LinkId second, MemoryLink honest, _) = _node.AddLink();
        for (int i = 0; i < PeerLimits.KeyBurst + 200; i++)
        {
            var key = new PublicKey(BitConverter.GetBytes(i).Concat(new byte[28]).Reverse().ToArray());
            _node.Table.Set(key.Subnet, key, link, _node.Now + TimeSpan.FromHours(1));
            Send(flooder, Frame(key.Address, _node.Address, 60));
        }

        Assert.Equal(200, _node.Dropped(DropReason.PeerLimit));
        _node.Route(_other, second);
        Send(honest, Packets.Sealed(_other.Identity, _node.Identity, Packets.Ip(_other.Address, _node.Address)));
        Assert.Single(_node.Host.Received);
    }

    [Fact]
    public void A_peer_that_earns_errors_takes_none_from_the_others()
    {
        (LinkId link, MemoryLink flooder, _) = _node.AddLink();
        (LinkId second, MemoryLink honest, _) = _node.AddLink();
        _node.Route(_other, link);
        _node.Route(_third, second);
        byte[] late = Packets.Sealed(_other.Identity, _third.Identity, Packets.Ip(_other.Address, _third.Address), hopLimit: 1);
        for (int i = 0; i < 200; i++) { Send(flooder, late); }

        Assert.Equal(PeerLimits.ReportBurst, _node.Loop.Counters.SentErrors);
        Send(honest, Packets.Sealed(_third.Identity, _other.Identity, Packets.Ip(_third.Address, _other.Address), hopLimit: 1));
        Assert.Equal(PeerLimits.ReportBurst + 1, _node.Loop.Counters.SentErrors);
    }

    [Fact]
    public void What_was_asked_lately_is_known_for_as_many_subnets_as_there_are_places_at_least_nearly()
    {
        var limiter = new NeedLimiter();
        TimeSpan now = TimeSpan.FromSeconds(5);
        const int Count = NeedLimiter.Places / 4;
        for (int i = 0; i < Count; i++) { limiter.Note(Address(i), RouteNeed.Forward, now); }

        int known = Enumerable.Range(0, Count).Count(i => limiter.IsRecent(Address(i), RouteNeed.Forward, now));
        Assert.InRange(known, Count * 9 / 10, Count);
        Assert.False(limiter.IsRecent(Address(0), RouteNeed.OpenSource, now));
        Assert.DoesNotContain(Enumerable.Range(0, Count), i => limiter.IsRecent(Address(i), RouteNeed.Forward, now + TimeSpan.FromSeconds(1)));
    }

    [Fact]
    public void A_packet_that_needs_two_things_is_asked_for_once_each()
    {
        var limiter = new NeedLimiter();
        limiter.Note(Address(1), RouteNeed.Forward, default);
        limiter.Note(Address(1), RouteNeed.OpenSource, default);

        Assert.True(limiter.IsRecent(Address(1), RouteNeed.Forward, default));
        Assert.True(limiter.IsRecent(Address(1), RouteNeed.OpenSource, default));
    }

    private static Ipv6Address Address(int number) => new(0x0500_0000_0000_0000 + (ulong)(number + 1), 1);

    private byte[] Transit(int number, int size = 60) => Frame(_other.Address, Address(number), size);

    private static byte[] Frame(Ipv6Address from, Ipv6Address to, int size)
    {
        byte[] frame = new byte[DataHeader.Size + size];
        new DataHeader((ushort)size, 60, from, to).TryWrite(frame);
        return frame;
    }

    private void Send(MemoryLink far, ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            far.TrySend(bytes, out int count);
            bytes = bytes[count..];
            _node.Turn();
        }
    }
}
