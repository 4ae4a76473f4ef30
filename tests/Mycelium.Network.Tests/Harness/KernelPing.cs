using System.Globalization;
using System.Text.RegularExpressions;

namespace Mycelium.Network.Tests.Harness;

/// <summary>What the kernel's <c>ping</c> found.</summary>
/// <param name="Sent">Echo requests sent.</param>
/// <param name="Received">Answers.</param>
/// <param name="RoundTripTimes">One for each answer, in milliseconds.</param>
/// <param name="Sequences">Sequence number of each answer, from 1.</param>
/// <param name="Output">All that it wrote.</param>
internal sealed partial record KernelPing(
    int Sent, int Received, IReadOnlyList<double> RoundTripTimes, IReadOnlyList<int> Sequences, string Output)
{
    /// <summary>Pings from a namespace; answers that take longer than 2 s are lost.</summary>
    internal static async Task<KernelPing> RunAsync(
        LabNamespace place, string address, int count = 3, double interval = 0.1, params string[] more)
    {
        ToolResult result = await place.RunAsync("ping", Arguments(address, count, interval, more));
        return Parse(result.Output + result.Error);
    }

    /// <summary>Starts to ping; <see cref="Parse"/> reads what it wrote.</summary>
    internal static ToolProcess Start(LabNamespace place, string address, int count, double interval, params string[] more) =>
        place.Start("ping", Arguments(address, count, interval, more));

    internal static KernelPing Parse(string output)
    {
        Match summary = Summary().Match(output);
        if (!summary.Success) { throw new InvalidDataException($"Not the output of ping: {output}"); }

        List<Match> answers = [.. Answer().Matches(output).Cast<Match>()];
        return new KernelPing(
            Number(summary, 1),
            Number(summary, 2),
            [.. answers.Select(answer => double.Parse(answer.Groups[2].Value, CultureInfo.InvariantCulture))],
            [.. answers.Select(answer => Number(answer, 1))],
            output);
    }

    /// <summary>The longest run of lost requests between answered ones.</summary>
    internal int LongestGap => Sequences.Zip(Sequences.Skip(1), (first, second) => second - first - 1).DefaultIfEmpty(0).Max();

    private static IEnumerable<string> Arguments(string address, int count, double interval, string[] more) =>
    [
        "-n", "-W", "2", "-c", count.ToString(CultureInfo.InvariantCulture), "-i", interval.ToString(CultureInfo.InvariantCulture),
        .. more, address,
    ];

    private static int Number(Match match, int group) => int.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"(\d+) packets transmitted, (\d+) received")]
    private static partial Regex Summary();

    [GeneratedRegex(@"icmp_seq=(\d+) ttl=\d+ time=([\d.]+) ms")]
    private static partial Regex Answer();
}
