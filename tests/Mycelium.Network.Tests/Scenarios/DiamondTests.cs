using Mycelium.Network.Tests.Harness;
using Xunit;

namespace Mycelium.Network.Tests.Scenarios;

/// <summary>A - B - D and A - C - D: two ways from A to D.</summary>
public sealed class DiamondTests : NetworkTest
{
    private const double PingInterval = 0.02;
    private const int Pings = 400;

    // What is silent is found dead after 53 s at most, and dialled again after up to 60 s.
    private static readonly TimeSpan SilenceLimit = TimeSpan.FromSeconds(90);

    [SkippableFact]
    public async Task Pings_go_over_the_other_way_soon_after_the_node_in_the_path_was_killed()
    {
        (LabNode a, LabNode b, LabNode c, LabNode d) = await StartAsync();
        LabNode inPath = await NextNodeAsync(a, b, c, d);
        LabNode other = inPath == b ? c : b;
        ToolProcess ping = KernelPing.Start(a.Place, d.Address, Pings, PingInterval);
        await ping.WaitForOutputAsync("icmp_seq=50 ");

        await inPath.KillAsync();

        KernelPing result = KernelPing.Parse((await ping.WaitAsync()).Output);
        Assert.Equal(Pings, result.Sequences[^1]);
        Assert.True(result.LongestGap * PingInterval < 2.0, $"{result.LongestGap * PingInterval} s without an answer");
        Assert.Equal(other, await NextNodeAsync(a, b, c, d));
    }

    [SkippableFact]
    public async Task An_interface_that_is_taken_down_is_left_for_the_other_way_and_is_used_again_later()
    {
        NetworkLab lab = await LabAsync("a", "b", "c", "d");
        (LabNode[] nodes, LabLink[] links) = await StartAsync(lab);
        bool isFirst = await NextNodeAsync(nodes[0], nodes[1], nodes[2], nodes[3]) == nodes[1];
        string endpoint = await nodes[0].RouteAsync(nodes[3], "NextHop");
        LabLink link = isFirst ? links[0] : links[1];

        await link.TakeDownAsync();
        await nodes[0].WaitForPingAsync(nodes[3], SilenceLimit);
        string isElsewhere = $"@({LabNode.RoutesTo(nodes[3], "-State Selected")} | Where-Object NextHop -ne '{endpoint}').Count -eq 1";
        await nodes[0].Agent.WaitUntilAsync(isElsewhere);

        await link.TakeUpAsync();
        await nodes[0].Agent.WaitUntilAsync("@(Get-MyceliumPeer -State Alive).Count -ge 2", SilenceLimit);
        await AssertPingsAsync(nodes[0], nodes[3]);
    }

    /// <summary>Which of B and C the packets from A to D go to.</summary>
    private static async Task<LabNode> NextNodeAsync(LabNode a, LabNode b, LabNode c, LabNode d)
    {
        string endpoint = await a.RouteAsync(d, "NextHop");
        string address = await a.Agent.InvokeSingleAsync($"(Get-MyceliumPeer | Where-Object Endpoint -eq '{endpoint}').Address");
        return address == b.Address ? b : address == c.Address ? c : throw new InvalidDataException($"{endpoint} is {address}.");
    }

    private async Task<(LabNode A, LabNode B, LabNode C, LabNode D)> StartAsync()
    {
        (LabNode[] nodes, _) = await StartAsync(await LabAsync("a", "b", "c", "d"));
        return (nodes[0], nodes[1], nodes[2], nodes[3]);
    }

    // B and C dial A; D dials B and C.
    private static async Task<(LabNode[] Nodes, LabLink[] Links)> StartAsync(NetworkLab lab)
    {
        LabLink[] links =
        [
            await lab.ConnectAsync("a", "b"),
            await lab.ConnectAsync("a", "c"),
            await lab.ConnectAsync("b", "d"),
            await lab.ConnectAsync("c", "d"),
        ];
        LabNode[] first = await LabNode.StartAllAsync(
            (lab["a"], new NodeSetup { Name = "a" }),
            (lab["b"], new NodeSetup { Name = "b", Peers = [Tcp(links[0].FirstAddress)] }),
            (lab["c"], new NodeSetup { Name = "c", Peers = [Tcp(links[1].FirstAddress)] }));
        foreach (LabNode middle in first[1..]) { await middle.WaitForRouteAsync(first[0]); }

        // Last, so that both ways carry its announcement to A.
        string[] peers = [Tcp(links[2].FirstAddress), Tcp(links[3].FirstAddress)];
        LabNode[] nodes = [.. first, await LabNode.StartAsync(lab["d"], new NodeSetup { Name = "d", Peers = peers })];
        await Eventually.HoldsAsync(async () => await nodes[0].CountRoutesAsync(nodes[3]) == 2, () => "two routes from A to D");
        await nodes[3].WaitForRouteAsync(nodes[0]);
        return (nodes, links);
    }
}
