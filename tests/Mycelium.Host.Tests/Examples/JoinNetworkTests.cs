using System.Diagnostics;

namespace Mycelium.Host.Tests.Examples;

public sealed class JoinNetworkTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _namespace = $"myc-join-{Environment.ProcessId}";
    private bool _hasNamespace;

    public void Dispose()
    {
        if (_hasNamespace) { Ip("netns", "del", _namespace); }

        _folder.Dispose();
    }

    // All in a network namespace of the test's own; the peer is another node in the same process, reached over loopback.
    [SkippableFact]
    public async Task Joins_through_an_interface_that_goes_with_the_node()
    {
        MakeNamespace();
        string script = _folder.Write("test.ps1", $$"""
            $hub = Start-MyceliumNode hub -Listen tcp://127.0.0.1:0 -Tunnel Userspace -NoDiscovery
            $options = @{ InterfaceName = 'myc0'; KeyPath = '{{_folder.Path}}/node.key'; Seconds = 1 }
            & '{{HostProcess.Example("Join-Network.ps1")}}' -Peer $hub.Listen @options
            "key file: $(Test-Path '{{_folder.Path}}/node.key')"
            "interface left: $(Test-Path /sys/class/net/myc0)"
            "node left: $((Get-MyceliumNode).Name)"
            """);

        using HostProcess host = HostProcess.StartProgram("ip", "netns", "exec", _namespace, HostProcess.Executable, script);
        await host.ReadUntilAsync("on interface myc0");
        HostResult result = await host.WaitForExitAsync();

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Matches(@"(?m)^tcp://127\.0\.0\.1:\d+ +Alive ", result.Output);
        Assert.EndsWith("Joined.\nkey file: True\ninterface left: False\nnode left: hub\n", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_peer_must_be_given()
    {
        HostResult result = await HostProcess.RunAsync("-NonInteractive", HostProcess.Example("Join-Network.ps1"));

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("missing mandatory parameters: Peer", result.Error, StringComparison.Ordinal);
    }

    private void MakeNamespace()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "Network namespaces are a feature of Linux.");
        Skip.IfNot(Environment.IsPrivilegedProcess, "A network namespace needs root.");
        Skip.IfNot(File.Exists("/dev/net/tun"), "There is no /dev/net/tun.");
        Skip.IfNot(Ip("netns", "add", _namespace), "Network namespaces can't be made here.");
        _hasNamespace = true;
        Assert.True(Ip("-n", _namespace, "link", "set", "lo", "up"));
    }

    private static bool Ip(params string[] arguments)
    {
        try
        {
            using Process process = Process.Start("ip", arguments);
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
