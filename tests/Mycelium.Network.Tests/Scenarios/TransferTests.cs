using Mycelium.Network.Tests.Harness;
using Xunit;

namespace Mycelium.Network.Tests.Scenarios;

public sealed class TransferTests : NetworkTest
{
    private const int Size = 100_000_000;
    private const int SmallSize = 10_000_000;
    private const int Seed = 20_240_101;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(120);

    [SkippableFact]
    public async Task A_hundred_megabytes_arrive_unchanged_through_three_nodes()
    {
        NetworkLab lab = await LabAsync("a", "b", "c");
        LabLink near = await lab.ConnectAsync("a", "b");
        LabLink far = await lab.ConnectAsync("b", "c");
        LabNode[] nodes = await LabNode.StartAllAsync(
            (lab["a"], new NodeSetup { Name = "a" }),
            (lab["b"], new NodeSetup { Name = "b", Peers = [Tcp(near.FirstAddress)] }),
            (lab["c"], new NodeSetup { Name = "c", Peers = [Tcp(far.FirstAddress)] }));
        await nodes[0].WaitForRouteAsync(nodes[2]);
        await nodes[2].WaitForRouteAsync(nodes[0]);

        TransferOutcome outcome = await TcpTransfer.RunAsync(nodes[0].Place, nodes[2].Place, nodes[2].Address, Size, Seed, Limit);

        Assert.Equal(outcome.SentHash, outcome.ReceivedHash);
        Assert.Equal(Size, outcome.ReceivedBytes);
        Assert.True(await nodes[1].Agent.InvokeNumberAsync("(Get-MyceliumStatistic).ForwardedBytes") > Size);
    }

    [SkippableFact]
    public async Task Bytes_arrive_unchanged_both_ways_though_packets_before_and_behind_the_tunnels_are_lost_and_reordered()
    {
        NetworkLab lab = await LabAsync(ImpairedHosts.Names);
        var impairment = new FrameImpairment(TimeSpan.FromMilliseconds(0.2))
        {
            Loss = 0.002,
            Late = 0.02,
            LateBy = TimeSpan.FromMilliseconds(1),
            Seed = Seed,
        };
        ImpairedHosts hosts = await ImpairedHosts.StartAsync(lab, impairment);

        TransferOutcome[] outcomes = await hosts.TransferAsync(SmallSize, Seed, Limit);

        Assert.All(outcomes, outcome => Assert.Equal(SmallSize, outcome.ReceivedBytes));
        Assert.All(outcomes, outcome => Assert.Equal(outcome.SentHash, outcome.ReceivedHash));
        Assert.True(hosts.LostFrames > 0 && hosts.LateFrames > 0, $"{hosts.LostFrames} lost, {hosts.LateFrames} late");
    }
}
