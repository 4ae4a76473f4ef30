namespace Mycelium.Benchmarks.Network.Traffic;

/// <summary>Looks for the highest rate that passes without loss, by doubling and bisection.</summary>
internal static class LosslessRate
{
    /// <summary>Loss below this share counts as none.</summary>
    internal const double Tolerance = 0.001;

    private const int Trials = 8;

    /// <summary>Tries rates.</summary>
    /// <param name="first">The first rate; better not much too low, since each doubling takes a trial.</param>
    /// <param name="tryRate">Offers a rate and tells what became of it.</param>
    /// <returns>The highest rate at which datagrams arrived in a trial without loss; 0 if there was none.</returns>
    internal static async Task<double> FindAsync(double first, Func<double, Task<DatagramReport>> tryRate)
    {
        double low = 0;
        double high = double.PositiveInfinity;
        double best = 0;
        double rate = first;
        for (int trial = 0; trial < Trials; trial++)
        {
            DatagramReport report = await tryRate(rate);
            if (report.Loss < Tolerance)
            {
                best = Math.Max(best, report.ReceivedPerSecond);
                low = rate;
            }
            else
            {
                high = rate;
            }

            rate = double.IsInfinity(high) ? 2 * low : (low + high) / 2;
        }

        return best;
    }
}
