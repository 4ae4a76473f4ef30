using Mycelium.Simulation.Running;
using Xunit;

namespace Mycelium.Simulation.Tests;

public sealed class SeedTests
{
    private const int FirstSeed = 1;

    [Theory]
    [InlineData(400, 3, 12)]
    [InlineData(100, 5, 24)]
    public void No_invariant_breaks_in_random_networks_with_random_faults_and_all_are_found_again(int seeds, int fewest, int most)
    {
        SeedSummary summary = new SeedRun(fewest, most).Run(FirstSeed, seeds, Environment.ProcessorCount);

        Assert.True(summary.Failures.Count == 0, $"--nodes {fewest}..{most}: {string.Join(Environment.NewLine, summary.Failures)}");
        Assert.Equal(seeds, summary.Reports.Count);
        Assert.All(
            summary.Reports,
            report => Assert.True(report is { LoopChecks: > 0, RouterChecks: > 0, Replies: > 0, ControlBytes: > 0 }));
        Assert.Contains(summary.Reports, report => report.Flaps > 0);
    }
}
