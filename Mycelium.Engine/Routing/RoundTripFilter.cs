namespace Mycelium.Engine.Routing;

/// <summary>
/// The cost of a link from its round trips: the first in full, the median of the first few, then the smoothed median of the last few. So a
/// link that came up while a machine was busy has not its cost for long.
/// </summary>
internal sealed class RoundTripFilter
{
    private const int Places = 5;
    private const double Gain = 0.125;

    private readonly double[] _recent = new double[Places];
    private int _count;
    private double _smoothed;

    /// <summary>Whether a round trip was taken in.</summary>
    internal bool HasValue => _count > 0;

    /// <summary>Takes in a round trip; returns the smoothed one, in milliseconds.</summary>
    internal uint Add(TimeSpan roundTrip)
    {
        _recent[_count++ % Places] = roundTrip.TotalMilliseconds;
        double median = Median();
        _smoothed = _count <= Places ? median : _smoothed + (Gain * (median - _smoothed));
        return (uint)Math.Clamp(_smoothed, 0, ushort.MaxValue);
    }

    // Of an even number the smaller of the two in the middle: a queue only ever lengthens a round trip.
    private double Median()
    {
        Span<double> sorted = stackalloc double[Places];
        int count = Math.Min(_count, Places);
        _recent.AsSpan(0, count).CopyTo(sorted);
        sorted = sorted[..count];
        sorted.Sort();
        return sorted[(count - 1) / 2];
    }
}
