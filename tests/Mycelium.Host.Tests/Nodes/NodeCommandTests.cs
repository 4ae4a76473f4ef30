using System.Net;
using System.Net.Sockets;

namespace Mycelium.Host.Tests.Nodes;

public sealed class NodeCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [SkippableTheory]
    [InlineData(HostProcess.Interrupt)]
    [InlineData(HostProcess.Terminate)]
    public async Task A_node_runs_until_a_signal_and_stops_cleanly(int signal)
    {
        Skip.If(OperatingSystem.IsWindows(), "Signals can't be sent to another process on Windows.");
        using HostProcess host = HostProcess.Start("run", Write("listen: [\"tcp://127.0.0.1:0\"]\nkeyFile: node.key"));
        string address = await host.ReadUntilAsync("address ");
        string listener = await host.ReadUntilAsync("listen ");

        host.Signal(signal);
        HostResult result = await host.WaitForExitAsync();

        Assert.Equal(0, result.ExitCode);
        Assert.Equal(AddressFamily.InterNetworkV6, IPAddress.Parse(address.Split(' ')[^1]).AddressFamily);
        Assert.Matches(@"tcp://127\.0\.0\.1:[1-9]\d*$", listener);
        Assert.True(File.Exists(Path.Combine(_folder.Path, "node.key")));
        Assert.Matches(@"(?m)^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z information mycelium node: Stopped", result.Error);
    }

    [SkippableFact]
    public async Task All_nodes_of_a_file_run()
    {
        Skip.If(OperatingSystem.IsWindows(), "Signals can't be sent to another process on Windows.");
        const string Node = "    listen: [\"tcp://127.0.0.1:0\"]\n    tunnel: { mode: userspace }\n    discovery: { enabled: false }\n";
        using HostProcess host = HostProcess.Start(
            "run", _folder.Write("nodes.yaml", $"nodes:\n  - name: first\n{Node}  - name: second\n{Node}"));
        await host.ReadUntilAsync("node     first");
        await host.ReadUntilAsync("node     second");

        host.Signal(HostProcess.Terminate);

        HostResult result = await host.WaitForExitAsync();
        Assert.Equal(0, result.ExitCode);
        Assert.Matches(@"(?m)Z information first node: Stopped", result.Error);
        Assert.Matches(@"(?m)Z information second node: Stopped", result.Error);
    }

    [SkippableFact]
    public async Task Events_below_the_log_level_are_not_shown()
    {
        Skip.If(OperatingSystem.IsWindows(), "Signals can't be sent to another process on Windows.");
        using HostProcess host = HostProcess.Start("run", Write("listen: [\"tcp://127.0.0.1:0\"]\nlogLevel: error"));
        await host.ReadUntilAsync("listen ");

        host.Signal(HostProcess.Terminate);

        Assert.Equal("", (await host.WaitForExitAsync()).Error);
    }

    [Theory]
    [InlineData("colour: red", "line 3, column 1", "colour")]
    [InlineData("peers: [\"tcp://\"]", "line 3, column 9", "tcp://")]
    [InlineData("mtu: [", "line", "")]
    public async Task Mistakes_are_named_with_their_place_and_nothing_is_started(string line, string place, string word)
    {
        HostResult result = await HostProcess.RunAsync("run", Write(line));

        Assert.Equal((78, ""), (result.ExitCode, result.Output));
        Assert.StartsWith("InvalidConfiguration: ", result.Error, StringComparison.Ordinal);
        Assert.Contains(place, result.Error, StringComparison.Ordinal);
        Assert.Contains(word, result.Error, StringComparison.Ordinal);
        Assert.Contains("Correct the lines", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_configuration_says_what_to_do()
    {
        HostResult result = await HostProcess.RunAsync("run", Path.Combine(_folder.Path, "none.yaml"));

        Assert.Equal((78, ""), (result.ExitCode, result.Output));
        Assert.StartsWith("ConfigurationNotFound: ", result.Error, StringComparison.Ordinal);
        Assert.EndsWith("Check the path and its permissions.\n", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_in_use_is_unavailable()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();

        HostResult result = await HostProcess.RunAsync("run", Write($"listen: [\"tcp://{other.LocalEndpoint}\"]"));

        Assert.Equal((69, ""), (result.ExitCode, result.Output));
        Assert.Contains("ListenAddressInUse: The node 'mycelium' could not be started. ", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_file_of_the_wrong_size_is_unavailable()
    {
        string key = _folder.Write("short.key", "short");
        if (!OperatingSystem.IsWindows()) { File.SetUnixFileMode(key, UnixFileMode.UserRead | UnixFileMode.UserWrite); }

        HostResult result = await HostProcess.RunAsync("run", Write("listen: []\nkeyFile: short.key"));

        Assert.Equal((69, ""), (result.ExitCode, result.Output));
        Assert.Contains("KeyFileWrongSize: ", result.Error, StringComparison.Ordinal);
    }

    private string Write(string lines) =>
        _folder.Write("node.yaml", $"tunnel: {{ mode: userspace }}\ndiscovery: {{ enabled: false }}\n{lines}\n");
}
