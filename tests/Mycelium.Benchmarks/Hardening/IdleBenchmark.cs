using System.Diagnostics;

namespace Mycelium.Benchmarks.Hardening;

/// <summary>What a node costs that has nothing to do but to keep 10 peers and 10,000 routes.</summary>
/// <remarks>
/// Wakeups are the voluntary context switches of all threads, the runtime's own included; those of the process before a node was started
/// in it are measured first. The peers answer Hellos, and send one every 20 s each.
/// </remarks>
internal static class IdleBenchmark
{
    private const int Peers = 10;
    private const int RoutesPerPeer = 1000;
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan HelloInterval = TimeSpan.FromSeconds(20);

    internal static async Task RunAsync(TextWriter output, TimeSpan length)
    {
        await using ServedNode served = await ServedNode.StartAsync();
        output.WriteLine($"{"",-24}{"CPU % of a core",16}{"wakeups/s",11}{"RSS MB",9}{"above base",12}{"threads",9}");
        await MeasureAsync(output, "node alone", served, length);
        var peers = new List<RawNeighbour>();
        for (int i = 0; i < Peers; i++)
        {
            peers.Add(await RawNeighbour.ConnectAsync(served.Port, i));
            await peers[i].AnnounceAsync(i, RoutesPerPeer);
        }

        using var stop = new CancellationTokenSource();
        Task hellos = SendHellosAsync(peers, stop.Token);
        await Task.Delay(Settling);
        ServedReport report = await served.ReportAsync();
        await MeasureAsync(output, $"{report.Peers} peers, {report.Routes:N0} routes", served, length);
        await stop.CancelAsync();
        await hellos;
        foreach (RawNeighbour peer in peers) { await peer.DisposeAsync(); }
    }

    // Each at its own time, as peers do.
    private static async Task SendHellosAsync(List<RawNeighbour> peers, CancellationToken stop)
    {
        for (int next = 0; !stop.IsCancellationRequested; next = (next + 1) % peers.Count)
        {
            await peers[next].HelloAsync();
            await Task.Delay(HelloInterval / peers.Count, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static async Task MeasureAsync(TextWriter output, string name, ServedNode served, TimeSpan length)
    {
        ProcessFigures before = served.Figures;
        var clock = Stopwatch.StartNew();
        await Task.Delay(length);
        ProcessFigures after = served.Figures;
        double seconds = clock.Elapsed.TotalSeconds;
        output.WriteLine(
            $"{name,-24}{(after.ProcessorTime - before.ProcessorTime).TotalSeconds / seconds * 100,16:0.00}"
            + $"{(after.Wakeups - before.Wakeups) / seconds,11:0.0}{after.ResidentMegabytes,9:0.0}"
            + $"{after.ResidentMegabytes - served.BaseMegabytes,12:0.0}{after.Threads,9}");
    }
}
