using HdrHistogram;

namespace Mycelium.Engine.DataPlane;

/// <summary>How often values of each size occurred: in buckets no wider than a sixteenth of the value.</summary>
/// <remarks>
/// One thread records, which takes some nanoseconds and allocates nothing; a histogram of times takes 3.5 KB. Others look at a
/// <see cref="Copy"/>, at any time: it reads the count of each bucket once, a value that is whole and at most a moment old, and
/// adds them up itself, since the total of what is being recorded would not be theirs.
/// </remarks>
internal sealed class RecordedHistogram
{
    private const int Digits = 1;

    private static readonly TimeSpan LongestTime = TimeSpan.FromMinutes(1);

    private readonly long _highest;
    private readonly LongHistogram _counts;

    private RecordedHistogram(long highest)
    {
        _highest = highest;
        _counts = new LongHistogram(highest, Digits);
    }

    /// <summary>How many values there are. Of a copy.</summary>
    internal long Count => _counts.TotalCount;

    /// <summary>A histogram of times up to a minute; what takes longer counts as a minute.</summary>
    internal static RecordedHistogram ForTimes() => new(LongestTime.Ticks);

    /// <summary>A histogram of numbers of bytes or packets up to 2^30; what is more counts as that.</summary>
    internal static RecordedHistogram ForSizes() => new(1L << 30);

    /// <summary>Records a size. The one thread that records.</summary>
    internal void Record(long value) => _counts.RecordValue(Math.Clamp(value, 0, _highest));

    /// <summary>Records a time. The one thread that records.</summary>
    internal void Record(TimeSpan time) => Record(time.Ticks);

    /// <summary>What was recorded so far; any thread.</summary>
    internal RecordedHistogram Copy()
    {
        var copy = new RecordedHistogram(_highest);
        copy.Add(this);
        return copy;
    }

    /// <summary>Adds what another of the same kind has recorded so far, while its thread may go on. For copies.</summary>
    internal void Add(RecordedHistogram other)
    {
        for (long value = 0; value <= _highest; value = _counts.NextNonEquivalentValue(value))
        {
            long count = other._counts.GetCountAtValue(value);
            if (count > 0) { _counts.RecordValueWithCount(value, count); }
        }
    }

    /// <summary>What a part of the values does not exceed, rounded up to the end of its bucket; 0 if there are none. Of a copy.</summary>
    /// <param name="quantile">0 to 1.</param>
    internal long SizeAt(double quantile) =>
        Count == 0 ? 0 : Math.Min(_counts.GetValueAtPercentile(quantile * 100), _highest);

    /// <summary>As <see cref="SizeAt"/>, of a histogram of times.</summary>
    internal TimeSpan TimeAt(double quantile) => TimeSpan.FromTicks(SizeAt(quantile));
}
