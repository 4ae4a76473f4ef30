using Mycelium.Benchmarks.Network.Results;
using Mycelium.Network.Tests.Harness;

namespace Mycelium.Benchmarks.Network.Traffic;

/// <summary>Round trip times of a series of pings; one that is lost counts as the time that it was waited for.</summary>
/// <param name="Median">In milliseconds.</param>
/// <param name="Percentile99">In milliseconds.</param>
internal readonly record struct PingTimes(double Median, double Percentile99)
{
    private const double LostMilliseconds = 2000;

    /// <summary>Pings the last place of a candidate from the first.</summary>
    internal static async Task<PingTimes> MeasureAsync(Candidate candidate, int count, TimeSpan interval) =>
        From(await KernelPing.RunAsync(candidate.Client, candidate.Address, count, interval.TotalSeconds));

    /// <exception cref="InvalidOperationException">No answer came at all.</exception>
    internal static PingTimes From(KernelPing ping)
    {
        if (ping.Received == 0) { throw new InvalidOperationException($"No ping comes back.\n{ping.Output}"); }

        int lost = Math.Max(0, ping.Sent - ping.Received);
        double[] times = [.. ping.RoundTripTimes, .. Enumerable.Repeat(LostMilliseconds, lost)];
        return new PingTimes(SampleStatistics.Median(times), SampleStatistics.Percentile(times, 99));
    }
}
