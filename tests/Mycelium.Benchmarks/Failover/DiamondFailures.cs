using Mycelium.Network.Tests.Harness;

namespace Mycelium.Benchmarks.Failover;

/// <summary>Two ways between A and D, of which the one in use fails: how long pings 20 ms apart stay without an answer.</summary>
internal static class DiamondFailures
{
    private const double Interval = 0.02;
    private const int Count = 350;

    /// <summary>Links that are cut without a sign: in turn the first and the second of the path.</summary>
    internal static async Task<IReadOnlyList<FailoverFigure>> CutAsync(int repetitions)
    {
        await using NetworkLab lab = await NetworkLab.CreateAsync(Diamond.Names);
        Diamond diamond = await Diamond.StartAsync(lab);
        var random = new Random(1);
        List<double> outages = [];
        for (int i = 0; i < repetitions; i++)
        {
            bool isNear = i % 2 == 0;
            LabLink? cut = null;
            outages.Add(await OutageAsync(diamond, random, async inPath =>
            {
                (LabLink near, LabLink far) = diamond.LinksOf(inPath);
                cut = isNear ? near : far;
                await cut.CutAsync();
            }));
            await cut!.MendAsync();
            await diamond.WaitUntilBothWaysWorkAsync();
        }

        return [new FailoverFigure("silent cut of a link in the path", "s", outages, MedianGoal: 1.5, WorstGoal: 2.5)];
    }

    /// <summary>The process in the path is killed, and started again for the next time.</summary>
    internal static async Task<IReadOnlyList<FailoverFigure>> CrashAsync(int repetitions)
    {
        await using NetworkLab lab = await NetworkLab.CreateAsync(Diamond.Names);
        Diamond diamond = await Diamond.StartAsync(lab);
        var random = new Random(1);
        List<double> outages = [];
        for (int i = 0; i < repetitions; i++)
        {
            LabNode? killed = null;
            outages.Add(await OutageAsync(diamond, random, inPath =>
            {
                killed = inPath;
                return inPath.KillAsync();
            }));
            await diamond.RestartAsync(killed!);
            await diamond.WaitUntilBothWaysWorkAsync();
        }

        return [new FailoverFigure("crash (SIGKILL) of the node in the path", "s", outages, MedianGoal: null, WorstGoal: 0.3)];
    }

    /// <summary>The longest time between two answers while something fails, in seconds.</summary>
    private static async Task<double> OutageAsync(Diamond diamond, Random random, Func<LabNode, Task> fail)
    {
        ToolProcess ping = PingTrace.Start(diamond.A.Place, diamond.D.Address, Count, Interval);
        await ping.WaitForOutputAsync("icmp_seq=75 ");
        await Task.Delay(TimeSpan.FromSeconds(random.NextDouble()));
        await fail(await diamond.NodeInPathAsync());
        var trace = PingTrace.Parse((await ping.WaitAsync()).Output);
        double unanswered = (Count - trace.Ping.Sequences.Max()) * Interval;
        double outage = Math.Max(trace.LongestGap.TotalSeconds, unanswered);
        await Console.Error.WriteLineAsync($"{outage:0.000} s, {trace.Ping.Sent - trace.Ping.Received} of {Count} pings lost");
        return outage;
    }
}
