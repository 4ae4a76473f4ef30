using System.Globalization;
using Mycelium.Network.Tests.Harness;
using Xunit;

namespace Mycelium.Network.Tests.Scenarios;

/// <summary>A - B - C - D - E: everything between the ends passes three nodes that can't read it.</summary>
public sealed class LineTests : NetworkTest
{
    private static readonly string[] Names = ["a", "b", "c", "d", "e"];

    [SkippableFact]
    public async Task The_ends_of_a_line_of_five_reach_each_other_and_each_node_on_the_way_can_be_seen()
    {
        LabNode[] nodes = await StartAsync();
        await nodes[0].WaitForRouteAsync(nodes[4]);
        await nodes[4].WaitForRouteAsync(nodes[0]);

        await AssertPingsAsync(nodes[0], nodes[4], nodes[1..4]);
        KernelPing ping = await nodes[0].PingAsync(nodes[4], 1);

        // One hop at the sender, one at each of the three between, one at the receiver.
        Assert.Contains("ttl=59", ping.Output, StringComparison.Ordinal);
        for (int hop = 2; hop <= 4; hop++) { await AssertTimeExceededAsync(nodes, hop); }

        Assert.True(await nodes[2].Agent.InvokeNumberAsync("(Get-MyceliumStatistic).ForwardedPackets") >= 8);
        Assert.Equal(0, await nodes[2].Agent.InvokeNumberAsync("(Get-MyceliumStatistic).ReceivedPackets"));
    }

    [SkippableFact]
    public async Task Each_node_on_the_way_is_traced_by_its_address()
    {
        LabNode[] nodes = await StartAsync();
        foreach (LabNode node in nodes[1..])
        {
            await nodes[0].WaitForRouteAsync(node);
            await node.WaitForRouteAsync(nodes[0]);
        }

        IReadOnlyList<string> hops =
            await nodes[0].Agent.InvokeAsync($"Trace-MyceliumRoute {nodes[4].Address} | ForEach-Object {{ \"$($_.Hop) $_ $($_.Status)\" }}");

        string[] expected =
        [
            $"1 {nodes[1].Address} HopLimitExceeded",
            $"2 {nodes[2].Address} HopLimitExceeded",
            $"3 {nodes[3].Address} HopLimitExceeded",
            $"4 {nodes[4].Address} Success",
        ];
        Assert.Equal(expected, hops);
    }

    [SkippableFact]
    public async Task A_node_in_the_middle_that_ends_makes_the_far_end_unreachable_and_the_sender_is_told()
    {
        LabNode[] nodes = await StartAsync();
        await nodes[0].WaitForRouteAsync(nodes[4]);
        await nodes[4].WaitForRouteAsync(nodes[0]);
        Assert.Equal(1, (await nodes[0].PingAsync(nodes[4], 1)).Received);

        await nodes[3].KillAsync();

        ToolResult result = await nodes[0].Place.RunAsync("ping", "-n", "-c", "1", "-W", "25", nodes[4].Address);
        Assert.Contains("No route", result.Output, StringComparison.Ordinal);
        Assert.Equal(1, (await nodes[0].PingAsync(nodes[2], 1)).Received);
    }

    // The report comes from the subnet address of the node where the hop limit ended.
    private static async Task AssertTimeExceededAsync(LabNode[] nodes, int hop)
    {
        ToolResult result = await nodes[0].Place.RunAsync(
            "ping", "-n", "-c", "1", "-W", "3", "-t", hop.ToString(CultureInfo.InvariantCulture), nodes[4].Address);
        Assert.Contains("Time exceeded: Hop limit", result.Output, StringComparison.Ordinal);
        string subnet = string.Join(':', nodes[hop - 1].Address.Split(':').Take(4));
        Assert.Contains($"From {subnet}:", result.Output, StringComparison.Ordinal);
    }

    private async Task<LabNode[]> StartAsync()
    {
        NetworkLab lab = await LabAsync(Names);
        var setups = new List<(LabNamespace, NodeSetup)> { (lab["a"], new NodeSetup { Name = "a" }) };
        foreach ((string near, string far) in Names.Zip(Names.Skip(1)))
        {
            LabLink link = await lab.ConnectAsync(near, far);
            setups.Add((lab[far], new NodeSetup { Name = far, Peers = [Tcp(link.FirstAddress)] }));
        }

        return await LabNode.StartAllAsync(setups);
    }
}
