using System.Globalization;
using Mycelium.Engine.DataPlane;

namespace Mycelium.Engine.Management;

/// <summary>How long something took, over all times that it happened. Times are rounded up by at most a sixteenth.</summary>
/// <param name="Count">How often it happened.</param>
/// <param name="Median">Half took no longer.</param>
/// <param name="Percentile90">Nine of ten took no longer.</param>
/// <param name="Percentile99">99 of 100 took no longer.</param>
/// <param name="Maximum">The longest; a minute stands for all that took longer.</param>
public sealed record TimeDistribution(long Count, TimeSpan Median, TimeSpan Percentile90, TimeSpan Percentile99, TimeSpan Maximum)
{
    /// <summary>The times in milliseconds, such as <c>0.12 / 0.4 / 1.9 / 7.1 ms</c>; empty if it never happened.</summary>
    public override string ToString() => Count == 0
        ? ""
        : string.Create(
            CultureInfo.InvariantCulture,
            $"{Text(Median)} / {Text(Percentile90)} / {Text(Percentile99)} / {Text(Maximum)} ms");

    internal static TimeDistribution Of(RecordedHistogram histogram)
    {
        RecordedHistogram copy = histogram.Copy();
        return new TimeDistribution(copy.Count, copy.TimeAt(0.5), copy.TimeAt(0.9), copy.TimeAt(0.99), copy.TimeAt(1));
    }

    private static string Text(TimeSpan time) => time.TotalMilliseconds.ToString("0.####", CultureInfo.InvariantCulture);
}
