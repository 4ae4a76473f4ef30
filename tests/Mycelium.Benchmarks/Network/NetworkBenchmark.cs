using Mycelium.Network.Tests.Harness;

namespace Mycelium.Benchmarks.Network;

/// <summary>
/// Compares ways between namespaces of this machine. The candidates take turns, so that what else happens on the machine hits
/// all of them; ratios hold for one run, absolute figures for one machine.
/// </summary>
internal static class NetworkBenchmark
{
    internal static async Task<int> RunAsync(TextWriter output, NetworkBenchmarkOptions options)
    {
        if (Requirements.Missing is { } missing)
        {
            await Console.Error.WriteLineAsync(missing);
            return 1;
        }

        await using NetworkLab lab = await NetworkLab.CreateAsync("a", "b", "c");
        LabLink near = await lab.ConnectDirectlyAsync("a", "b");
        LabLink far = await lab.ConnectDirectlyAsync("b", "c");
        List<Candidate> candidates = await CandidatesAsync(lab, near, far);
        List<Measurement>[] results = [.. candidates.Select(_ => new List<Measurement>())];
        for (int round = 0; round < options.Rounds; round++)
        {
            for (int i = 0; i < candidates.Count; i++) { results[i].Add(await candidates[i].MeasureAsync(options.StreamTime)); }
        }

        Report(output, candidates, results, options);
        return 0;
    }

    private static async Task<List<Candidate>> CandidatesAsync(NetworkLab lab, LabLink near, LabLink far)
    {
        LabNode a = await LabNode.StartAsync(lab["a"], new NodeSetup { Name = "a" });
        LabNode b = await LabNode.StartAsync(lab["b"], new NodeSetup { Name = "b", Peers = [$"tcp://{near.FirstAddress}:9651"] });
        LabNode c = await LabNode.StartAsync(lab["c"], new NodeSetup { Name = "c", Peers = [$"tcp://{far.FirstAddress}:9651"] });
        await a.WaitForRouteAsync(c);
        await c.WaitForRouteAsync(a);
        var candidates = new List<Candidate>
        {
            new("veth", lab["a"], lab["b"], near.SecondAddress, []),
            new("two nodes", lab["a"], lab["b"], b.Address, [a.Agent.Process, b.Agent.Process]),
            new("three nodes", lab["a"], lab["c"], c.Address, [a.Agent.Process, b.Agent.Process, c.Agent.Process]),
        };
        if (await Competitor.TryStartWireGuardAsync(lab, near) is { } wireGuard) { candidates.Add(wireGuard); }

        if (await Competitor.TryStartYggdrasilAsync(lab, near) is { } yggdrasil) { candidates.Add(yggdrasil); }

        return candidates;
    }

    private static void Report(TextWriter output, List<Candidate> candidates, List<Measurement>[] results, NetworkBenchmarkOptions options)
    {
        output.WriteLine(
            $"{Environment.ProcessorCount} processors, {options.Rounds} rounds, one TCP stream of {options.StreamTime.TotalSeconds} s each;"
            + " medians (lowest to highest).");
        output.WriteLine($"{"",-14}{"Gbit/s",22}{"of veth",10}{"CPU s/GB",10}{"ping p50 ms",14}{"p99 ms",10}");
        double yardstick = Median(results[0], result => result.GigabitsPerSecond);
        for (int i = 0; i < candidates.Count; i++)
        {
            List<Measurement> list = results[i];
            double speed = Median(list, result => result.GigabitsPerSecond);
            double lowest = list.Min(result => result.GigabitsPerSecond);
            double highest = list.Max(result => result.GigabitsPerSecond);
            string spread = $"{speed:0.00} ({lowest:0.00}-{highest:0.00})";
            string processor = list[0].ProcessorSecondsPerGigabyte is null
                ? "-"
                : Median(list, result => result.ProcessorSecondsPerGigabyte!.Value).ToString("0.00", null);
            output.WriteLine(
                $"{candidates[i].Name,-14}{spread,22}{speed / yardstick,10:0.0%}{processor,10}"
                + $"{Median(list, result => result.PingMedian),14:0.000}{Median(list, result => result.PingWorst),10:0.000}");
        }
    }

    private static double Median(List<Measurement> list, Func<Measurement, double> value) =>
        list.Select(value).Order().ElementAt(list.Count / 2);
}
