using System.Collections.Concurrent;
using System.Diagnostics;
using Mycelium.Simulation.Scenarios;

namespace Mycelium.Simulation.Running;

/// <summary>Runs many seeds, each on one thread.</summary>
/// <param name="fewest">Least number of nodes.</param>
/// <param name="most">Largest number of nodes.</param>
internal sealed class SeedRun(int fewest, int most)
{
    /// <summary>Runs seeds.</summary>
    /// <param name="first">The first seed.</param>
    /// <param name="count">How many.</param>
    /// <param name="cores">How many at a time.</param>
    internal SeedSummary Run(int first, int count, int cores)
    {
        long start = Stopwatch.GetTimestamp();
        var reports = new ConcurrentBag<RunReport>();
        var options = new ParallelOptions { MaxDegreeOfParallelism = cores };
        Parallel.For(first, first + count, options, seed => reports.Add(SimulationRun.Run(Scenario.Generate(seed, fewest, most))));
        return new SeedSummary([.. reports.OrderBy(report => report.Scenario.Seed)], Stopwatch.GetElapsedTime(start));
    }
}
