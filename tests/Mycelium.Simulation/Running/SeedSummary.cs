using System.Globalization;
using System.Text;
using Mycelium.Simulation.Watching;

namespace Mycelium.Simulation.Running;

/// <summary>What many runs have in common.</summary>
/// <param name="Reports">The runs, by seed.</param>
/// <param name="Elapsed">Time that they took.</param>
internal sealed record SeedSummary(IReadOnlyList<RunReport> Reports, TimeSpan Elapsed)
{
    // Where the round trip is longer, so is the time after which a link is suspected.
    private static readonly TimeSpan ShortRoundTrip = TimeSpan.FromMilliseconds(50);

    internal IReadOnlyList<RunReport> Failures { get; } = [.. Reports.Where(report => report.Failure is not null)];

    public override string ToString()
    {
        var text = new StringBuilder();
        text.AppendLine(
            CultureInfo.InvariantCulture,
            $"{Reports.Count} runs in {Elapsed.TotalSeconds:0.0} s, {Failures.Count} failed; {Sum(report => report.Events)} events, "
            + $"{Sum(report => report.LoopChecks)} checks for loops, {Sum(report => report.RouterChecks)} checks of routers, "
            + $"{Sum(report => report.MixedLoops)} circles under two router ids");
        text.AppendLine(
            CultureInfo.InvariantCulture,
            $"{Sum(report => report.Suspicions)} links suspected; of them carried slowly or with losses "
            + $"{Sum(report => report.StrainedSuspicions)}, without reason {Sum(report => report.FalseSuspicions)}, in "
            + $"{Reports.Sum(report => report.Duration.TotalHours * report.Scenario.Edges.Count):0} hours of links");
        Row("time to converge, s", Values(report => report.Convergence.TotalSeconds));
        Row("control bytes per node and second", Values(report => report.ControlBytesPerNodeSecond));
        Row("largest table", Values(report => report.LargestTable));
        Row("routes flapped per node", Values(report => (double)report.Flaps / report.Scenario.Nodes.Count));
        Row("down after a silent cut, s", Outages(outage => outage.IsWatched));
        Row("the same, round trip <= 50 ms, s", Outages(outage => outage.IsWatched && outage.RoundTrip <= ShortRoundTrip));
        Row("the same, regular timing, s", Outages(outage => !outage.IsWatched));
        return text.ToString();

        void Row(string name, IEnumerable<(double Value, int Seed)> values)
        {
            (double Value, int Seed)[] sorted = [.. values.OrderBy(item => item.Value)];
            text.AppendLine(
                CultureInfo.InvariantCulture,
                $"{name,-36} median {Quantile(0.5, sorted).Value,8:0.0}   95 % {Quantile(0.95, sorted).Value,8:0.0}   "
                + $"most {Quantile(1, sorted).Value,8:0.0} (seed {Quantile(1, sorted).Seed})   of {sorted.Length}");
        }
    }

    // The value below which a share of the values is.
    private static (double Value, int Seed) Quantile(double share, (double Value, int Seed)[] sorted) =>
        sorted.Length == 0 ? default : sorted[(int)(share * (sorted.Length - 1))];

    private long Sum(Func<RunReport, long> value) => Reports.Sum(value);

    private IEnumerable<(double Value, int Seed)> Values(Func<RunReport, double> value) =>
        Reports.Where(report => report.Failure is null).Select(report => (value(report), report.Scenario.Seed));

    private IEnumerable<(double Value, int Seed)> Outages(Func<Outage, bool> isMeant) =>
        Reports.SelectMany(report => report.Outages.Where(isMeant).Select(outage => (outage.Duration.TotalSeconds, report.Scenario.Seed)));
}
