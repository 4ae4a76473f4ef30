using Mycelium.Network.Tests.Harness;

namespace Mycelium.Benchmarks.Transfer;

/// <summary>
/// Bytes in both directions at the same time over two nodes, while packets before and behind the tunnels are lost and reordered: they must
/// arrive unchanged.
/// </summary>
internal static class TransferBenchmark
{
    /// <summary>Megabytes of 10^6 bytes in each direction.</summary>
    internal const int DefaultMegabytes = 1000;

    private const int Seed = 20_240_101;
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(30);

    private static readonly FrameImpairment Impairment = new(TimeSpan.FromMilliseconds(0.1))
    {
        Loss = 0.0002,
        Late = 0.005,
        LateBy = TimeSpan.FromMilliseconds(0.5),
        Seed = Seed,
    };

    /// <summary>Returns the exit code: 0 if all arrived unchanged.</summary>
    internal static async Task<int> RunAsync(TextWriter output, int megabytes)
    {
        if (Requirements.Missing is { } missing)
        {
            await Console.Error.WriteLineAsync(missing);
            return 1;
        }

        await using NetworkLab lab = await NetworkLab.CreateAsync(ImpairedHosts.Names);
        ImpairedHosts hosts = await ImpairedHosts.StartAsync(lab, Impairment);
        TransferOutcome[] outcomes = await hosts.TransferAsync(megabytes * 1_000_000L, Seed, Limit);
        foreach (TransferOutcome outcome in outcomes)
        {
            double gigabits = 8 * outcome.ReceivedBytes / outcome.Time.TotalSeconds / 1e9;
            await output.WriteLineAsync(
                $"{outcome.ReceivedBytes:N0} bytes in {outcome.Time.TotalSeconds:0.0} s, {gigabits:0.00} "
                + $"Gbit/s: sent {outcome.SentHash}, received {outcome.ReceivedHash}: {(outcome.IsIntact ? "equal" : "DIFFERENT")}");
        }

        await output.WriteLineAsync($"{hosts.LostFrames:N0} packets were lost by intent, {hosts.LateFrames:N0} were overtaken.");
        return outcomes.All(outcome => outcome.IsIntact) ? 0 : 1;
    }
}
