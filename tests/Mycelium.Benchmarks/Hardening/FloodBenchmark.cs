using System.Diagnostics;
using System.Net;
using Mycelium.Engine;
using Mycelium.Engine.Configuration;
using Mycelium.Engine.DataPlane;
using Mycelium.Engine.Identity;
using Mycelium.Engine.Tunnels;
using Mycelium.Engine.Wire;

namespace Mycelium.Benchmarks.Hardening;

/// <summary>
/// One peer floods a node with Updates for distinct subnets and with Route Requests while two others ping each other through it.
/// The node has a process of its own; the others share this one.
/// </summary>
internal static class FloodBenchmark
{
    private const int Updates = 1_000_000;
    private const int RequestsPerSecond = 100_000;
    private const int Batch = 500;
    private static readonly TimeSpan PingPause = TimeSpan.FromMilliseconds(20);

    internal static async Task RunAsync(TextWriter output, TimeSpan requestTime)
    {
        await using ServedNode served = await ServedNode.StartAsync();
        await using MyceliumNode one = await StartAsync("one", served);
        await using MyceliumNode two = await StartAsync("two", served);
        IPAddress target = (await two.GetSnapshotAsync()).Address;
        while ((await one.PingAsync(target, 1, 56, 64, TimeSpan.FromSeconds(1))).Status != EchoStatus.Success) { }

        output.WriteLine($"One peer sends {Updates:N0} Updates for distinct subnets, then {RequestsPerSecond:N0} Route Requests per second.");
        output.WriteLine($"{"",-10}{"seconds",9}{"sent",12}{"RSS MB",9}{"most MB",9}{"ping p50 ms",13}{"p99 ms",9}{"lost",7}{"CPU %",8}");
        await MeasureAsync(output, "quiet", served, one, target, async stop =>
        {
            await Task.Delay(TimeSpan.FromSeconds(5), stop);
            return 0;
        });
        await using RawNeighbour flooder = await RawNeighbour.ConnectAsync(served.Port, 7);
        await MeasureAsync(output, "updates", served, one, target, stop => SendUpdatesAsync(flooder, stop));
        await MeasureAsync(output, "requests", served, one, target, _ => SendRequestsAsync(flooder, requestTime));
        output.WriteLine((await served.ReportAsync()).Counters);
    }

    private static Task<MyceliumNode> StartAsync(string name, ServedNode served) => MyceliumNode.StartAsync(new NodeOptions
    {
        Name = name,
        Listen = [],
        Peers = [served.Endpoint],
        Tunnel = TunnelMode.Userspace,
        Discovery = false,
    });

    private static async Task MeasureAsync(
        TextWriter output, string name, ServedNode served, MyceliumNode from, IPAddress target, Func<CancellationToken, Task<long>> load)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(10));
        var clock = Stopwatch.StartNew();
        ProcessFigures before = served.Figures;
        Task<long> loading = Task.Run(() => load(limit.Token), limit.Token);
        var times = new List<double>();
        int lost = 0;
        double most = 0;
        while (!loading.IsCompleted)
        {
            EchoResult echo = await from.PingAsync(target, 1, 56, 64, TimeSpan.FromSeconds(2), limit.Token);
            if (echo is { Status: EchoStatus.Success, RoundTripTime: { } time })
            {
                times.Add(time.TotalMilliseconds);
            }
            else
            {
                lost++;
            }

            most = Math.Max(most, served.Figures.ResidentMegabytes);
            await Task.Delay(PingPause, limit.Token);
        }

        ProcessFigures after = served.Figures;
        double processor = (after.ProcessorTime - before.ProcessorTime) / clock.Elapsed * 100;
        times.Sort();
        output.WriteLine(
            $"{name,-10}{clock.Elapsed.TotalSeconds,9:0.0}{await loading,12:N0}{after.ResidentMegabytes,9:0.0}{most,9:0.0}"
            + $"{At(times, 0.5),13:0.00}{At(times, 0.99),9:0.00}{lost,7}{processor,8:0}");
    }

    private static double At(List<double> sorted, double part) =>
        sorted.Count == 0 ? double.NaN : sorted[Math.Min(sorted.Count - 1, (int)(part * sorted.Count))];

    // As fast as the node takes them: it does not read a link that is over its budget.
    private static async Task<long> SendUpdatesAsync(RawNeighbour flooder, CancellationToken stop)
    {
        var batch = new MemoryStream();
        for (int i = 1; i <= Updates && !flooder.IsClosed; i++)
        {
            stop.ThrowIfCancellationRequested();
            batch.Write(RawNeighbour.Frame(RawNeighbour.Update(RawNeighbour.OriginOf(7, i), new Metric(10))));
            if (i % Batch != 0) { continue; }

            await flooder.SendAsync(batch.ToArray());
            batch.SetLength(0);
        }

        return Updates;
    }

    private static async Task<long> SendRequestsAsync(RawNeighbour flooder, TimeSpan length)
    {
        var clock = Stopwatch.StartNew();
        var batch = new MemoryStream();
        long sent = 0;
        while (clock.Elapsed < length && !flooder.IsClosed)
        {
            if (sent > clock.Elapsed.TotalSeconds * RequestsPerSecond)
            {
                await Task.Delay(1);
                continue;
            }

            for (int i = 0; i < Batch; i++, sent++)
            {
                Subnet subnet = RawNeighbour.OriginOf(8, (int)sent).Key.Subnet;
                batch.Write(RawNeighbour.Frame(ControlTlv.From(new RouteRequestTlv(0, subnet))));
            }

            await flooder.SendAsync(batch.ToArray());
            batch.SetLength(0);
        }

        return sent;
    }
}
