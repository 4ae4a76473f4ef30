using Mycelium.Benchmarks.Network;
using Mycelium.Benchmarks.Network.Overlays;
using Mycelium.Benchmarks.Network.Traffic;
using Mycelium.Network.Tests.Harness;
using Mycelium.Network.Tests.Scenarios;
using Xunit;

namespace Mycelium.Network.Tests.Benchmarks;

public class TrafficTests : NetworkTest
{
    [Theory]
    [InlineData(70_000)]
    [InlineData(3_000)]
    [InlineData(99_000)]
    [InlineData(350_000)]
    public async Task The_highest_rate_without_loss_is_found(double capacity)
    {
        const double First = 100_000;
        int trials = 0;
        Task<DatagramReport> TryRate(double rate)
        {
            trials++;
            long sent = (long)rate;
            return Task.FromResult(new DatagramReport(sent, (long)Math.Min(sent, capacity), 1));
        }

        double found = await LosslessRate.FindAsync(First, TryRate);

        Assert.InRange(found, (capacity * 0.95) - (First / 128), capacity * 1.001);
        Assert.InRange(trials, 5, 10);
    }

    [Fact]
    public async Task A_way_that_always_loses_has_no_rate_without_loss()
    {
        Assert.Equal(0, await LosslessRate.FindAsync(1000, rate => Task.FromResult(new DatagramReport(100, 99, 1))));
        Assert.Equal(0, await LosslessRate.FindAsync(1000, rate => Task.FromResult(default(DatagramReport))));
    }

    [SkippableFact]
    public async Task Datagrams_of_the_asked_rate_arrive_over_plain_veth()
    {
        await LabAsync();
        await using CandidateNetwork network = await CandidateNetwork.CreateAsync(2);
        Candidate candidate = await StartAsync(new VethOverlay(), network);
        using var flow = new DatagramFlow(candidate, 64);

        DatagramReport report = await flow.RunAsync(1000, TimeSpan.FromSeconds(1));

        // A thread that the machine does not let run sends less, never more.
        Assert.InRange(report.Sent, 1, 1000);
        Assert.Equal(report.Sent, report.Received);
    }

    [SkippableFact]
    public async Task Plain_veth_in_a_line_is_routed()
    {
        await LabAsync();
        await using CandidateNetwork network = await CandidateNetwork.CreateAsync(3);

        Candidate candidate = await StartAsync(new VethOverlay(), network);

        KernelPing ping = await KernelPing.RunAsync(candidate.Client, candidate.Address, 2);
        Assert.Equal(2, ping.Received);
        Assert.Contains("ttl=63", ping.Output, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task The_example_adapter_makes_a_tunnel_between_two_places()
    {
        await LabAsync();
        await using CandidateNetwork network = await CandidateNetwork.CreateAsync(2);
        await using ToolProcess probe = ToolProcess.Start(
            "ip", "-n", network.Places[0].SystemName, "link", "add", "probe", "type", "vxlan", "id", "1", "dstport", "4790");
        Skip.If((await probe.WaitAsync()).ExitCode != 0, "The kernel has no VXLAN.");
        var overlay = new AdapterOverlay(Path.Combine(AppContext.BaseDirectory, "Adapters", "vxlan.sh"));

        Candidate candidate = await StartAsync(overlay, network);

        Assert.Equal("vxlan", overlay.Name);
        Assert.False(overlay.CanFormLines);
        Assert.Equal("fd98::2", candidate.Address);
        Assert.Empty(candidate.ProcessIds);
        Assert.Equal(2, (await KernelPing.RunAsync(candidate.Client, candidate.Address, 2)).Received);
    }

    private static async Task<Candidate> StartAsync(IOverlay overlay, CandidateNetwork network)
    {
        OverlayStart start = await overlay.StartAsync(network);
        return new Candidate(overlay.Name, network, start.Address, start.ProcessIds);
    }
}
