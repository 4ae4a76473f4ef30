using System.Globalization;

namespace Mycelium.Simulation.Running;

/// <summary>What many runs have in common.</summary>
/// <param name="Reports">The runs, by seed.</param>
/// <param name="Elapsed">Time that they took.</param>
internal sealed record SeedSummary(IReadOnlyList<RunReport> Reports, TimeSpan Elapsed)
{
    internal IReadOnlyList<RunReport> Failures { get; } = [.. Reports.Where(report => report.Failure is not null)];

    /// <summary>The value below which a share of the runs is.</summary>
    /// <param name="share">0 to 1.</param>
    /// <param name="value">What is looked at in a run.</param>
    internal double Quantile(double share, Func<RunReport, double> value)
    {
        double[] sorted = [.. Reports.Where(report => report.Failure is null).Select(value).Order()];
        return sorted.Length == 0 ? 0 : sorted[(int)(share * (sorted.Length - 1))];
    }

    private long Sum(Func<RunReport, long> value) => Reports.Sum(value);

    public override string ToString()
    {
        var text = new System.Text.StringBuilder();
        text.AppendLine(
            CultureInfo.InvariantCulture,
            $"{Reports.Count} runs in {Elapsed.TotalSeconds:0.0} s, {Failures.Count} failed; {Sum(report => report.Events)} events, "
            + $"{Sum(report => report.LoopChecks)} checks for loops, {Sum(report => report.RouterChecks)} checks of routers, "
            + $"{Sum(report => report.MixedLoops)} circles under two router ids");
        Row("time to converge, s", report => report.Convergence.TotalSeconds);
        Row("control bytes per node and second", report => report.ControlBytesPerNodeSecond);
        Row("largest table", report => report.LargestTable);
        Row("routes flapped per node", report => (double)report.Flaps / report.Scenario.Nodes.Count);
        return text.ToString();

        void Row(string name, Func<RunReport, double> value) => text.AppendLine(
            CultureInfo.InvariantCulture,
            $"{name,-36} median {Quantile(0.5, value),8:0.0}   95 % {Quantile(0.95, value),8:0.0}   most {Quantile(1, value),8:0.0}");
    }
}
