using System.Globalization;
using System.Text.RegularExpressions;

namespace Mycelium.Host.Tests.Examples;

public sealed class DiamondTests
{
    [Fact]
    public async Task Pings_flow_over_the_other_path_after_a_node_was_stopped()
    {
        HostResult result = await HostProcess.RunAsync(HostProcess.Example("Diamond.ps1"), "-Count", "2");

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Equal(4, Regex.Count(result.Output, @"(?m)^  ping A -> D: Success, \d+\.\d\d ms$"));
        string cut = Regex.Match(result.Output, @"(?m)^The path leads through ([BC])\. Stopping \1 \.\.\.$").Groups[1].Value;
        Match healed = Regex.Match(result.Output, @"(?m)^Pings flow through ([BC]) after (\d+) ms\.$");
        Assert.Equal(cut == "B" ? "C" : "B", healed.Groups[1].Value);
        Assert.InRange(int.Parse(healed.Groups[2].Value, CultureInfo.InvariantCulture), 0, 10_000);
        Assert.Matches(@"(?m)^D .*Selected.* [BC]$", result.Output);
        Assert.Matches(@"(?m)^D .*Fallback.* [BC]$", result.Output);
    }

    [SkippableFact]
    public async Task Ctrl_C_stops_all_nodes()
    {
        Skip.If(OperatingSystem.IsWindows(), "Signals can't be sent to another process on Windows.");
        using HostProcess host = HostProcess.Start(HostProcess.Example("Diamond.ps1"), "-Count", "1000");
        await host.ReadUntilAsync("ping A -> D");

        host.Signal(HostProcess.Interrupt);
        HostResult result = await host.WaitForExitAsync();

        Assert.Equal((130, ""), (result.ExitCode, result.Error));
        Assert.DoesNotContain("Pings flow", result.Output, StringComparison.Ordinal);
    }
}
