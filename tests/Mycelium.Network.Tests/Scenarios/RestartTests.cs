using Mycelium.Network.Tests.Harness;
using Xunit;

namespace Mycelium.Network.Tests.Scenarios;

public sealed class RestartTests : NetworkTest
{
    [SkippableTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_node_that_restarts_with_its_key_is_reached_again_at_once_under_a_new_router_id(bool isKilled)
    {
        NetworkLab lab = await LabAsync("a", "b", "c");
        LabLink near = await lab.ConnectAsync("a", "b");
        LabLink far = await lab.ConnectAsync("b", "c");
        var setup = new NodeSetup { Name = "c", KeyPath = lab.PathOf("c.key"), Peers = [Tcp(far.FirstAddress)] };
        LabNode[] nodes = await LabNode.StartAllAsync(
            (lab["a"], new NodeSetup { Name = "a" }),
            (lab["b"], new NodeSetup { Name = "b", Peers = [Tcp(near.FirstAddress)] }),
            (lab["c"], setup));
        LabNode a = nodes[0];
        LabNode c = nodes[2];
        await a.WaitForRouteAsync(c);
        await c.WaitForRouteAsync(a);
        string firstId = await a.RouteAsync(c, "RouterId");
        Assert.Equal(1, (await a.PingAsync(c, 1)).Received);

        if (isKilled) { await c.KillAsync(); } else { (await c.Agent.EndAsync()).Expect(); }

        LabNode again = await LabNode.StartAsync(lab["c"], setup);
        Assert.Equal(c.Address, again.Address);
        string isBack = $"@({LabNode.RoutesTo(again, "-State Selected")} | Where-Object RouterId -ne '{firstId}').Count -eq 1";
        TimeSpan took = await a.Agent.WaitUntilAsync(isBack);
        await again.WaitForRouteAsync(a);

        Assert.True(took < TimeSpan.FromSeconds(30), $"{took} until the route was back");
        Assert.NotEqual(firstId, await a.RouteAsync(again, "RouterId"));
        await AssertPingsAsync(a, again);
    }
}
