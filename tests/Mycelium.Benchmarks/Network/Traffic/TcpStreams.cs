using System.Globalization;
using Mycelium.Network.Tests.Harness;

namespace Mycelium.Benchmarks.Network.Traffic;

/// <summary>TCP streams by <c>iperf3</c>, from the first place of a candidate to the last.</summary>
internal static class TcpStreams
{
    private const string Port = "5201";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Sends as fast as TCP allows.</summary>
    /// <param name="candidate">The way.</param>
    /// <param name="streams">How many at the same time.</param>
    /// <param name="time">Whole seconds.</param>
    internal static async Task<StreamReport> RunAsync(Candidate candidate, int streams, TimeSpan time)
    {
        string[] inServer = ["netns", "exec", candidate.Server.SystemName];
        await using ToolProcess listener = ToolProcess.Start(
            "ip", [.. inServer, "iperf3", "--server", "--one-off", "--bind", candidate.Address, "--port", Port, "--forceflush"]);
        await listener.WaitForOutputAsync("Server listening");
        string[] client =
        [
            "netns", "exec", candidate.Client.SystemName, "iperf3", "--client", candidate.Address, "--port", Port, "--json",
            "--time", ((int)time.TotalSeconds).ToString(CultureInfo.InvariantCulture),
            "--parallel", streams.ToString(CultureInfo.InvariantCulture),
        ];
        return StreamReport.Parse((await ToolProcess.RunAsync("ip", client, time + Patience)).Output);
    }
}
