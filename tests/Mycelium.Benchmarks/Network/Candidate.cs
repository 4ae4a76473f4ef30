using System.Globalization;
using System.Text.Json;
using Mycelium.Network.Tests.Harness;

namespace Mycelium.Benchmarks.Network;

/// <summary>A way from one namespace to another, and the daemons that make it.</summary>
/// <param name="name">Name in the table.</param>
/// <param name="client">Where the stream and the pings start.</param>
/// <param name="server">Where <c>iperf3</c> listens.</param>
/// <param name="address">Address of the server on this way.</param>
/// <param name="daemons">What uses processor time for it.</param>
internal sealed class Candidate(string name, LabNamespace client, LabNamespace server, string address, IReadOnlyList<ToolProcess> daemons)
{
    private const int Pings = 100;
    private const double PingInterval = 0.02;
    private const string Port = "5201";

    internal string Name => name;

    internal async Task<Measurement> MeasureAsync(TimeSpan streamTime)
    {
        KernelPing ping = await KernelPing.RunAsync(client, address, Pings, PingInterval);
        if (ping.Received == 0) { throw new InvalidOperationException($"{name}: no ping comes back.\n{ping.Output}"); }

        List<double> times = [.. ping.RoundTripTimes.Order()];
        (double gigabits, double? processor) = await StreamAsync(streamTime);
        return new Measurement(gigabits, processor, times[times.Count / 2], times[times.Count * 99 / 100]);
    }

    private async Task<(double Gigabits, double? Processor)> StreamAsync(TimeSpan time)
    {
        await using ToolProcess listener = ToolProcess.Start(
            "ip", "netns", "exec", server.SystemName, "iperf3", "--server", "--one-off", "--bind", address, "--port", Port, "--forceflush");
        await listener.WaitForOutputAsync("Server listening");
        TimeSpan before = ProcessorTime();
        ToolResult stream = await client.RunAsync(
            "iperf3", "--client", address, "--port", Port, "--time", time.TotalSeconds.ToString(CultureInfo.InvariantCulture), "--json");
        TimeSpan used = ProcessorTime() - before;
        using JsonDocument report = JsonDocument.Parse(stream.Expect());
        JsonElement received = report.RootElement.GetProperty("end").GetProperty("sum_received");
        double bytes = received.GetProperty("bytes").GetDouble();
        return (received.GetProperty("bits_per_second").GetDouble() / 1e9, daemons.Count == 0 ? null : used.TotalSeconds / (bytes / 1e9));
    }

    private TimeSpan ProcessorTime() => daemons.Aggregate(TimeSpan.Zero, (sum, daemon) => sum + daemon.ProcessorTime);
}
