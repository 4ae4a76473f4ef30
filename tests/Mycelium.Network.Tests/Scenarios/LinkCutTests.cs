using Mycelium.Network.Tests.Harness;
using Xunit;

namespace Mycelium.Network.Tests.Scenarios;

/// <summary>The only link between two nodes goes and comes back.</summary>
public sealed class LinkCutTests : NetworkTest
{
    // A suspected link is closed after 20 s of silence; the reference needs up to 53 s.
    private static readonly TimeSpan DetectionLimit = TimeSpan.FromSeconds(40);
    private static readonly TimeSpan ReturnLimit = TimeSpan.FromSeconds(60);

    [SkippableFact]
    public async Task A_silent_cut_is_noticed_by_both_ends_and_the_link_comes_back_by_itself()
    {
        (LabNode a, LabNode b, LabLink link) = await StartAsync();

        await link.CutAsync();
        await Task.WhenAll(
            a.Agent.WaitUntilAsync("@(Get-MyceliumPeer -State Alive).Count -eq 0", DetectionLimit),
            b.Agent.WaitUntilAsync("@(Get-MyceliumPeer -State Alive).Count -eq 0", DetectionLimit));
        Assert.Equal(0, await a.Agent.InvokeNumberAsync("@(Get-MyceliumRoute -State Selected).Count"));

        await link.MendAsync();
        await b.WaitForRouteAsync(a, ReturnLimit);
        await a.WaitForRouteAsync(b);
        await AssertPingsAsync(a, b);
    }

    [SkippableFact]
    public async Task A_short_interruption_costs_no_connection()
    {
        (LabNode a, LabNode b, LabLink link) = await StartAsync();
        string since = await b.Agent.InvokeSingleAsync("(Get-MyceliumPeer).ConnectedSince.Ticks");

        await link.CutAsync();
        Assert.Equal(0, (await KernelPing.RunAsync(a.Place, b.Address, 1)).Received);
        await link.MendAsync();

        await a.WaitForPingAsync(b);
        Assert.Equal(since, await b.Agent.InvokeSingleAsync("(Get-MyceliumPeer).ConnectedSince.Ticks"));
    }

    private async Task<(LabNode First, LabNode Second, LabLink Link)> StartAsync()
    {
        NetworkLab lab = await LabAsync("a", "b");
        LabLink link = await lab.ConnectAsync("a", "b");
        LabNode[] nodes = await LabNode.StartAllAsync(
            (lab["a"], new NodeSetup { Name = "a" }), (lab["b"], new NodeSetup { Name = "b", Peers = [Tcp(link.FirstAddress)] }));
        await nodes[0].WaitForRouteAsync(nodes[1]);
        await nodes[1].WaitForRouteAsync(nodes[0]);
        return (nodes[0], nodes[1], link);
    }
}
