using CsCheck;
using Mycelium.Engine.DataPlane;
using Mycelium.Engine.Transports;
using Mycelium.Engine.Wire;
using Xunit;

namespace Mycelium.Engine.Tests.DataPlane;

public sealed class PacketLoopTests : IDisposable
{
    // Header of 8 bytes, type, length, value.
    private const int HelloSize = 16;

    private static readonly ControlTlv Hello = ControlTlv.From(new HelloTlv(true, default, 2000));

    private readonly DataNode _node = DataNode.A();
    private readonly DataNode _remote = DataNode.B();
    private readonly DataNode _third = DataNode.C();

    public void Dispose()
    {
        _node.Dispose();
        _remote.Dispose();
        _third.Dispose();
    }

    [Fact]
    public void Control_waits_without_loss_while_the_control_loop_has_no_room()
    {
        (LinkId link, MemoryLink far, LinkCounters counters) = _node.AddLink();
        _node.Route(_remote, link);
        _node.RoomForTlvs = 3;
        for (ushort i = 0; i < 10; i++) { far.TrySend(Frame(ControlTlv.From(new HelloTlv(true, new SequenceNumber(i), 2000))), out _); }

        far.TrySend(Packets.Sealed(_remote.Identity, _node.Identity, Packets.Ip(_remote.Address, _node.Address)), out _);
        _node.Turn();
        Assert.Equal(3, _node.Tlvs.Count);
        Assert.Empty(_node.Host.Received);

        _node.RoomForTlvs = 2;
        _node.Turn();
        Assert.Equal(5, _node.Tlvs.Count);
        _node.RoomForTlvs = 100;
        _node.Turn();

        Assert.Equal(Enumerable.Range(0, 10), _node.Tlvs.Select(tlv => (int)tlv.Hello.Seqno.Value));
        Assert.Single(_node.Host.Received);
        Assert.Equal(0, counters.SkippedInput);
    }

    [Fact]
    public void A_link_that_waits_for_room_does_not_hold_up_the_others()
    {
        (LinkId link, MemoryLink first, _) = _node.AddLink();
        (_, MemoryLink second, _) = _node.AddLink();
        _node.Route(_remote, link);
        _node.RoomForTlvs = 0;
        first.TrySend(Frame(Hello), out _);
        _node.Turn();
        second.TrySend(Packets.Sealed(_remote.Identity, _node.Identity, Packets.Ip(_remote.Address, _node.Address)), out _);
        _node.Turn();
        Assert.Single(_node.Host.Received);
    }

    [Fact]
    public void Another_protocol_closes_the_link_and_malformed_control_is_counted_and_skipped()
    {
        (LinkId first, MemoryLink http, _) = _node.AddLink();
        http.TrySend("GET / HTTP/1.1\r\n\r\n"u8, out _);
        _node.Turn();
        Assert.Equal((first, "It does not speak this protocol."), Assert.Single(_node.Closed));

        (_, MemoryLink far, LinkCounters counters) = _node.AddLink();
        byte[] badMagic = Frame(Hello);
        badMagic[4] = 43;
        byte[] unknown = Frame(Hello);
        unknown[8] = 99;
        byte[] tooLong = Frame(Hello);
        tooLong[9] = 50;
        far.TrySend(badMagic, out _);
        far.TrySend(unknown, out _);
        far.TrySend(tooLong, out _);
        far.TrySend(Frame(Hello), out _);
        _node.Turn();

        Assert.Equal(3, counters.SkippedInput);
        Assert.Single(_node.Tlvs);
        Assert.Single(_node.Closed);
    }

    [Fact]
    public void Whatever_a_peer_sends_nothing_throws_and_the_other_link_works()
    {
        Gen.Byte.Array[0, 300].List[1, 10].Sample(
            chunks =>
            {
                using DataNode node = DataNode.A();
                (_, MemoryLink hostile, _) = node.AddLink();
                (LinkId link, MemoryLink good, _) = node.AddLink();
                node.Route(_remote, link);
                foreach (byte[] chunk in chunks)
                {
                    // Half of them begin like a frame, so that they get further.
                    if (chunk.Length > 40 && chunk[2] % 2 == 0) { new byte[] { 1, (byte)(chunk[3] % 2), 0, 0 }.CopyTo(chunk, 0); }

                    if (chunk.Length > 0) { hostile.TrySend(chunk, out _); }

                    node.Turn();
                }

                good.TrySend(Packets.Sealed(_remote.Identity, node.Identity, Packets.Ip(_remote.Address, node.Address)), out _);
                node.Turn();
                Assert.Single(node.Host.Received);
            },
            seed: "000000000001",
            iter: 200);
    }

    [Fact]
    public void Whatever_a_node_seals_nothing_throws()
    {
        (LinkId link, MemoryLink far, _) = _node.AddLink();
        _node.Route(_remote, link);
        Gen.Byte.Array[0, 200].Select(Gen.Int[0, 2]).Sample(
            (body, type) =>
            {
                far.TrySend(Packets.Sealed(_remote.Identity, _node.Identity, body, type: (UserDataType)type), out _);
                _node.Turn();
            },
            seed: "000000000001",
            iter: 2000,
            threads: 1);
        Assert.Empty(_node.Closed);
        Assert.True(_node.Dropped(DropReason.Malformed) + _node.Dropped(DropReason.Report) > 100);
    }

    [Fact]
    public void A_neighbour_that_reads_nothing_is_closed_when_its_control_queue_is_full()
    {
        (LinkId link, _, _) = _node.AddLink(capacity: 100);
        for (int i = 0; i < 600_000 && _node.Closed.Count == 0; i++)
        {
            _node.Loop.SendControl(link, Hello);
            if (i % 1000 == 0) { _node.Turn(); }
        }

        Assert.Equal((link, "It does not read what it is sent."), Assert.Single(_node.Closed));
        Assert.Equal(1, _node.Loop.Counters.UnreadLinks);
    }

    [Fact]
    public void When_all_control_queues_together_are_full_the_fullest_is_closed()
    {
        const int Links = 12;
        var random = new Random(11);
        List<LinkId> links = [.. Enumerable.Range(0, Links).Select(_ => _node.AddLink(capacity: 100).Id)];
        int each = LinkPort.TotalControlCapacity / Links;
        Assert.True(each + 200_000 < LinkPort.ControlCapacity);
        int frames = (each / HelloSize) + 1;
        for (int i = 0; i < 200_000 / HelloSize; i++) { _node.Loop.SendControl(links[3], Hello); }

        for (int i = 0; i < frames && _node.Closed.Count == 0; i++)
        {
            foreach (LinkId link in links.OrderBy(_ => random.Next())) { _node.Loop.SendControl(link, Hello); }

            if (i % 100 == 0) { _node.Turn(); }
        }

        while (_node.Loop.TimeToWait() == TimeSpan.Zero) { _node.Turn(); }

        Assert.Equal((links[3], "It does not read what it is sent."), Assert.Single(_node.Closed));
    }

    [Fact]
    public void Commands_are_taken_in_parts_and_too_many_of_them_are_noticed()
    {
        (LinkId link, MemoryLink far, _) = _node.AddLink(capacity: 16 * 1024 * 1024);
        for (int i = 0; i < 32_769; i++)
        {
            Assert.False(_node.Loop.IsBehind);
            _node.Loop.SendControl(link, Hello);
        }

        Assert.True(_node.Loop.IsBehind);
        _node.Loop.RunTurn(mayWait: false);
        Assert.False(_node.Loop.IsBehind);
        Assert.Equal(TimeSpan.Zero, _node.Loop.TimeToWait());
        int turns = 1;
        for (; _node.Loop.TimeToWait() == TimeSpan.Zero; turns++) { _node.Loop.RunTurn(mayWait: false); }

        Assert.Equal(9, turns);
        Assert.Equal(32_769, Packets.ReadAll(far).Count);
    }

    [Fact]
    public void Echo_requests_under_way_are_bounded()
    {
        (LinkId link, _, _) = _node.AddLink(capacity: 4 * 1024 * 1024);
        _node.Route(_remote, link);
        EchoRequest[] requests =
        [
            .. Enumerable.Range(0, EchoClient.MaximumPending + 10)
                .Select(i => new EchoRequest(_remote.Address, i, 16, 64, TimeSpan.FromSeconds(5))),
        ];
        foreach (EchoRequest request in requests) { _node.Loop.Ping(request); }

        _node.Turn();

        Assert.Equal(10, requests.Count(request => request.Result.IsCompleted));
    }

    [Fact]
    public void A_burst_of_control_leaves_no_memory_behind()
    {
        var queue = new SendQueue(LinkPort.ControlCapacity, kept: 1000);
        byte[] burst = new byte[1_000_000];
        for (int i = 0; i < 4; i++) { Assert.True(queue.TryAdd(burst)); }

        Assert.True(queue.Size >= queue.Count);
        queue.Remove(queue.Count);

        Assert.Equal(0, queue.Size);
        Assert.True(queue.TryAdd([1, 2, 3]));
        Assert.Equal([1, 2, 3], queue.Pending.ToArray());
    }

    [Fact]
    public void Detaching_sends_what_waits_and_reports_the_end_once()
    {
        (LinkId link, MemoryLink far, _) = _node.AddLink();
        _node.Loop.SendControl(link, Hello);
        _node.Loop.DetachLink(link, "removed");
        _node.Loop.DetachLink(link, "removed");
        _node.Turn();
        Assert.Single(Packets.ReadAll(far));
        Assert.Equal((link, "removed"), Assert.Single(_node.Closed));
        Assert.Equal(IoStatus.Closed, far.TryReceive(new byte[1], out _));
    }

    [Fact]
    public void The_end_wipes_keys_and_closes_links_and_the_tunnel()
    {
        (LinkId link, MemoryLink far, _) = _node.AddLink();
        _node.Route(_remote, link);
        _node.Host.Send(Packets.Ip(_node.Address, _remote.Address));
        _node.Turn();
        var key = _node.Table.Find(_remote.Address)!.Use?.SealingKey!;
        Packets.ReadAll(far);

        _node.Loop.Dispose();

        Assert.Throws<ObjectDisposedException>(() => key.Seal(new byte[100], 10));
        Assert.Equal(IoStatus.Closed, far.TryReceive(new byte[1], out _));
        Assert.True(_node.Host.IsDisposed);
        Assert.True(_node.Loop.Ended.IsCompleted);
    }

    [Fact]
    public void Forwarding_and_delivering_allocate_nothing_per_packet()
    {
        (LinkId toRemote, MemoryLink remoteEnd, _) = _node.AddLink();
        (LinkId toThird, MemoryLink thirdEnd, _) = _node.AddLink();
        _node.Route(_remote, toRemote);
        _node.Route(_third, toThird);
        _node.Host.Keeps = false;
        byte[] transit = Packets.Sealed(_remote.Identity, _third.Identity, Packets.Ip(_remote.Address, _third.Address, 1360));
        byte[] own = Packets.Ip(_node.Address, _third.Address, 1360);
        byte[] drain = new byte[256 * 1024];
        byte[][] incoming = [.. Enumerable.Range(0, 4200).Select(_ => Packets.Sealed(_remote.Identity, _node.Identity, Packets.Ip(_remote.Address, _node.Address)))];
        int next = 0;
        void Pass(int count)
        {
            for (int i = 0; i < count; i++)
            {
                remoteEnd.TrySend(transit, out _);
                remoteEnd.TrySend(incoming[next++], out _);
                _node.Host.Send(own);
                _node.Loop.RunTurn(mayWait: false);
                thirdEnd.TryReceive(drain, out _);
            }
        }

        Pass(200);
        long allocated = Allocation.Of(() => Pass(400));

        Assert.Equal(0, allocated);
        Assert.True(next >= 600);
        Assert.Equal((next, next, next), (_node.Loop.Counters.ForwardedPackets, _node.Loop.Counters.SentPackets, _node.Loop.Counters.ReceivedPackets));
    }

    [Fact]
    public void A_connection_that_brings_no_valid_control_packet_in_10_s_is_closed()
    {
        (LinkId silent, _, _) = _node.AddLink();
        (LinkId odd, MemoryLink oddEnd, _) = _node.AddLink();
        (_, MemoryLink honest, _) = _node.AddLink();
        byte[] unknown = Frame(Hello);
        unknown[8] = 99;
        oddEnd.TrySend(unknown, out _);
        honest.TrySend(Frame(Hello), out _);
        _node.Turn();

        Assert.Equal(PacketLoop.SetupTime, _node.Loop.TimeToWait());
        _node.Now += PacketLoop.SetupTime - TimeSpan.FromMilliseconds(1);
        _node.Turn();
        Assert.Empty(_node.Closed);
        _node.Now += TimeSpan.FromMilliseconds(1);
        _node.Turn();

        Assert.Equal([silent, odd], _node.Closed.Select(item => item.Link));
        Assert.Null(_node.Loop.TimeToWait());
    }

    [Fact]
    public void A_full_batch_from_a_polled_tunnel_does_not_keep_the_loop_awake()
    {
        using var tunnel = new SocketTunnel();
        using var loop = new PacketLoop(_node.Identity, new ForwardingTable(), tunnel, _node, TimeProvider.System, () => _node.Now);
        for (int i = 0; i < 64; i++) { tunnel.Send([1, 2, 3]); }

        for (int i = 0; i < 100 && loop.Counters.Dropped(DropReason.Malformed) < 64; i++) { loop.RunTurn(mayWait: false); }

        Assert.Equal(64, loop.Counters.Dropped(DropReason.Malformed));
        Assert.Null(loop.TimeToWait());
    }

    [Fact]
    public void What_comes_after_the_end_is_let_go_at_once()
    {
        _node.Loop.Dispose();
        var request = new EchoRequest(_remote.Address, 1, 16, 64, TimeSpan.FromSeconds(1));
        (MemoryLink near, MemoryLink far) = MemoryLink.CreatePair(Endpoint.Memory("near"), Endpoint.Memory("far"), 100);

        _node.Loop.Ping(request);
        _node.Loop.AttachLink(new LinkId(1), near, new LinkCounters());
        _node.Loop.Resume();

        Assert.True(request.Result.IsCompleted);
        Assert.Equal(IoStatus.Closed, far.TryReceive(new byte[1], out _));
    }

    [SkippableFact]
    public void The_end_leaves_no_descriptor_open()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "The open descriptors are counted by the proc file system.");
        const int Loops = 150;
        int before = Directory.GetFiles("/proc/self/fd").Length;
        for (int i = 0; i < Loops; i++) { new DataNode(new string('a', 64)).Dispose(); }

        // Other tests have descriptors open at the same time, though never so many.
        Assert.InRange(Directory.GetFiles("/proc/self/fd").Length - before, int.MinValue, Loops);
    }

    [Fact]
    public void Nothing_is_dropped_while_the_next_hop_takes_more_than_its_queue_holds()
    {
        (LinkId toThird, MemoryLink far, _) = _node.AddLink(capacity: 1024 * 1024);
        _node.Route(_third, toThird);
        byte[] transit = Packets.Sealed(_remote.Identity, _third.Identity, Packets.Ip(_remote.Address, _third.Address, 1360));
        MemoryLink[] sources = [.. Enumerable.Range(0, 3).Select(_ => _node.AddLink().Far)];
        int sent = 0;
        foreach (MemoryLink from in sources)
        {
            for (int space = MemoryTransport.DefaultLinkCapacity; space > transit.Length; space -= transit.Length)
            {
                from.TrySend(transit, out _);
                sent++;
            }
        }

        _node.Turn();

        Assert.Equal(0, _node.Dropped(DropReason.LinkQueueFull));
        Assert.Equal(sent, Packets.ReadAll(far).Count);
    }

    [Fact]
    public void Turns_allocate_nothing_while_echo_requests_are_under_way()
    {
        (LinkId link, MemoryLink far, _) = _node.AddLink();
        _node.Route(_remote, link);
        for (int i = 0; i < 3; i++) { _node.Loop.Ping(new EchoRequest(_remote.Address, i, 16, 64, TimeSpan.FromSeconds(5 - i))); }

        _node.Turn();
        Assert.Equal(3, Packets.ReadAll(far).Count);
        _node.Turn();
        Assert.Equal(TimeSpan.FromSeconds(3), _node.Loop.TimeToWait());
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++) { _node.Loop.RunTurn(mayWait: false); }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static byte[] Frame(in ControlTlv tlv)
    {
        byte[] frame = new byte[ControlFrame.MaximumSize];
        ControlFrame.TryWrite(tlv, frame, out int length);
        return frame[..length];
    }
}
