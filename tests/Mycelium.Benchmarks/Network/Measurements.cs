using Mycelium.Benchmarks.Network.Traffic;

namespace Mycelium.Benchmarks.Network;

/// <summary>What is measured of one candidate at a time. Each returns the readings of one group of figures.</summary>
internal static class Measurements
{
    internal const int SmallDatagram = 64;
    internal const int LargeDatagram = 1352;

    private const int IdlePings = 100;
    private const int LoadedPings = 200;
    private const int ShapedStreams = 4;
    private const string Milliseconds = "ms";
    private const string Gigabits = "Gbit/s";

    private static readonly TimeSpan IdleInterval = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LoadedInterval = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan FloodTime = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan BeforePings = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MemoryLoadTime = TimeSpan.FromSeconds(60);

    // From before the first ping until after the last answer.
    private static readonly TimeSpan LoadTime = TimeSpan.FromSeconds(13);

    internal static async Task<IReadOnlyList<Reading>> PingAsync(Candidate candidate)
    {
        PingTimes times = await PingTimes.MeasureAsync(candidate, IdlePings, IdleInterval);
        return Times(FigureName.Ping, times);
    }

    /// <summary>One stream, and what the daemons needed for each 10^9 bytes that arrived.</summary>
    internal static async Task<IReadOnlyList<Reading>> OneStreamAsync(Candidate candidate, TimeSpan time)
    {
        double before = candidate.ProcessorSeconds();
        StreamReport report = await TcpStreams.RunAsync(candidate, 1, time);
        double used = candidate.ProcessorSeconds() - before;
        var speed = new Reading(FigureName.OneStream, Gigabits, report.BitsPerSecond / 1e9);
        return candidate.ProcessIds.Count == 0
            ? [speed]
            : [speed, new Reading(FigureName.ProcessorTime, "s/GB", used / (report.Bytes / 1e9))];
    }

    internal static async Task<IReadOnlyList<Reading>> FourStreamsAsync(Candidate candidate, TimeSpan time)
    {
        StreamReport report = await TcpStreams.RunAsync(candidate, 4, time);
        return [new Reading(FigureName.FourStreams, Gigabits, report.BitsPerSecond / 1e9)];
    }

    /// <summary>Datagrams that arrive when the sender does not pace itself.</summary>
    internal static async Task<IReadOnlyList<Reading>> FloodAsync(Candidate candidate, string figure, int size)
    {
        using var flow = new DatagramFlow(candidate, size);
        DatagramReport report = await flow.RunAsync(null, FloodTime);
        return [new Reading(figure, "kpps", report.ReceivedPerSecond / 1e3)];
    }

    /// <summary>The highest rate of small datagrams without loss.</summary>
    internal static async Task<IReadOnlyList<Reading>> LosslessAsync(Candidate candidate)
    {
        using var flow = new DatagramFlow(candidate, SmallDatagram);
        DatagramReport flood = await flow.RunAsync(null, TimeSpan.FromSeconds(1));
        double first = Math.Max(1000, flood.ReceivedPerSecond);
        double rate = await LosslessRate.FindAsync(first, perSecond => flow.RunAsync(perSecond, FloodTime));
        return [new Reading(FigureName.LosslessUdp, "kpps", rate / 1e3)];
    }

    internal static async Task<IReadOnlyList<Reading>> PingUnderLoadAsync(Candidate candidate)
    {
        (PingTimes times, _) = await LoadAsync(candidate, 1);
        return Times(FigureName.PingUnderLoad, times);
    }

    /// <summary>Idle ping, one stream and ping under load, by names of their own.</summary>
    internal static async Task<IReadOnlyList<Reading>> LineAsync(Candidate candidate, TimeSpan time)
    {
        List<Reading> readings =
        [
            .. await PingAsync(candidate), .. await OneStreamAsync(candidate, time), .. await PingUnderLoadAsync(candidate),
        ];
        return [.. readings.Select(reading => reading with { Figure = FigureName.InLine(reading.Figure) })];
    }

    /// <summary>
    /// Throughput of four streams over a shaped link, and by how much pings take longer than the idle median of the same candidate there.
    /// </summary>
    internal static async Task<IReadOnlyList<Reading>> ShapedAsync(Candidate candidate, string group, string rate, string burst)
    {
        await LinkShaping.SetAsync(candidate.Network, rate, burst);
        try
        {
            PingTimes idle = await PingTimes.MeasureAsync(candidate, IdlePings, IdleInterval);
            (PingTimes loaded, StreamReport report) = await LoadAsync(candidate, ShapedStreams);
            return
            [
                new Reading(group, "Mbit/s", report.BitsPerSecond / 1e6),
                .. Times(group, new PingTimes(loaded.Median - idle.Median, loaded.Percentile99 - idle.Median)),
            ];
        }
        finally
        {
            await LinkShaping.RemoveAsync(candidate.Network);
        }
    }

    /// <summary>Resident memory of the largest daemon after a minute of four streams.</summary>
    internal static async Task<IReadOnlyList<Reading>> MemoryAsync(Candidate candidate)
    {
        if (candidate.ProcessIds.Count == 0) { return []; }

        await TcpStreams.RunAsync(candidate, ShapedStreams, MemoryLoadTime);
        return [new Reading(FigureName.Memory, "MB", candidate.ProcessIds.Max(ProcessUsage.ResidentMegabytes))];
    }

    private static async Task<(PingTimes Times, StreamReport Streams)> LoadAsync(Candidate candidate, int streams)
    {
        Task<StreamReport> load = TcpStreams.RunAsync(candidate, streams, LoadTime);
        await Task.Delay(BeforePings);
        PingTimes times = await PingTimes.MeasureAsync(candidate, LoadedPings, LoadedInterval);
        return (times, await load);
    }

    private static Reading[] Times(string group, PingTimes times) =>
    [
        new Reading(FigureName.Median(group), Milliseconds, times.Median),
        new Reading(FigureName.Percentile99(group), Milliseconds, times.Percentile99),
    ];
}
