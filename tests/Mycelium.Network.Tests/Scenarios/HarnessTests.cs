using Mycelium.Network.Tests.Harness;
using Xunit;

namespace Mycelium.Network.Tests.Scenarios;

public sealed class HarnessTests : NetworkTest
{
    [SkippableFact]
    public async Task A_link_carries_packets_until_it_is_cut_and_again_when_it_is_mended()
    {
        NetworkLab lab = await LabAsync("a", "b");
        LabLink link = await lab.ConnectAsync("a", "b");

        Assert.Equal(2, (await KernelPing.RunAsync(lab["a"], link.SecondAddress, 2)).Received);
        Assert.Equal(2, (await KernelPing.RunAsync(lab["b"], link.FirstAddress6, 2)).Received);
        await link.CutAsync();
        Assert.Equal(0, (await KernelPing.RunAsync(lab["a"], link.SecondAddress, 1)).Received);
        Assert.Contains("state UP", await lab["a"].IpAsync("link", "show", link.InterfaceName), StringComparison.Ordinal);
        await link.MendAsync();
        Assert.Equal(1, (await KernelPing.RunAsync(lab["a"], link.SecondAddress, 1)).Received);
    }

    [SkippableFact]
    public async Task A_lab_ends_its_processes_and_namespaces()
    {
        NetworkLab lab = await LabAsync("a");
        ToolProcess sleeper = lab["a"].Start("sleep", "1000");
        string name = lab["a"].SystemName;
        int id = sleeper.Id;
        Assert.True(File.Exists($"/var/run/netns/{name}"));

        await lab.DisposeAsync();

        Assert.False(File.Exists($"/var/run/netns/{name}"));
        Assert.False(Directory.Exists($"/proc/{id}"));
    }

    [SkippableFact]
    public async Task What_an_aborted_run_has_left_is_removed_with_its_processes()
    {
        await LabAsync();
        const string Name = "mycelium-test-1-1-1-stale";
        await NetworkLab.IpAsync("netns", "add", Name);
        await using ToolProcess orphan = ToolProcess.Start("ip", "netns", "exec", Name, "sleep", "1000");
        string files = Path.Combine(Path.GetTempPath(), Name);
        Directory.CreateDirectory(files);
        await Eventually.HoldsAsync(
            async () => (await NetworkLab.IpAsync("netns", "pids", Name)).Length > 0, () => "the orphan is in its namespace");

        await NetworkLab.SweepAsync();

        Assert.False(File.Exists($"/var/run/netns/{Name}"));
        Assert.False(Directory.Exists(files));
        await orphan.WaitAsync();
    }

    [SkippableFact]
    public async Task A_lab_leaves_the_machines_own_network_alone()
    {
        await LabAsync();
        string before = await NetworkLab.IpAsync("-o", "address");
        NetworkLab lab = await LabAsync("a", "b");
        await lab.ConnectAsync("a", "b");

        Assert.Equal(before, await NetworkLab.IpAsync("-o", "address"));
    }

    [SkippableFact]
    public async Task A_delay_line_holds_every_frame_and_keeps_the_order()
    {
        NetworkLab lab = await LabAsync("a", "b");
        (LabLink link, DelayLine line) = await lab.ConnectDelayedAsync("a", "b", new FrameImpairment(TimeSpan.FromMilliseconds(30)));

        KernelPing ping = await KernelPing.RunAsync(lab["a"], link.SecondAddress, 50, 0.005);

        Assert.Equal(50, ping.Received);
        Assert.Equal(ping.Sequences.Order(), ping.Sequences);
        Assert.All(ping.RoundTripTimes, time => Assert.True(time >= 60, $"{time} ms"));
        Assert.Equal((0, 0), (line.LostFrames, line.LateFrames));
    }

    [SkippableFact]
    public async Task A_delay_line_loses_and_reorders_what_it_is_told_to()
    {
        NetworkLab lab = await LabAsync("a", "b");
        var impairment = new FrameImpairment(TimeSpan.FromMilliseconds(1))
        {
            Loss = 0.1,
            Late = 0.1,
            LateBy = TimeSpan.FromMilliseconds(100),
            Seed = 20_240_101,
        };
        (LabLink link, DelayLine line) = await lab.ConnectDelayedAsync("a", "b", impairment);

        KernelPing ping = await KernelPing.RunAsync(lab["a"], link.SecondAddress, 200, 0.005);

        Assert.InRange(ping.Received, 100, 195);
        Assert.NotEqual(ping.Sequences.Order(), ping.Sequences);
        Assert.True(line.LostFrames > 0 && line.LateFrames > 0, $"{line.LostFrames} lost, {line.LateFrames} late");
    }
}
