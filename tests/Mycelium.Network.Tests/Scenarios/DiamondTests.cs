using Mycelium.Network.Tests.Harness;
using Xunit;

namespace Mycelium.Network.Tests.Scenarios;

/// <summary>Something fails in the way that packets take, and there is another. The bounds are generous: the figures are measured by
/// the <c>failover</c> command of the benchmarks.</summary>
public sealed class DiamondTests : NetworkTest
{
    private const double PingInterval = 0.02;
    private const int Pings = 450;

    private static readonly TimeSpan SilenceLimit = TimeSpan.FromSeconds(90);

    [SkippableFact]
    public async Task Pings_go_over_the_other_way_soon_after_the_node_in_the_path_was_killed()
    {
        Diamond diamond = await StartAsync();

        (TimeSpan outage, LabNode killed) = await OutageAsync(diamond, inPath => inPath.KillAsync());

        Assert.True(outage < TimeSpan.FromSeconds(2), $"{outage} without an answer");
        Assert.NotEqual(killed, await diamond.NodeInPathAsync());
    }

    [SkippableFact]
    public async Task Pings_go_over_the_other_way_soon_after_a_link_in_the_path_was_cut_without_a_sign()
    {
        Diamond diamond = await StartAsync();
        for (int i = 0; i < 3; i++)
        {
            bool isNear = i % 2 == 0;
            LabLink Link(LabNode middle) => isNear ? diamond.LinksOf(middle).Near : diamond.LinksOf(middle).Far;

            (TimeSpan outage, LabNode left) = await OutageAsync(diamond, inPath => Link(inPath).CutAsync());

            Assert.True(outage < TimeSpan.FromSeconds(6), $"{outage} without an answer");
            Assert.NotEqual(left, await diamond.NodeInPathAsync());
            await Link(left).MendAsync();
            await diamond.WaitUntilBothWaysWorkAsync();
        }
    }

    [SkippableTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Pings_flow_soon_after_an_end_node_that_stood_still_goes_on(bool isListener)
    {
        Diamond diamond = await StartAsync();
        LabNode paused = isListener ? diamond.A : diamond.D;
        ToolProcess ping = PingTrace.Start(diamond.A.Place, diamond.D.Address, 400, 0.1);
        await ping.WaitForOutputAsync("icmp_seq=10 ");

        paused.Agent.Process.Signal(Posix.Stop);
        await Task.Delay(TimeSpan.FromSeconds(25));
        DateTimeOffset resumed = DateTimeOffset.UtcNow;
        paused.Agent.Process.Signal(Posix.Continue);

        var trace = PingTrace.Parse((await ping.WaitAsync()).Output);
        Assert.True(trace.FirstAfter(resumed) < TimeSpan.FromSeconds(10), $"{trace.FirstAfter(resumed)} until the first answer");
    }

    [SkippableFact]
    public async Task An_interface_that_is_taken_down_is_left_for_the_other_way_and_is_used_again_later()
    {
        Diamond diamond = await StartAsync();
        LabLink link = diamond.LinksOf(await diamond.NodeInPathAsync()).Near;
        string endpoint = await diamond.A.RouteAsync(diamond.D, "NextHop");

        await link.TakeDownAsync();
        await diamond.A.WaitForPingAsync(diamond.D, SilenceLimit);
        string isElsewhere = $"@({LabNode.RoutesTo(diamond.D, "-State Selected")} | Where-Object NextHop -ne '{endpoint}').Count -eq 1";
        await diamond.A.Agent.WaitUntilAsync(isElsewhere);

        await link.TakeUpAsync();
        await diamond.A.Agent.WaitUntilAsync("@(Get-MyceliumPeer -State Alive).Count -ge 2", SilenceLimit);
        await AssertPingsAsync(diamond.A, diamond.D);
    }

    private async Task<Diamond> StartAsync() => await Diamond.StartAsync(await LabAsync(Diamond.Names));

    private static async Task<(TimeSpan Outage, LabNode InPath)> OutageAsync(Diamond diamond, Func<LabNode, Task> fail)
    {
        ToolProcess ping = PingTrace.Start(diamond.A.Place, diamond.D.Address, Pings, PingInterval);
        await ping.WaitForOutputAsync("icmp_seq=50 ");
        LabNode inPath = await diamond.NodeInPathAsync();
        await fail(inPath);
        var trace = PingTrace.Parse((await ping.WaitAsync()).Output);
        TimeSpan unanswered = TimeSpan.FromSeconds((Pings - trace.Ping.Sequences.Max()) * PingInterval);
        return (trace.LongestGap > unanswered ? trace.LongestGap : unanswered, inPath);
    }
}
