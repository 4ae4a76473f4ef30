using Mycelium.Network.Tests.Harness;

namespace Mycelium.Benchmarks.Failover;

/// <summary>
/// Pairs of nodes over links of 300 ms delay, 30 ms jitter and 5 % loss in each direction (so a round trip is 600 ms), one idle and one with
/// a ping a second: nobody may suspect anybody.
/// </summary>
internal static class LossyLinks
{
    private static readonly LinkImpairment Impairment =
        new(TimeSpan.FromMilliseconds(300), TimeSpan.FromMilliseconds(30), Loss: 0.05, Seed: 1);

    internal static async Task<IReadOnlyList<FailoverFigure>> MeasureAsync(TimeSpan time)
    {
        await using NetworkLab lab = await NetworkLab.CreateAsync("a", "b", "c", "d");
        LossyPair idle = await LossyPair.StartAsync(lab, "a", "b", Impairment);
        LossyPair used = await LossyPair.StartAsync(lab, "c", "d", Impairment with { Seed = 2 });
        ToolProcess ping = PingTrace.Start(used.First.Place, used.Second.Address, (int)time.TotalSeconds, 1);
        await Task.Delay(time);
        var trace = PingTrace.Parse((await ping.WaitAsync(TimeSpan.FromMinutes(2))).Output);
        string minutes = $"{time.TotalMinutes:0} min";
        return
        [
            new FailoverFigure($"lossy link, idle, {minutes}: false alarms", "", [await idle.AlarmsAsync()], null, 0),
            new FailoverFigure($"lossy link, 1 ping/s, {minutes}: false alarms", "", [await used.AlarmsAsync()], null, 0),
            new FailoverFigure("  packets lost under way", "%", [idle.LostPercent, used.LostPercent], null, 100),
            new FailoverFigure("  longest time between two answers to pings", "s", [trace.LongestGap.TotalSeconds], null, time.TotalSeconds),
        ];
    }
}
