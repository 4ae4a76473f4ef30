using System.Buffers.Binary;
using Mycelium.Engine.DataPlane;
using Mycelium.Engine.Transports;
using Mycelium.Engine.Wire;
using Xunit;

namespace Mycelium.Engine.Tests.DataPlane;

public sealed class LinkPortTests : IDisposable
{
    private readonly MeteredLink _link = new();
    private readonly LinkCounters _counters = new();
    private readonly QueueBudget _control = new(LinkPort.TotalControlCapacity);
    private readonly FrameStore _store;
    private readonly LinkPort _port;
    private int _dropped;

    public LinkPortTests()
    {
        _store = new FrameStore(_ => _dropped++);
        _port = new LinkPort(new LinkId(1), _link, _counters, _control, _store);
    }

    public void Dispose() => _port.Dispose();

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, false)]
    [InlineData(3, true)]
    [InlineData(4, true)]
    public void However_little_is_taken_at_once_whole_frames_arrive_in_the_order_of_their_flow(int seed, bool hasShare)
    {
        var random = new Random(seed);
        int added = 0, control = 0, refused = 0;
        TimeSpan now = TimeSpan.FromSeconds(1);
        _link.HasShare = hasShare;
        for (int i = 0; i < 20_000; i++)
        {
            now += TimeSpan.FromMicroseconds(random.Next(400));
            switch (random.Next(10))
            {
                case 0:
                    Assert.True(_port.TryAddControl(ControlBytes(++control)));
                    break;
                case 1:
                    if (_port.TryAddProbe(Data(99, ++added, random.Next(50, 200)), now) is false) { refused++; }

                    break;
                case < 8:
                    int flow = random.Next(8);
                    int size = random.Next(30) == 0 ? random.Next(2000, 65_000) : random.Next(50, 1500);
                    if (!_port.TryAddData(Data(flow, ++added, size), (uint)flow, new LinkId(flow % 3), now)) { refused++; }

                    break;
                default:
                    _link.Allow(random.Next(8_000));
                    _port.NoteReady();
                    _port.Flush(now);
                    break;
            }
        }

        _link.Allow(int.MaxValue / 2);
        for (int i = 0; i < 10_000 && _port.HasPending; i++)
        {
            _port.NoteReady();
            _port.Flush(now);
        }

        (int data, int controls) = Parse();
        Assert.Equal(control, controls);
        Assert.Equal(added, data + refused + _dropped);
        Assert.Equal(added, _counters.DataFrames);
        Assert.Equal((0, 0), (_store.Used, (int)_counters.QueuedBytes));
        Assert.Equal(_link.Sent.Count, _counters.SentBytes);
        Assert.True(data > 1000 && _dropped > 0, $"{data} sent, {_dropped} dropped, {refused} refused.");
    }

    [Fact]
    public void Control_goes_first_then_probes_then_data_but_never_within_a_frame()
    {
        _link.Allow(100);
        for (int i = 1; i <= 5; i++) { Assert.True(_port.TryAddData(Data(1, i, 1000), 1, LinkId.None, default)); }

        Assert.Equal(IoStatus.WouldBlock, _port.Flush(default));
        Assert.True(_port.IsBlocked);
        for (int i = 6; i <= 8; i++) { Assert.True(_port.TryAddData(Data(1, i, 1000), 1, LinkId.None, default)); }

        Assert.True(_port.TryAddProbe(Data(99, 1, 60), default));
        Assert.True(_port.TryAddControl(ControlBytes(1)));
        _link.Allow(1_000_000);
        _port.NoteReady();
        Assert.Equal(IoStatus.Done, _port.Flush(default));

        List<string> order = [.. Frames().Select(frame => frame[1] == 1 ? "control" : FlowOf(frame) == 99 ? "probe" : "data")];
        Assert.Equal(["data", "control", "data", "data", "data", "data", "probe", "data", "data", "data"], order);
    }

    [Fact]
    public void A_flood_stays_within_the_bounds_of_link_and_node_and_a_late_link_still_finds_room()
    {
        var store = new FrameStore(_ => { }, 2 << 20);
        LinkPort[] ports = [.. Enumerable.Range(1, 30).Select(i => new LinkPort(new LinkId(i), new MeteredLink(), new LinkCounters(), _control, store))];
        for (int i = 0; i < 400; i++)
        {
            foreach (LinkPort port in ports.AsSpan(0, 29)) { port.TryAddData(Data(i, i, 1400), (uint)i, LinkId.None, default); port.Flush(default); }

            Assert.InRange(store.Used, 0, 2 << 20);
        }

        Assert.True(store.Used > 1 << 20);
        for (int i = 0; i < 20; i++)
        {
            Assert.True(ports[29].TryAddData(Data(i, i, 1400), (uint)i, LinkId.None, default));
            ports[29].Flush(default);
        }

        foreach (LinkPort port in ports) { port.Dispose(); }

        Assert.Equal(0, store.Used);
    }

    [Fact]
    public void A_reservation_that_is_not_committed_leaves_nothing()
    {
        _link.Allow(1_000_000);
        Assert.Equal(200, _port.Reserve(200, 1, LinkId.None, default).Length);
        Assert.Equal(IoStatus.Done, _port.Flush(default));
        Assert.Empty(_link.Sent);
        Assert.False(_port.HasPending);

        _link.Allow(-1_000_000);
        for (int i = 0; i < 3; i++) { _port.TryAddData(Data(1, i, 500), 1, LinkId.None, default); _port.Flush(default); }

        int used = _store.Used;
        Assert.Equal(900, _port.Reserve(900, 1, LinkId.None, default).Length);
        Assert.True(_port.TryAddProbe(Data(99, 1, 60), default));
        Assert.Equal(used, _store.Used);
        Assert.True(_port.Reserve(LinkPort.LargestFrame + 1, 1, LinkId.None, default).IsEmpty);
    }

    [Fact]
    public void What_is_on_its_way_is_bounded_and_more_is_sent_in_time_without_readiness()
    {
        _link.HasShare = true;
        _link.Room = 0;
        _link.Allow(1_000_000);
        TimeSpan now = TimeSpan.FromSeconds(1);
        for (int i = 0; i < 50; i++) { Assert.True(_port.TryAddData(Data(1, i, 1000), 1, LinkId.None, now)); }

        Assert.Equal(IoStatus.WouldBlock, _port.Flush(now));
        Assert.False(_port.IsBlocked);
        Assert.Equal(now + TimeSpan.FromMilliseconds(1), _port.NextFlush);
        Assert.Empty(_link.Sent);

        _link.Room = 2500;
        now += TimeSpan.FromMilliseconds(1);
        _port.Flush(now);
        Assert.InRange(_link.Sent.Count, 2500, 4000);
        Assert.NotNull(_port.NextFlush);
        _link.Room = int.MaxValue;
        _port.Flush(now + TimeSpan.FromMilliseconds(1));
        while (_port.HasPending) { _port.NoteReady(); _port.Flush(now + TimeSpan.FromMilliseconds(1)); }

        Assert.Null(_port.NextFlush);
        Assert.Equal(50_000, _link.Sent.Count);
    }

    [Fact]
    public void No_more_than_the_transport_should_hold_unsent_is_given_until_it_is_ready()
    {
        _link.HasShare = true;
        _link.Allow(1_000_000);
        for (int i = 0; i < 100; i++) { _port.TryAddData(Data(1, i, 1000), 1, LinkId.None, default); }

        _port.Flush(default);
        Assert.InRange(_link.Sent.Count, _link.UnsentLimit, _link.UnsentLimit + 1000);
        Assert.True(_port.IsBlocked && _port.WantsReadiness);
        int before = _link.Sent.Count;
        _port.NoteReady();
        _port.Flush(default);
        Assert.InRange(_link.Sent.Count - before, _link.UnsentLimit / 2, (_link.UnsentLimit / 2) + 1000);
    }

    [Fact]
    public void Nothing_is_allocated_per_frame_with_or_without_a_queue()
    {
        byte[] frame = Data(1, 1, 1400);
        var port = new LinkPort(new LinkId(2), new SinkLink(), new LinkCounters(), _control, _store);
        void Direct()
        {
            for (int i = 0; i < 200; i++) { port.TryAddData(frame, (uint)i, LinkId.None, default); }

            port.Flush(default);
        }

        void Queued()
        {
            port.Flush(default);
            for (int i = 0; i < 200; i++) { port.TryAddData(frame, (uint)i, LinkId.None, default); }

            while (port.HasPending) { port.NoteReady(); port.Flush(default); }
        }

        Direct();
        Assert.Equal(0, Allocation.Of(Direct));
        ((SinkLink)port.Link).BlocksEverySecondCall = true;
        Queued();
        Assert.Equal(0, Allocation.Of(Queued));
        port.Dispose();
    }

    [Fact]
    public void The_largest_frames_fit_behind_each_other()
    {
        (_link.HasShare, _link.UnsentLimit) = (true, 512 * 1024);
        _port.Flush(default);
        _port.TryAddData(Data(1, 1, 1000), 1, LinkId.None, default);
        _port.Flush(default);
        int[] sizes = [FrameStore.SendSize - 1, LinkPort.LargestFrame, LinkPort.LargestFrame, 100];
        foreach (int size in sizes) { Assert.True(_port.TryAddData(Data(1, 2, size), 1, LinkId.None, default)); }

        _link.Allow(1_000_000);
        for (int i = 0; i < 10 && _port.HasPending; i++)
        {
            _port.NoteReady();
            _port.Flush(default);
        }

        Assert.Equal(1000 + sizes.Sum(), _link.Sent.Count);
    }

    [Fact]
    public void Many_links_take_turns_without_allocating()
    {
        byte[] frame = Data(1, 1, 1400);
        List<LinkPort> ports =
        [
            .. Enumerable.Range(10, 40).Select(id => new LinkPort(new LinkId(id), new SinkLink(), new LinkCounters(), _control, _store)),
        ];
        void Turn()
        {
            foreach (LinkPort port in ports) { port.TryAddData(frame, 1, LinkId.None, default); }

            foreach (LinkPort port in ports) { port.Flush(default); }
        }

        Turn();
        Assert.Equal(0, Allocation.Of(Turn));
        ports.ForEach(port => port.Dispose());
    }

    [Fact]
    public void Frames_of_sizes_that_take_turns_are_reused()
    {
        void Round()
        {
            for (int round = 0; round < 2; round++)
            {
                (int length, int count) = round == 0 ? (150, 3900) : (1450, 500);
                QueuedFrame? taken = null;
                for (int i = 0; i < count; i++)
                {
                    QueuedFrame frame = _store.Take(length);
                    (frame.Next, taken) = (taken, frame);
                }

                while (taken is { } frame)
                {
                    taken = frame.Next;
                    _store.Return(frame);
                }
            }
        }

        Round();

        Assert.Equal(0, Allocation.Of(Round));
        Assert.InRange(_store.Free, 1, 4 * 1024 * 1024);
        for (int i = 1; i < 4; i++) { _store.Trim(TimeSpan.FromSeconds(10 * i)); }

        Assert.Equal((0, 0), (_store.Free, _store.Used));
    }

    private static byte[] Data(int flow, int number, int size)
    {
        byte[] frame = new byte[size];
        frame[0] = 1;
        BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(5), (ushort)(size - DataHeader.Size));
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(40), flow);
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(44), number);
        return frame;
    }

    // A control frame whose length is in its body, 20 bytes.
    private static byte[] ControlBytes(int number)
    {
        byte[] frame = new byte[20];
        (frame[0], frame[1]) = (1, 1);
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(8), number);
        return frame;
    }

    private static int FlowOf(byte[] frame) => BinaryPrimitives.ReadInt32BigEndian(frame.AsSpan(40));

    private List<byte[]> Frames()
    {
        byte[] bytes = [.. _link.Sent];
        var frames = new List<byte[]>();
        for (int at = 0; at < bytes.Length;)
        {
            Assert.Equal(1, bytes[at]);
            int length = bytes[at + 1] == 1 ? 20 : DataHeader.Size + BinaryPrimitives.ReadUInt16BigEndian(bytes.AsSpan(at + 5));
            frames.Add(bytes[at..(at + length)]);
            at += length;
        }

        return frames;
    }

    private (int Data, int Control) Parse()
    {
        var last = new Dictionary<int, int>();
        int data = 0, control = 0;
        foreach (byte[] frame in Frames())
        {
            if (frame[1] == 1)
            {
                Assert.Equal(++control, BinaryPrimitives.ReadInt32BigEndian(frame.AsSpan(8)));
                continue;
            }

            int number = BinaryPrimitives.ReadInt32BigEndian(frame.AsSpan(44));
            Assert.True(number > last.GetValueOrDefault(FlowOf(frame)));
            last[FlowOf(frame)] = number;
            data++;
        }

        return (data, control);
    }
}
