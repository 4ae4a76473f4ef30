using Mycelium.Engine.DataPlane;
using Mycelium.Engine.Wire;
using Xunit;

namespace Mycelium.Engine.Tests.DataPlane;

/// <summary>The queue of one flow against RFC 8289 section 5.6, written out anew with seconds as floating point.</summary>
public sealed class CoDelTests
{
    private const double Interval = 0.1;
    private const double Target = 0.005;
    private const int MaximumFrame = 1536;

    [Theory]
    [InlineData(1, 0.0012, 0.0010)]
    [InlineData(2, 0.0012, 0.0011)]
    [InlineData(3, 0.0015, 0.0015)]
    [InlineData(4, 0.0201, 0.0150)]
    public void It_drops_what_the_control_law_says(int seed, double sendTime, double gap)
    {
        var random = new Random(seed);
        var dropped = new List<int>();
        int drops = 0;
        var store = new FrameStore(_ => drops++, 64 << 20);
        FairQueue queue = store.TakeQueue();
        var model = new Model(dropped);
        var sent = new List<int>();
        int number = 0;
        double nextArrival = 0.01;
        for (double now = 0.01; now < 20; now += sendTime)
        {
            for (; nextArrival <= now; nextArrival += gap * 2 * random.NextDouble())
            {
                int size = random.Next(60, 1400);
                queue.Add(FairQueueTests.Frame(store, 1, 1, size, TimeSpan.FromSeconds(nextArrival), ++number), 1, new LinkId(1), int.MaxValue);
                model.Add(number, size, TimeSpan.FromSeconds(nextArrival).TotalSeconds);
            }

            TimeSpan time = TimeSpan.FromSeconds(now);
            QueuedFrame? frame = queue.Dequeue(new QueueTime(time, TimeSpan.FromSeconds(Target)));
            int? expected = model.Dequeue(time.TotalSeconds);
            Assert.Equal(expected, frame is null ? null : BitConverter.ToInt32(frame.Bytes[8..]));
            Assert.Equal(dropped.Count, drops);
            if (frame is null) { continue; }

            sent.Add(expected!.Value);
            store.Return(frame);
        }

        Assert.True(drops > 10, $"{drops} drops.");
        Assert.Equal(number, sent.Count + drops + queue.Frames);
    }

    private sealed class Model(List<int> dropped)
    {
        private readonly Queue<(int Number, int Size, double Arrival)> _queue = new();
        private int _bytes;
        private double _firstAbove;
        private double _nextDrop;
        private int _count;
        private int _lastCount;
        private bool _isDropping;

        internal void Add(int number, int size, double arrival)
        {
            _queue.Enqueue((number, size, arrival));
            _bytes += size;
        }

        internal int? Dequeue(double now)
        {
            (int? number, bool mayDrop) = Take(now);
            if (_isDropping)
            {
                if (!mayDrop) { _isDropping = false; }

                while (_isDropping && now >= _nextDrop)
                {
                    dropped.Add(number!.Value);
                    _count++;
                    (number, mayDrop) = Take(now);
                    if (!mayDrop) { _isDropping = false; }
                    else { _nextDrop += Interval / Math.Sqrt(_count); }
                }
            }
            else if (mayDrop)
            {
                dropped.Add(number!.Value);
                (number, _) = Take(now);
                _isDropping = true;
                int delta = _count - _lastCount;
                _count = delta > 1 && now - _nextDrop < 16 * Interval ? delta : 1;
                _nextDrop = now + (Interval / Math.Sqrt(_count));
                _lastCount = _count;
            }

            // The scheduler takes an empty flow off its lists, and what was known of it is forgotten.
            if (number is null) { (_count, _lastCount, _isDropping, _nextDrop) = (0, 0, false, 0); }

            return number;
        }

        private (int? Number, bool MayDrop) Take(double now)
        {
            if (!_queue.TryDequeue(out (int Number, int Size, double Arrival) item))
            {
                _firstAbove = 0;
                return (null, false);
            }

            // What waited for two seconds goes in any case.
            if (now - item.Arrival > 2)
            {
                _bytes -= item.Size;
                dropped.Add(item.Number);
                return Take(now);
            }

            _bytes -= item.Size;
            bool mayDrop = false;
            if (now - item.Arrival < Target || _bytes <= MaximumFrame) { _firstAbove = 0; }
            else if (_firstAbove == 0) { _firstAbove = now + Interval; }
            else { mayDrop = now >= _firstAbove; }

            return (item.Number, mayDrop);
        }
    }
}
