using System.Globalization;
using Mycelium.Engine.DataPlane;

namespace Mycelium.Engine.Management;

/// <summary>How much something was, in bytes or packets, over all times that it was looked at. Rounded up by at most a sixteenth.</summary>
/// <param name="Count">How often it was looked at.</param>
/// <param name="Median">Half were no more.</param>
/// <param name="Percentile90">Nine of ten were no more.</param>
/// <param name="Percentile99">99 of 100 were no more.</param>
/// <param name="Maximum">The most.</param>
public sealed record SizeDistribution(long Count, long Median, long Percentile90, long Percentile99, long Maximum)
{
    /// <summary>The sizes, such as <c>1 / 17 / 44 / 64</c>; empty if there were none.</summary>
    public override string ToString() => Count == 0
        ? ""
        : string.Create(CultureInfo.InvariantCulture, $"{Median} / {Percentile90} / {Percentile99} / {Maximum}");

    internal static SizeDistribution Of(RecordedHistogram histogram)
    {
        RecordedHistogram copy = histogram.Copy();
        return new SizeDistribution(copy.Count, copy.SizeAt(0.5), copy.SizeAt(0.9), copy.SizeAt(0.99), copy.SizeAt(1));
    }
}
