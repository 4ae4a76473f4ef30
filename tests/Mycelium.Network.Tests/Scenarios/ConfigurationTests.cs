using Mycelium.Network.Tests.Harness;
using Xunit;

namespace Mycelium.Network.Tests.Scenarios;

/// <summary><c>Mycelium.Host run node.yaml</c>, as a service runs it.</summary>
public sealed class ConfigurationTests : NetworkTest
{
    [SkippableTheory]
    [InlineData(Posix.Interrupt)]
    [InlineData(Posix.Terminate)]
    public async Task A_configured_node_joins_and_a_signal_ends_it_cleanly(int signal)
    {
        NetworkLab lab = await LabAsync("a", "b");
        LabLink link = await lab.ConnectAsync("a", "b");
        LabNode first = await LabNode.StartAsync(lab["a"], new NodeSetup());
        string file = lab.PathOf("node.yaml");
        await File.WriteAllTextAsync(file, $$"""
            name: configured
            keyFile: configured.key
            listen: []
            peers: ["{{Tcp(link.FirstAddress)}}"]
            tunnel: { mode: tun, interface: overlay, mtu: 1300 }
            discovery: { enabled: false }
            """);
        ToolProcess host = lab["b"].Start(HostProgram.Command[0], [.. HostProgram.Command.Skip(1), "run", file]);
        await first.Agent.WaitUntilAsync("@(Get-MyceliumRoute -State Selected).Count -eq 1");
        string address = await first.Agent.InvokeSingleAsync("(Get-MyceliumRoute).Address");
        Assert.Equal(1, (await KernelPing.RunAsync(first.Place, address, 1)).Received);
        Assert.Contains("mtu 1300", await lab["b"].IpAsync("link", "show", "overlay"), StringComparison.Ordinal);

        host.Signal(signal);
        ToolResult result = await host.WaitAsync(TimeSpan.FromSeconds(30));

        Assert.True(result.ExitCode == 0, $"{result.ExitCode}: {result.Output}{result.Error}");
        Assert.False(await lab["b"].HasInterfaceAsync("overlay"));
        await first.Agent.WaitUntilAsync("@(Get-MyceliumRoute -State Selected).Count -eq 0", TimeSpan.FromSeconds(30));
    }

    [SkippableFact]
    public async Task A_mistake_in_the_file_is_named_with_its_line_and_nothing_starts()
    {
        NetworkLab lab = await LabAsync("a");
        string file = lab.PathOf("node.yaml");
        await File.WriteAllTextAsync(file, "name: x\npears: []\n");

        ToolResult result = await lab["a"].RunAsync(HostProgram.Command[0], [.. HostProgram.Command.Skip(1), "run", file]);

        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains("pears", result.Error, StringComparison.Ordinal);
        Assert.Contains("2", result.Error, StringComparison.Ordinal);
        Assert.False(await lab["a"].HasInterfaceAsync("mycelium"));
    }
}
