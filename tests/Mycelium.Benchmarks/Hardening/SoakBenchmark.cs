using System.Diagnostics;

namespace Mycelium.Benchmarks.Hardening;

/// <summary>
/// One node with 100 peers of which one is replaced every 100 ms, each about every 10 s. Nothing may grow: descriptors and threads stay
/// within 2 % of what they were after the warm-up, memory within 5 %, and no task fails unobserved.
/// </summary>
internal static class SoakBenchmark
{
    private const int Peers = 100;
    private const int RoutesPerPeer = 20;
    private const double LargestChange = 0.02;
    private const double LargestGrowth = 0.05;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    internal static async Task<int> RunAsync(TextWriter output, int minutes)
    {
        await using ServedNode served = await ServedNode.StartAsync();
        var peers = new RawNeighbour[Peers];
        int next = 0;
        for (int i = 0; i < Peers; i++) { peers[i] = await ConnectAsync(served, next++); }

        output.WriteLine($"{Peers} peers, one of them replaced every {Pause.TotalMilliseconds:0} ms; each brings {RoutesPerPeer} routes.");
        output.WriteLine($"{"minute",-8}{"replaced",10}{"RSS MB",9}{"descriptors",13}{"threads",9}{"peers",7}{"routes",8}{"CPU %",7}{"unobserved",12}");
        var samples = new List<ProcessFigures> { served.Figures };
        var clock = Stopwatch.StartNew();
        ServedReport report;
        do
        {
            next = await ChurnAsync(served, peers, next, clock, Interval * samples.Count);
            report = await served.ReportAsync();
            samples.Add(served.Figures);
            double processor = (samples[^1].ProcessorTime - samples[^2].ProcessorTime) / Interval * 100;
            output.WriteLine(
                $"{samples.Count - 1,-8}{next - Peers,10:N0}{samples[^1].ResidentMegabytes,9:0.0}{samples[^1].Descriptors,13}"
                + $"{samples[^1].Threads,9}{report.Peers,7}{report.Routes,8}{processor,7:0.0}{report.Unobserved,12}");
            output.Flush();
        }
        while (samples.Count <= minutes);

        foreach (RawNeighbour peer in peers) { await peer.DisposeAsync(); }

        output.WriteLine(report.Counters);
        return Judge(output, samples, report.Unobserved);
    }

    private static async Task<int> ChurnAsync(ServedNode served, RawNeighbour[] peers, int next, Stopwatch clock, TimeSpan end)
    {
        TimeSpan due = clock.Elapsed;
        while (clock.Elapsed < end)
        {
            int place = next % Peers;
            await peers[place].DisposeAsync();
            peers[place] = await ConnectAsync(served, next++);
            due += Pause;
            if (due > clock.Elapsed) { await Task.Delay(due - clock.Elapsed); }
        }

        return next;
    }

    private static async Task<RawNeighbour> ConnectAsync(ServedNode served, int number)
    {
        RawNeighbour peer = await RawNeighbour.ConnectAsync(served.Port, number);
        await peer.AnnounceAsync(number, RoutesPerPeer);
        return peer;
    }

    // The first part is warm-up: code is compiled, tables and pools find their size.
    private static int Judge(TextWriter output, List<ProcessFigures> samples, int unobserved)
    {
        int warmUp = Math.Max(1, (samples.Count - 1) / 6);
        ProcessFigures[] measured = [.. samples.Skip(warmUp)];
        int third = Math.Max(1, measured.Length / 3);
        double descriptors = Change(measured, third, item => item.Descriptors);
        double threads = Change(measured, third, item => item.Threads);
        double memory = Change(measured, third, item => item.Resident);
        bool isGood = Math.Abs(descriptors) <= LargestChange && threads <= LargestChange && memory < LargestGrowth && unobserved == 0;
        output.WriteLine(
            $"After {warmUp} min: descriptors {descriptors:+0.0%;-0.0%;0%}, threads {threads:+0.0%;-0.0%;0%}, RSS {memory:+0.0%;-0.0%;0%},"
            + $" unobserved exceptions {unobserved}: {(isGood ? "flat" : "NOT FLAT")}");
        return isGood ? 0 : 1;
    }

    // Means of the last third against the first: single samples swing with the thread pool and the collector.
    private static double Change(ProcessFigures[] samples, int third, Func<ProcessFigures, double> value) =>
        (samples[^third..].Average(value) / samples[..third].Average(value)) - 1;
}
