using System.Globalization;
using System.Text.RegularExpressions;

namespace Mycelium.Network.Tests.Harness;

/// <summary>When the answers to a series of pings arrived.</summary>
/// <param name="Ping">The same without the times.</param>
/// <param name="Arrivals">One for each answer, in order of arrival.</param>
internal sealed partial record PingTrace(KernelPing Ping, IReadOnlyList<DateTimeOffset> Arrivals)
{
    /// <summary>Starts to ping with times; <see cref="Parse"/> reads what it wrote.</summary>
    internal static ToolProcess Start(LabNamespace place, string address, int count, double interval) =>
        KernelPing.Start(place, address, count, interval, "-D");

    internal static PingTrace Parse(string output) => new(
        KernelPing.Parse(output),
        [.. Stamp().Matches(output).Select(match => DateTimeOffset.UnixEpoch + TimeSpan.FromSeconds(Seconds(match)))]);

    /// <summary>The longest time between two answers.</summary>
    internal TimeSpan LongestGap => Arrivals.Zip(Arrivals.Skip(1), (first, second) => second - first).DefaultIfEmpty(TimeSpan.Zero).Max();

    /// <summary>Time from a moment to the first answer after it; null if there is none.</summary>
    internal TimeSpan? FirstAfter(DateTimeOffset moment)
    {
        IEnumerable<DateTimeOffset> later = Arrivals.Where(arrival => arrival >= moment);
        return later.Any() ? later.First() - moment : null;
    }

    private static double Seconds(Match match) => double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^\[(\d+\.\d+)\] .*icmp_seq=\d+ ttl=", RegexOptions.Multiline)]
    private static partial Regex Stamp();
}
