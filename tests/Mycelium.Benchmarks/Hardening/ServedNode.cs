using System.Diagnostics;
using System.Globalization;
using System.Net;
using Mycelium.Engine;
using Mycelium.Engine.Configuration;
using Mycelium.Engine.Management;
using Mycelium.Engine.Tunnels;

namespace Mycelium.Benchmarks.Hardening;

/// <summary>A node with a process of its own, so that nothing else is measured: this program, started once more.</summary>
internal sealed class ServedNode : IAsyncDisposable
{
    private readonly Process _process;

    private ServedNode(Process process, int port, IPAddress address, double baseMegabytes)
    {
        _process = process;
        Port = port;
        Address = address;
        BaseMegabytes = baseMegabytes;
    }

    /// <summary>TCP port on 127.0.0.1.</summary>
    internal int Port { get; }

    /// <summary>Its overlay address.</summary>
    internal IPAddress Address { get; }

    /// <summary>Resident memory of the process before the node started, in MB.</summary>
    internal double BaseMegabytes { get; }

    internal string Endpoint => $"tcp://127.0.0.1:{Port}";

    internal ProcessFigures Figures => ProcessFigures.Of(_process.Id);

    internal static async Task<ServedNode> StartAsync()
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!, [Environment.GetCommandLineArgs()[0], "serve"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        if (!Path.GetFileNameWithoutExtension(start.FileName).Equals("dotnet", StringComparison.Ordinal)) { start.ArgumentList.RemoveAt(0); }

        Process process = Process.Start(start)!;
        string[] ready = (await process.StandardOutput.ReadLineAsync())!.Split(' ');
        return new ServedNode(
            process,
            int.Parse(ready[0], CultureInfo.InvariantCulture),
            IPAddress.Parse(ready[1]),
            double.Parse(ready[2], CultureInfo.InvariantCulture));
    }

    /// <summary>A line of the node: selected routes, connected peers, unobserved exceptions, and everything that it limited.</summary>
    internal async Task<ServedReport> ReportAsync()
    {
        await _process.StandardInput.WriteLineAsync("report");
        string[] parts = (await _process.StandardOutput.ReadLineAsync())!.Split(' ', 4);
        return new ServedReport(
            int.Parse(parts[0], CultureInfo.InvariantCulture),
            int.Parse(parts[1], CultureInfo.InvariantCulture),
            int.Parse(parts[2], CultureInfo.InvariantCulture),
            parts[3]);
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    /// <summary>What the child does: one node until its input ends.</summary>
    internal static async Task<int> ServeAsync()
    {
        int unobserved = 0;
        TaskScheduler.UnobservedTaskException += (_, _) => Interlocked.Increment(ref unobserved);
        ProcessFigures before = ProcessFigures.Of(Environment.ProcessId);
        await using MyceliumNode node = await MyceliumNode.StartAsync(new NodeOptions
        {
            Name = "served",
            Listen = ["tcp://127.0.0.1:0"],
            Tunnel = TunnelMode.None,
            Discovery = false,
        });
        NodeSnapshot snapshot = await node.GetSnapshotAsync();
        string port = snapshot.Listen[0].Split(':')[^1];
        await Console.Out.WriteLineAsync($"{port} {snapshot.Address} {before.ResidentMegabytes:0.0}");
        while (await Console.In.ReadLineAsync() is not null)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            NodeStatistic statistic = await node.GetStatisticAsync();
            string limited = string.Join(", ", statistic.Limited.Where(item => item.Value > 0).Select(item => $"{item.Key} {item.Value:N0}"));
            string dropped = string.Join(", ", statistic.Dropped.Where(item => item.Value > 0).Select(item => $"{item.Key} {item.Value:N0}"));
            await Console.Out.WriteLineAsync(
                $"{statistic.RouteCount} {statistic.ConnectedPeerCount} {Volatile.Read(ref unobserved)} "
                + $"limited: {limited}; dropped: {dropped}; TLVs: {statistic.ReceivedTlvs:N0}");
        }

        return 0;
    }
}
