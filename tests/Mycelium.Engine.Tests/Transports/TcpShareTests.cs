using Mycelium.Engine.Transports;
using Xunit;

namespace Mycelium.Engine.Tests.Transports;

/// <summary>A saturated way of one rate and round trip, in steps of a millisecond.</summary>
public sealed class TcpShareTests
{
    private readonly TcpShare _share = new();
    private readonly Queue<(TimeSpan At, long Acknowledged, TimeSpan Sample)> _underWay = new();
    private TimeSpan _now = TimeSpan.FromSeconds(5);
    private TimeSpan _free;
    private TimeSpan _smoothed;
    private TimeSpan _least = TimeSpan.MaxValue;
    private long _given;
    private long _window = 14_000;
    private long _acknowledged;

    [Theory]
    [InlineData(1_250_000, 40)]
    [InlineData(12_500_000, 1)]
    [InlineData(12_500_000, 200)]
    [InlineData(600_000_000, 1)]
    public void The_way_is_filled_and_holds_little_more_than_it_needs(long bytesPerSecond, int roundTrip)
    {
        Run(bytesPerSecond, roundTrip, seconds: 5);
        long before = _acknowledged;
        Run(bytesPerSecond, roundTrip, seconds: 20);

        Assert.InRange((_acknowledged - before) / 20.0, 0.95 * bytesPerSecond, bytesPerSecond * 1.02);
        double limit = (1.4 * roundTrip) + Math.Max(8, TcpShare.LeastInFlight * 1000.0 / bytesPerSecond);
        Assert.InRange(_smoothed.TotalMilliseconds, roundTrip, limit);
    }

    [Theory]
    [InlineData(10, 200)]
    [InlineData(200, 10)]
    public void After_a_change_of_the_round_trip_it_is_filled_again(int before, int after)
    {
        const long Rate = 2_500_000;
        Run(Rate, before, seconds: 20);
        Run(Rate, after, seconds: 30);
        long start = _acknowledged;
        Run(Rate, after, seconds: 10);

        Assert.InRange((_acknowledged - start) / 10.0, 0.9 * Rate, 1.01 * Rate);
        Assert.InRange(_smoothed.TotalMilliseconds, after, (1.6 * after) + 10);
    }

    [Theory]
    [InlineData(12_500_000, 1_250_000, 20)]
    [InlineData(125_000_000, 1_250_000, 10)]
    [InlineData(1_250_000, 12_500_000, 20)]
    [InlineData(12_500_000, 125_000_000, 1)]
    public void After_a_change_of_the_rate_it_is_filled_and_holds_little_again(long before, long after, int roundTrip)
    {
        Run(before, roundTrip, seconds: 15);
        Run(after, roundTrip, seconds: 30);
        long start = _acknowledged;
        Run(after, roundTrip, seconds: 10);

        Assert.InRange((_acknowledged - start) / 10.0, 0.95 * after, 1.01 * after);
        Assert.InRange(_smoothed.TotalMilliseconds, roundTrip, (1.6 * roundTrip) + 12);
        Assert.InRange(_share.UnsentLimit, 0, Math.Max(TcpShare.LeastUnsentLimit, after / 100));
    }

    [Fact]
    public void A_short_way_is_never_drained()
    {
        const int Rate = 100_000_000;
        Run(Rate, roundTrip: 1, seconds: 5);
        long before = _acknowledged;
        for (int i = 0; i < 400; i++)
        {
            Run(Rate, roundTrip: 1, milliseconds: 100);
            Assert.True(_acknowledged - before > 0.9 * Rate / 10, $"{_acknowledged - before} bytes in step {i}");
            before = _acknowledged;
        }
    }

    [Fact]
    public void What_is_not_limited_by_the_way_does_not_lower_the_rate()
    {
        Run(12_500_000, 10, seconds: 10);
        long rate = _share.BytesPerSecond;
        Run(12_500_000, 10, seconds: 10, offered: 1000);

        Assert.InRange(_share.BytesPerSecond, rate, 1.05 * rate);
    }

    private void Run(long bytesPerSecond, int roundTrip, int seconds = 0, int offered = int.MaxValue, int milliseconds = 0)
    {
        for (int i = 0; i < (1000 * seconds) + milliseconds; i++)
        {
            _now += TimeSpan.FromMilliseconds(1);
            while (_underWay.TryPeek(out (TimeSpan At, long Acknowledged, TimeSpan Sample) item) && item.At <= _now)
            {
                _window += item.Acknowledged - _acknowledged;
                _acknowledged = item.Acknowledged;
                _smoothed = _smoothed == TimeSpan.Zero ? item.Sample : ((7 * _smoothed) + item.Sample) / 8;
                _least = item.Sample < _least ? item.Sample : _least;
                _underWay.Dequeue();
            }

            _share.Observe(new TcpInformation(TimeSpan.Zero, _smoothed, _least == TimeSpan.MaxValue ? TimeSpan.Zero : _least, _acknowledged, 0), _now);

            // As much as a socket takes at once.
            int left = Math.Min(offered, 2_000_000);
            while (left > 0)
            {
                int part = Math.Min(Math.Min(_share.Room(_given), left), (int)Math.Clamp(_window - (_given - _acknowledged), 0, 1400));
                if (part <= 0) { break; }

                left -= part;
                _given += part;
                _free = (_free > _now ? _free : _now) + TimeSpan.FromSeconds(part / (double)bytesPerSecond);
                TimeSpan sample = _free - _now + TimeSpan.FromMilliseconds(roundTrip);
                _underWay.Enqueue((_now + sample, _given, sample));
            }

            if (left == 0) { _share.NoteEmptied(); }
        }
    }
}
