using CsCheck;
using Mycelium.Engine.DataPlane;
using Mycelium.Engine.Wire;
using Xunit;

namespace Mycelium.Engine.Tests.DataPlane;

public sealed class FairQueueTests
{
    private const int Capacity = 1 << 20;
    private const int FrameSize = 1400;

    private static readonly TimeSpan Target = TimeSpan.FromMilliseconds(5);

    private readonly Dictionary<DropReason, int> _dropped = [];
    private readonly FrameStore _store;
    private readonly FairQueue _queue;

    public FairQueueTests()
    {
        _store = new FrameStore(reason => _dropped[reason] = _dropped.GetValueOrDefault(reason) + 1);
        _queue = _store.TakeQueue();
    }

    [Fact]
    public void Flows_of_different_frame_sizes_get_equal_bytes()
    {
        for (int i = 0; i < 200; i++)
        {
            Add(1, 1, 1400);
            Add(2, 1, 700);
            Add(3, 1, 350);
        }

        Dictionary<(int Flow, int Ingress), int> sent = Send(100_000);

        Assert.All(sent.Values, bytes => Assert.InRange(bytes, 30_000, 37_000));
        Assert.Equal(3, sent.Count);
    }

    [Fact]
    public void A_neighbour_with_a_thousand_flows_gets_no_more_than_one_with_a_single_flow()
    {
        for (int i = 0; i < 300; i++)
        {
            Add(i, ingress: 1, FrameSize);
            Add(7, ingress: 2, FrameSize);
        }

        Dictionary<(int Flow, int Ingress), int> sent = Send(280_000);

        int crowd = sent.Where(item => item.Key.Ingress == 1).Sum(item => item.Value);
        int single = sent.Where(item => item.Key.Ingress == 2).Sum(item => item.Value);
        Assert.InRange(single, crowd - 3200, crowd + 3200);
    }

    [Fact]
    public void A_flow_that_sends_seldom_goes_ahead_of_those_that_fill_the_queue()
    {
        for (int i = 0; i < 200; i++) { Add(i % 4, 1, FrameSize); }

        Send(40_000);
        Add(9, 1, 100);
        Dictionary<(int Flow, int Ingress), int> sent = Send(2 * FrameSize);

        Assert.Contains((9, 1), sent.Keys);
    }

    [Fact]
    public void A_seldom_neighbour_goes_ahead_of_one_that_fills_the_queue()
    {
        for (int i = 0; i < 200; i++) { Add(i, 1, FrameSize); }

        Send(40_000);
        Add(9, 2, 100);

        Assert.Contains((9, 2), Send(2 * FrameSize).Keys);
    }

    [Fact]
    public void What_is_too_much_is_dropped_from_who_has_most()
    {
        for (int i = 0; i < 5; i++) { Add(1, 1, FrameSize); }

        for (int i = 0; i < 2000; i++) { Add(i % 300, 2, FrameSize); }

        Assert.InRange(_queue.Cost, Capacity - 4096, Capacity);
        Assert.Equal(2005 - _queue.Frames, _dropped[DropReason.LinkQueueFull]);
        Dictionary<(int Flow, int Ingress), int> sent = Send(int.MaxValue);
        Assert.Equal(5 * FrameSize, sent[(1, 1)]);
    }

    [Fact]
    public void The_bound_holds_however_the_frames_are_spread()
    {
        Gen.Select(Gen.Int[0, 2000], Gen.Int[1, 100], Gen.Int[40, 9000], Gen.Int[0, 3]).List[200, 1500].Sample(
            steps =>
            {
                int drops = 0;
                var store = new FrameStore(_ => drops++, 4 << 20);
                FairQueue queue = store.TakeQueue();
                int added = 0, taken = 0;
                foreach ((int flow, int ingress, int size, int takes) in steps)
                {
                    queue.Add(Frame(store, flow, ingress, size, default), (uint)flow, new LinkId(ingress), 100_000);
                    added++;
                    Assert.InRange(queue.Cost, 0, 100_000);
                    Assert.Equal(queue.Cost, store.Used);
                    for (int i = 0; takes == 3 && i < 2 && queue.Dequeue(new QueueTime(default, Target)) is { } frame; i++)
                    {
                        store.Return(frame);
                        taken++;
                    }
                }

                Assert.Equal(added, taken + drops + queue.Frames);
                queue.Clear();
                Assert.Equal(0, store.Used);
                Assert.Equal((0, 0, 0), (queue.Frames, queue.Bytes, queue.Cost));
            },
            seed: "000000000002",
            iter: 60);
    }

    [Fact]
    public void Each_flow_keeps_its_order()
    {
        var random = new Random(4);
        var last = new Dictionary<(int, int), int>();
        int number = 0;
        for (int i = 0; i < 5000; i++)
        {
            for (int j = random.Next(3); j > 0; j--) { Add(random.Next(20), random.Next(3), 60 + random.Next(1300), number: ++number); }

            if (random.Next(2) == 0 || _queue.Dequeue(new QueueTime(default, Target)) is not { } frame) { continue; }

            (int Flow, int Ingress) key = KeyOf(frame);
            int sequence = BitConverter.ToInt32(frame.Bytes[8..]);
            Assert.True(sequence > last.GetValueOrDefault(key));
            last[key] = sequence;
            _store.Return(frame);
        }

        Assert.True(last.Count > 50);
    }

    [Fact]
    public void What_waited_for_two_seconds_is_dropped()
    {
        for (int i = 0; i < 10; i++) { Add(1, 1, FrameSize); }

        Add(1, 1, FrameSize, TimeSpan.FromSeconds(1));

        Assert.NotNull(_queue.Dequeue(new QueueTime(TimeSpan.FromSeconds(2.5), Target)));
        Assert.Equal(10, _dropped[DropReason.QueueDelay]);
    }

    [Fact]
    public void Nothing_is_allocated_once_memory_is_there_and_it_is_given_back_when_not_needed()
    {
        void Burst()
        {
            for (int i = 0; i < 400; i++) { _queue.Add(Frame(_store, i % 50, i % 5, 64 + i, default), (uint)(i % 50), new LinkId(i % 5), Capacity); }

            while (_queue.Dequeue(new QueueTime(default, Target)) is { } frame) { _store.Return(frame); }
        }

        Burst();
        Burst();
        Assert.Equal(0, Allocation.Of(Burst));
        Assert.True(_store.Free > 100_000);

        _store.Trim(TimeSpan.FromSeconds(10));
        Assert.True(_store.Free > 100_000);
        _store.Trim(TimeSpan.FromSeconds(20));
        Assert.Equal(0, _store.Free);
    }

    internal static QueuedFrame Frame(FrameStore store, int flow, int ingress, int size, TimeSpan arrival, int number = 0)
    {
        QueuedFrame frame = store.Take(size);
        BitConverter.TryWriteBytes(frame.Bytes, flow);
        BitConverter.TryWriteBytes(frame.Bytes[4..], ingress);
        BitConverter.TryWriteBytes(frame.Bytes[8..], number);
        frame.Arrival = arrival;
        return frame;
    }

    private static (int Flow, int Ingress) KeyOf(QueuedFrame frame) => (BitConverter.ToInt32(frame.Bytes), BitConverter.ToInt32(frame.Bytes[4..]));

    private void Add(int flow, int ingress, int size, TimeSpan arrival = default, int number = 0) =>
        _queue.Add(Frame(_store, flow, ingress, size, arrival, number), (uint)flow, new LinkId(ingress), Capacity);

    private Dictionary<(int Flow, int Ingress), int> Send(int bytes)
    {
        var sent = new Dictionary<(int, int), int>();
        while (bytes > 0 && _queue.Dequeue(new QueueTime(default, Target)) is { } frame)
        {
            (int, int) key = KeyOf(frame);
            sent[key] = sent.GetValueOrDefault(key) + frame.Length;
            bytes -= frame.Length;
            _store.Return(frame);
        }

        return sent;
    }
}
