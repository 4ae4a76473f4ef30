using Mycelium.Network.Tests.Harness;
using Xunit;

namespace Mycelium.Network.Tests.Scenarios;

/// <summary>The examples that need a network of their own, run as a user runs them.</summary>
public sealed class ExampleTests : NetworkTest
{
    [SkippableFact]
    public async Task Join_Network_joins_and_leaves_nothing_behind_after_an_interrupt()
    {
        NetworkLab lab = await LabAsync("a", "b");
        LabLink link = await lab.ConnectAsync("a", "b");
        LabNode first = await LabNode.StartAsync(lab["a"], new NodeSetup());
        string key = lab.PathOf("join.key");
        ToolProcess host = lab["b"].Start(
            HostProgram.Command[0],
            [.. HostProgram.Command.Skip(1), Script, "-Peer", Tcp(link.FirstAddress), "-KeyPath", key, "-InterfaceName", "joined"]);
        await host.WaitForOutputAsync("Joined.");

        string address = host.Output.Split(' ')[1];
        Assert.StartsWith($"Address {address} on interface joined", host.Output, StringComparison.Ordinal);
        Assert.Contains(Tcp(link.FirstAddress), host.Output, StringComparison.Ordinal);
        Assert.Contains("Alive", host.Output, StringComparison.Ordinal);
        Assert.Equal(3, (await KernelPing.RunAsync(lab["b"], first.Address)).Received);
        Assert.Equal(32, new FileInfo(key).Length);

        host.Signal(Posix.Interrupt);
        ToolResult result = await host.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal((130, ""), (result.ExitCode, result.Error));
        Assert.False(await lab["b"].HasInterfaceAsync("joined"));
    }

    [SkippableFact]
    public async Task Join_Network_says_why_it_could_not_join()
    {
        NetworkLab lab = await LabAsync("a");

        ToolResult result = await lab["a"].RunAsync(
            HostProgram.Command[0], [.. HostProgram.Command.Skip(1), Script, "tcp://127.0.0.1:1", "-TimeoutSeconds", "2"]);

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("Wait-MyceliumPeer", result.Error, StringComparison.Ordinal);
        Assert.False(await lab["a"].HasInterfaceAsync("mycelium"));
    }

    private static string Script => HostProgram.RepositoryFile("examples", "Join-Network.ps1");
}
