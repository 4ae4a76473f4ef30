namespace Mycelium.Benchmarks.Network.Results;

/// <summary>Percentiles by nearest rank: always a value that was measured.</summary>
internal static class SampleStatistics
{
    /// <summary>The middle value; of an even number the lower one.</summary>
    internal static double Median(IEnumerable<double> values) => Percentile(values, 50);

    /// <summary>The smallest value that at least this many percent of the values do not exceed.</summary>
    /// <param name="values">At least one.</param>
    /// <param name="percent">Above 0, at most 100.</param>
    internal static double Percentile(IEnumerable<double> values, double percent)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(percent);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(percent, 100);
        double[] sorted = [.. values.Order()];
        if (sorted.Length == 0) { throw new ArgumentException("There are no values.", nameof(values)); }

        return sorted[(int)Math.Ceiling(percent / 100 * sorted.Length) - 1];
    }
}
