using Mycelium.Network.Tests.Harness;
using Xunit;

namespace Mycelium.Network.Tests.Scenarios;

/// <summary>However a node ends, its interface and its listener are gone, and a new one can start at once.</summary>
public sealed class TunnelLifeTests : NetworkTest
{
    private const string InterfaceName = "mycelium";

    [SkippableFact]
    public async Task The_interface_has_the_address_and_the_route_of_the_overlay()
    {
        LabNode node = await StartAsync(await LabAsync("a"));

        string addresses = await node.Place.IpAsync("-6", "address", "show", "dev", InterfaceName);
        Assert.Contains($"inet6 {node.Address}/7 scope global", addresses, StringComparison.Ordinal);
        Assert.Contains("400::/7", await node.Place.IpAsync("-6", "route", "show", "dev", InterfaceName), StringComparison.Ordinal);
        Assert.Equal(1, (await KernelPing.RunAsync(node.Place, node.Address, 1)).Received);
    }

    [SkippableFact]
    public async Task Stopping_removes_the_interface_and_the_host_goes_on()
    {
        LabNode node = await StartAsync(await LabAsync("a"));

        await node.Agent.InvokeAsync("Stop-MyceliumNode");

        Assert.False(await node.Place.HasInterfaceAsync(InterfaceName));
        Assert.Equal(0, await node.Agent.InvokeNumberAsync("@(Get-MyceliumNode).Count"));
        await node.Agent.InvokeAsync(new NodeSetup().StartCommand);
        Assert.True(await node.Place.HasInterfaceAsync(InterfaceName));
    }

    [SkippableFact]
    public async Task The_end_of_the_script_ends_the_node()
    {
        LabNode node = await StartAsync(await LabAsync("a"));

        ToolResult result = await node.Agent.EndAsync(TimeSpan.FromSeconds(30));

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.False(await node.Place.HasInterfaceAsync(InterfaceName));
    }

    [SkippableTheory]
    [InlineData(Posix.Interrupt, 130)]
    [InlineData(Posix.Terminate, 143)]
    public async Task A_signal_ends_script_and_node_cleanly(int signal, int exitCode)
    {
        NetworkLab lab = await LabAsync("a");
        string script = new NodeSetup().StartCommand + " | ForEach-Object Name; Start-Sleep -Seconds 1000";
        ToolProcess host = lab["a"].Start(HostProgram.Command[0], [.. HostProgram.Command.Skip(1), "-Command", script]);
        await host.WaitForOutputAsync("mycelium");
        Assert.True(await lab["a"].HasInterfaceAsync(InterfaceName));

        host.Signal(signal);
        ToolResult result = await host.WaitAsync(TimeSpan.FromSeconds(30));

        Assert.Equal((exitCode, ""), (result.ExitCode, result.Error));
        Assert.False(await lab["a"].HasInterfaceAsync(InterfaceName));
    }

    [SkippableFact]
    public async Task A_killed_process_leaves_nothing()
    {
        NetworkLab lab = await LabAsync("a");
        LabNode node = await StartAsync(lab);

        await node.KillAsync();

        Assert.False(await node.Place.HasInterfaceAsync(InterfaceName));
        await StartAsync(lab);
    }

    [SkippableFact]
    public async Task Nodes_stop_at_once_while_addresses_of_the_machine_change()
    {
        NetworkLab lab = await LabAsync("a");
        string changes = lab.PathOf("changes");
        string[] change = ["address add 127.0.1.1/8 dev lo", "address del 127.0.1.1/8 dev lo"];
        await File.WriteAllLinesAsync(changes, Enumerable.Repeat(change, 50).SelectMany(lines => lines));
        NodeAgent agent = NodeAgent.Start(lab["a"]);
        await agent.InvokeAsync("Get-MyceliumNode");
        ToolProcess changing = lab["a"].Start("sh", "-c", $"while ip -batch '{changes}'; do :; done");
        string start = new NodeSetup { Tunnel = "Userspace", Listen = [] }.StartCommand;

        await agent.InvokeAsync($"1..300 | ForEach-Object {{ $null = {start}; Stop-MyceliumNode }}");

        Assert.False(changing.HasExited, changing.Error);
    }

    private static Task<LabNode> StartAsync(NetworkLab lab) => LabNode.StartAsync(lab["a"], new NodeSetup());
}
