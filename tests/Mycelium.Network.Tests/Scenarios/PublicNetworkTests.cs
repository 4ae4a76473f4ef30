using Mycelium.Network.Tests.Harness;
using Xunit;

namespace Mycelium.Network.Tests.Scenarios;

/// <summary>The public network is asked for where no packet can leave: nobody is contacted, and each command says that nobody answers.</summary>
public sealed class PublicNetworkTests : NetworkTest
{
    [SkippableFact]
    public async Task Finding_the_public_network_without_any_route_finds_nobody_and_says_why()
    {
        NodeAgent agent = await IsolatedAsync();
        string before = await SentAsync(agent);

        Assert.Empty(await agent.InvokeAsync("Find-MyceliumPeer -PublicNetwork -Timeout 2"));
        await agent.InvokeAsync("$all = @(Find-MyceliumPeer -PublicNetwork -Timeout 2 -IncludeUnreachable)");

        Assert.InRange(await agent.InvokeNumberAsync("$all.Count"), 2, 1000);
        Assert.Equal(0, await agent.InvokeNumberAsync("@($all | Where-Object { $_.IsReachable -or -not $_.Error }).Count"));
        Assert.Equal(before, await SentAsync(agent));
    }

    [SkippableFact]
    public async Task Joining_the_public_network_without_any_route_warns_and_the_node_goes_on_trying()
    {
        NodeAgent agent = await IsolatedAsync();
        string before = await SentAsync(agent);

        await agent.InvokeAsync(
            "$node = Start-MyceliumNode lonely -PublicNetwork -PeerCount 2 -NoListen -NoDiscovery -Tunnel Userspace "
            + "-WarningVariable agentWarning -WarningAction SilentlyContinue");

        Assert.Contains("of the list answers. The node 'lonely' goes on trying", await agent.InvokeSingleAsync("$agentWarning"), StringComparison.Ordinal);
        Assert.Equal("Running", await agent.InvokeSingleAsync("(Get-MyceliumNode lonely).State"));
        Assert.Equal(2, await agent.InvokeNumberAsync("@(Get-MyceliumPeer -Node lonely).Count"));
        Assert.Equal(0, await agent.InvokeNumberAsync("@(Get-MyceliumPeer -Node lonely -State Alive).Count"));
        Assert.Equal(before, await SentAsync(agent));
    }

    // A namespace of its own has its loopback only.
    private async Task<NodeAgent> IsolatedAsync()
    {
        NetworkLab lab = await LabAsync("a");
        Assert.Equal("", (await lab["a"].IpAsync("route", "show")).Trim());
        Assert.Equal("", (await lab["a"].IpAsync("-6", "route", "show", "default")).Trim());
        return NodeAgent.Start(lab["a"]);
    }

    // Bytes and packets that each interface has sent: there is one, the loopback.
    private static async Task<string> SentAsync(NodeAgent agent)
    {
        string[] lines = (await agent.Place.RunAsync("cat", "/proc/net/dev")).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)[2..];
        string[] words = Assert.Single(lines).Split([' ', ':'], StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("lo", words[0]);
        return $"{words[9]} bytes in {words[10]} packets";
    }
}
