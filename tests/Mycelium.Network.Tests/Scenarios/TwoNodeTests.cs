using Mycelium.Network.Tests.Harness;
using Xunit;

namespace Mycelium.Network.Tests.Scenarios;

/// <summary>Two machines side by side, with the kernel's own programs on top.</summary>
public sealed class TwoNodeTests : NetworkTest
{
    private const int Mtu = 1400;
    private const int HeadersOfPing = 48;

    [SkippableFact]
    public async Task The_kernel_pings_through_the_overlay_over_IPv4_and_IPv6()
    {
        (LabNode a, LabNode b) = await StartAsync(overIPv6: false);
        await AssertPingsAsync(a, b);
        await AssertPingsAsync(b, a);

        (LabNode c, LabNode d) = await StartAsync(overIPv6: true);
        await AssertPingsAsync(c, d);
        Assert.Contains("fd77", await d.Agent.InvokeSingleAsync("(Get-MyceliumPeer).Endpoint"), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Iperf3_runs_both_ways()
    {
        (LabNode a, LabNode b) = await StartAsync(overIPv6: false);
        ToolProcess server = b.Place.Start("iperf3", "--server", "--bind", b.Address, "--forceflush");
        await server.WaitForOutputAsync("Server listening");

        foreach (string[] more in new[] { Array.Empty<string>(), ["--reverse"] })
        {
            string report = (await a.Place.RunAsync("iperf3", ["--client", b.Address, "--bytes", "20M", .. more])).Expect();
            Assert.Contains("receiver", report, StringComparison.Ordinal);
        }

        // The client ends when it has sent all, not when all has arrived.
        Assert.True(await b.Agent.InvokeNumberAsync("(Get-MyceliumStatistic).ReceivedBytes") > 10_000_000);
        Assert.True(await b.Agent.InvokeNumberAsync("(Get-MyceliumStatistic).SentBytes") > 10_000_000);
    }

    [SkippableFact]
    public async Task Packets_up_to_the_MTU_pass_and_larger_ones_are_fragmented_or_refused()
    {
        (LabNode a, LabNode b) = await StartAsync(overIPv6: false);

        Assert.Equal(1, (await a.PingAsync(b, 1, 0.1, "-M", "do", "-s", $"{Mtu - HeadersOfPing}")).Received);
        Assert.Equal(1, (await a.PingAsync(b, 1, 0.1, "-M", "dont", "-s", "4000")).Received);
        ToolResult refused = await a.Place.RunAsync("ping", "-c", "1", "-M", "do", "-s", $"{Mtu - HeadersOfPing + 1}", b.Address);
        Assert.Contains("message too long", refused.Output + refused.Error, StringComparison.OrdinalIgnoreCase);
        Assert.Contains($"mtu {Mtu}", await a.Place.IpAsync("link", "show", "mycelium"), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task A_destination_that_nobody_has_gives_unreachable_and_one_of_the_own_subnet_at_once()
    {
        (LabNode a, _) = await StartAsync(overIPv6: false);

        ToolResult own = await a.Place.RunAsync("ping", "-c", "1", "-W", "5", a.Address[..a.Address.LastIndexOf(':')] + ":77");
        Assert.Contains("Address unreachable", own.Output, StringComparison.Ordinal);
        ToolResult nobody = await a.Place.RunAsync("ping", "-c", "1", "-W", "25", "4ff:1234:5678:9abc::1");
        Assert.Contains("No route", nobody.Output, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task A_pipeline_finds_the_routes_and_pings_them()
    {
        (LabNode a, LabNode b) = await StartAsync(overIPv6: false);

        IReadOnlyList<string> lines = await a.Agent.InvokeAsync(
            "Get-MyceliumRoute | Where-Object Metric -lt 2000"
            + " | ForEach-Object { Test-MyceliumConnection $_.Address -Count 3 -Interval 0.1 }"
            + " | Where-Object Sequence | ForEach-Object { \"$($_.Destination) $($_.Status)\" }");

        Assert.Equal(Enumerable.Repeat($"{b.Address} Success", 3), lines);
        Assert.Equal("True", await a.Agent.InvokeSingleAsync($"Test-MyceliumConnection {b.Address} -Quiet"));
    }

    // The second of the two dials the first.
    private async Task<(LabNode First, LabNode Second)> StartAsync(bool overIPv6)
    {
        NetworkLab lab = await LabAsync("a", "b");
        LabLink link = await lab.ConnectAsync("a", "b");
        string peer = Tcp(overIPv6 ? link.FirstAddress6 : link.FirstAddress);
        LabNode[] nodes = await LabNode.StartAllAsync(
            (lab["a"], new NodeSetup { Name = "a", Mtu = Mtu }), (lab["b"], new NodeSetup { Name = "b", Mtu = Mtu, Peers = [peer] }));
        await nodes[0].WaitForRouteAsync(nodes[1]);
        await nodes[1].WaitForRouteAsync(nodes[0]);
        return (nodes[0], nodes[1]);
    }
}
