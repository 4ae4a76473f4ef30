using Mycelium.Network.Tests.Harness;

namespace Mycelium.Benchmarks.Failover;

/// <summary>The process of an end node stands still for a while, as on a machine that sleeps, and goes on.</summary>
internal static class PausedNode
{
    private const double Interval = 0.05;
    private const int SecondsAfter = 12;

    // In turn the node that dials both others, and the one that both others dial.
    internal static async Task<IReadOnlyList<FailoverFigure>> MeasureAsync(int repetitions, TimeSpan pause)
    {
        await using NetworkLab lab = await NetworkLab.CreateAsync(Diamond.Names);
        Diamond diamond = await Diamond.StartAsync(lab);
        List<double> outages = [];
        List<double> rates = [];
        for (int i = 0; i < repetitions; i++)
        {
            LabNode paused = i % 2 == 0 ? diamond.D : diamond.A;
            (double outage, double rate) = await PauseAsync(diamond, paused, pause);
            outages.Add(outage);
            rates.Add(rate);
            await diamond.WaitUntilBothWaysWorkAsync();
        }

        string time = $"{pause.TotalSeconds:0} s";
        return
        [
            new FailoverFigure($"end node paused (SIGSTOP) {time}: first answer", "s", outages, MedianGoal: null, WorstGoal: 5),
            new FailoverFigure("  TLVs sent in one second by one node after it", "TLV/s", rates, MedianGoal: null, WorstGoal: 50),
        ];
    }

    private static async Task<(double Outage, double Rate)> PauseAsync(Diamond diamond, LabNode paused, TimeSpan pause)
    {
        int count = (int)((pause.TotalSeconds + SecondsAfter) / Interval);
        ToolProcess ping = PingTrace.Start(diamond.A.Place, diamond.D.Address, count, Interval);
        await ping.WaitForOutputAsync("icmp_seq=10 ");
        paused.Agent.Process.Signal(Posix.Stop);
        await Task.Delay(pause);
        DateTimeOffset resumed = DateTimeOffset.UtcNow;
        paused.Agent.Process.Signal(Posix.Continue);
        double rate = (await Task.WhenAll(diamond.Nodes.Select(HighestRateAsync))).Max();
        var trace = PingTrace.Parse((await ping.WaitAsync(pause + TimeSpan.FromMinutes(1))).Output);
        double outage = trace.FirstAfter(resumed)?.TotalSeconds ?? SecondsAfter;
        await Console.Error.WriteLineAsync($"{outage:0.000} s, {rate:0.0} TLV/s");
        return (outage, rate);
    }

    // The counter is read every second; what lies between two readings is divided by the time between them.
    private static async Task<double> HighestRateAsync(LabNode node)
    {
        const string Reading = "$s = Get-MyceliumStatistic; \"$($s.SentTlvs) $($s.Time.Ticks)\"";
        double highest = 0;
        (long Tlvs, long Ticks) last = Read(await node.Agent.InvokeSingleAsync(Reading));
        for (int i = 0; i < SecondsAfter - 2; i++)
        {
            await Task.Delay(TimeSpan.FromSeconds(1));
            (long Tlvs, long Ticks) now = Read(await node.Agent.InvokeSingleAsync(Reading));
            highest = Math.Max(highest, (now.Tlvs - last.Tlvs) / TimeSpan.FromTicks(now.Ticks - last.Ticks).TotalSeconds);
            last = now;
        }

        return highest;
    }

    private static (long Tlvs, long Ticks) Read(string line)
    {
        string[] parts = line.Split(' ');
        return (long.Parse(parts[0], null), long.Parse(parts[1], null));
    }
}
