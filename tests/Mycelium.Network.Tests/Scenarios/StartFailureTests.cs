using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Mycelium.Network.Tests.Harness;
using Xunit;

namespace Mycelium.Network.Tests.Scenarios;

/// <summary>A start that can't succeed is an error at once, and nothing half-started stays behind.</summary>
public sealed class StartFailureTests : NetworkTest
{
    private const int Port = 9651;
    private static readonly TimeSpan AtOnce = TimeSpan.FromSeconds(30);

    [SkippableFact]
    public async Task A_taken_interface_name()
    {
        NetworkLab lab = await LabAsync("a");
        await lab["a"].IpAsync("tuntap", "add", "dev", "mycelium", "mode", "tun");
        NodeAgent agent = NodeAgent.Start(lab["a"]);

        await AssertFailsAsync(agent, new NodeSetup(), "TunnelNameInUse");
        Assert.DoesNotContain("inet6 4", await lab["a"].IpAsync("-6", "address", "show", "dev", "mycelium"), StringComparison.Ordinal);
        await agent.InvokeAsync(new NodeSetup { InterfaceName = "other" }.StartCommand);
    }

    [SkippableFact]
    public async Task A_taken_port()
    {
        NetworkLab lab = await LabAsync("a");
        using Socket listener = lab["a"].Within(() =>
        {
            var socket = new Socket(AddressFamily.InterNetworkV6, SocketType.Stream, ProtocolType.Tcp) { DualMode = true };
            socket.Bind(new IPEndPoint(IPAddress.IPv6Any, Port));
            socket.Listen();
            return socket;
        });
        NodeAgent agent = NodeAgent.Start(lab["a"]);

        await AssertFailsAsync(agent, new NodeSetup(), "ListenAddressInUse");
        Assert.False(await lab["a"].HasInterfaceAsync("mycelium"));
        listener.Dispose();
        await agent.InvokeAsync(new NodeSetup().StartCommand);
    }

    [SkippableFact]
    public async Task A_second_listener_that_is_taken_frees_the_first()
    {
        NetworkLab lab = await LabAsync("a");
        NodeAgent agent = NodeAgent.Start(lab["a"]);
        await agent.InvokeAsync(new NodeSetup { Name = "first", InterfaceName = "first", Listen = ["tcp://127.0.0.1:7001"] }.StartCommand);
        var second = new NodeSetup { Name = "second", InterfaceName = "second", Listen = ["tcp://127.0.0.1:7002", "tcp://127.0.0.1:7001"] };

        await AssertFailsAsync(agent, second, "ListenAddressInUse", nodesLeft: 1);
        await agent.InvokeAsync((second with { Listen = ["tcp://127.0.0.1:7002"] }).StartCommand);
    }

    [SkippableFact]
    public async Task An_address_that_the_machine_does_not_have()
    {
        NetworkLab lab = await LabAsync("a");
        await AssertFailsAsync(NodeAgent.Start(lab["a"]), new NodeSetup { Listen = ["tcp://192.0.2.1:9651"] }, "ListenFailed");
        Assert.False(await lab["a"].HasInterfaceAsync("mycelium"));
    }

    [SkippableFact]
    public async Task No_right_to_make_an_interface()
    {
        NetworkLab lab = await LabAsync("a");
        NodeAgent agent = NodeAgent.Start(lab["a"], "setpriv", "--bounding-set=-net_admin", "--inh-caps=-net_admin");

        await AssertFailsAsync(agent, new NodeSetup(), "TunnelPermissionDenied");
        string start = new NodeSetup { Tunnel = "Auto" }.StartCommand;
        await agent.InvokeAsync($"{start} -WarningVariable agentWarning -WarningAction SilentlyContinue");
        Assert.Equal("Userspace", await agent.InvokeSingleAsync("(Get-MyceliumNode).Tunnel"));
        Assert.Contains("CAP_NET_ADMIN", await agent.InvokeSingleAsync("$agentWarning"), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task A_second_node_with_the_key_the_name_or_the_interface_of_the_first()
    {
        NetworkLab lab = await LabAsync("a");
        NodeAgent agent = NodeAgent.Start(lab["a"]);
        var first = new NodeSetup { Name = "first", KeyPath = lab.PathOf("key"), InterfaceName = "first" };
        await agent.InvokeAsync(first.StartCommand);
        var second = new NodeSetup { Name = "second", InterfaceName = "second", Listen = [] };

        await AssertFailsAsync(agent, second with { KeyPath = first.KeyPath }, "IdentityInUse", nodesLeft: 1);
        await AssertFailsAsync(agent, second with { Name = "first" }, "NodeNameInUse", nodesLeft: 1);
        await AssertFailsAsync(agent, second with { InterfaceName = "first" }, "TunnelNameInUse", nodesLeft: 1);
        Assert.False(await lab["a"].HasInterfaceAsync("second"));
        await agent.InvokeAsync(second.StartCommand);
    }

    [SkippableTheory]
    [InlineData(31, UnixFileMode.UserRead, "KeyFileWrongSize")]
    [InlineData(32, UnixFileMode.UserRead | UnixFileMode.OtherRead, "KeyFilePermissions")]
    public async Task A_bad_key_file(int size, UnixFileMode mode, string errorId)
    {
        NetworkLab lab = await LabAsync("a");
        string path = lab.PathOf("bad.key");
        await File.WriteAllBytesAsync(path, new byte[size]);
        File.SetUnixFileMode(path, mode);

        await AssertFailsAsync(NodeAgent.Start(lab["a"]), new NodeSetup { KeyPath = path }, errorId);
        Assert.False(await lab["a"].HasInterfaceAsync("mycelium"));
        Assert.Equal(size, new FileInfo(path).Length);
    }

    private static async Task AssertFailsAsync(NodeAgent agent, NodeSetup setup, string errorId, int nodesLeft = 0)
    {
        // The first command also loads the module, which is not part of the start.
        await agent.InvokeAsync("Get-MyceliumNode");
        var clock = Stopwatch.StartNew();
        AgentException exception = await Assert.ThrowsAsync<AgentException>(() => agent.InvokeAsync(setup.StartCommand));
        Assert.Equal(errorId, exception.ErrorId);
        Assert.NotEqual("", exception.RecommendedAction);
        Assert.True(clock.Elapsed < AtOnce, $"{clock.Elapsed}");
        Assert.Equal(nodesLeft, await agent.InvokeNumberAsync("@(Get-MyceliumNode).Count"));
    }
}
