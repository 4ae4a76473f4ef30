using Mycelium.Network.Tests.Harness;
using Xunit;

namespace Mycelium.Network.Tests.Scenarios;

public sealed class DiscoveryTests : NetworkTest
{
    [SkippableFact]
    public async Task Nodes_on_one_segment_find_each_other_and_hold_one_connection()
    {
        NetworkLab lab = await LabAsync("a", "b");
        await lab.ConnectAsync("a", "b");
        LabNode[] nodes = await LabNode.StartAllAsync(
            (lab["a"], new NodeSetup { Name = "a", Discovery = true }), (lab["b"], new NodeSetup { Name = "b", Discovery = true }));

        await nodes[0].WaitForRouteAsync(nodes[1], TimeSpan.FromSeconds(30));
        await nodes[1].WaitForRouteAsync(nodes[0], TimeSpan.FromSeconds(30));

        await AssertPingsAsync(nodes[0], nodes[1]);
        Assert.True(
            await nodes[0].Agent.InvokeNumberAsync("@(Get-MyceliumPeer -Kind Discovered).Count")
            + await nodes[1].Agent.InvokeNumberAsync("@(Get-MyceliumPeer -Kind Discovered).Count") >= 1);
        string[] found =
        [
            .. await nodes[0].Agent.InvokeAsync("Find-MyceliumPeer -WarningAction SilentlyContinue | ForEach-Object { $_.Address.ToString() }"),
            .. await nodes[1].Agent.InvokeAsync("Find-MyceliumPeer -WarningAction SilentlyContinue | ForEach-Object { $_.Address.ToString() }"),
        ];
        Assert.NotEmpty(found);
        Assert.All(found, address => Assert.Contains(address, nodes.Select(node => node.Address)));
        await nodes[0].Agent.WaitUntilAsync("@(Get-MyceliumPeer -State Alive).Count -eq 1");
        await nodes[1].Agent.WaitUntilAsync("@(Get-MyceliumPeer -State Alive).Count -eq 1");
    }

    [SkippableFact]
    public async Task A_node_that_was_told_not_to_look_finds_nobody_and_is_not_found()
    {
        NetworkLab lab = await LabAsync("a", "b", "c");
        await lab.ConnectAsync("a", "b");
        await lab.ConnectAsync("a", "c");
        LabNode[] nodes = await LabNode.StartAllAsync(
            (lab["a"], new NodeSetup { Name = "a", Discovery = true }),
            (lab["b"], new NodeSetup { Name = "b" }),
            (lab["c"], new NodeSetup { Name = "c", Discovery = true }));

        await nodes[0].WaitForRouteAsync(nodes[2], TimeSpan.FromSeconds(30));

        Assert.Equal(0, await nodes[1].Agent.InvokeNumberAsync("@(Get-MyceliumPeer).Count"));
        Assert.Equal(0, await nodes[0].CountRoutesAsync(nodes[1]));
    }
}
