using System.Net.Sockets;
using System.Text;

namespace Mycelium.Host.Tests.Services;

/// <summary>What a service runs, started as its manager starts it.</summary>
public sealed class NodeServiceTests : IDisposable
{
    private static readonly string Script = Path.Combine(Path.GetDirectoryName(HostProcess.Executable)!, "Modules", "Mycelium", "Invoke-Service.ps1");

    private readonly TemporaryFolder _folder = new();

    [SkippableTheory]
    [InlineData("run")]
    [InlineData("-File")]
    public async Task Systemd_is_told_when_the_nodes_are_up_and_when_they_stop(string mode)
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "Only Linux has systemd.");
        string path = Path.Combine(_folder.Path, "notify");
        using var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(path));
        using HostProcess host = HostProcess.StartProgram(
            "env", [$"NOTIFY_SOCKET={path}", HostProcess.Executable, mode, .. mode == "run" ? [] : new[] { Script }, Write()]);

        Assert.Equal("READY=1", await ReceiveAsync(socket));
        host.Signal(HostProcess.Terminate);

        Assert.Equal("STOPPING=1", await ReceiveAsync(socket));
        HostResult result = await host.WaitForExitAsync();
        Assert.Contains("node: Stopped", result.Error, StringComparison.Ordinal);
        Assert.Matches(@"(?m)^listen +tcp://127\.0\.0\.1:[1-9]\d*$", result.Output);
    }

    [Fact]
    public async Task The_script_of_pwsh_gives_the_exit_code_on()
    {
        HostResult result = await HostProcess.RunAsync("-File", Script, _folder.Write("node.yaml", "colour: red\n"));

        Assert.Equal(78, result.ExitCode);
        Assert.StartsWith("InvalidConfiguration: ", result.Error, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private string Write() => _folder.Write(
        "node.yaml", "tunnel: { mode: userspace }\ndiscovery: { enabled: false }\nlisten: [\"tcp://127.0.0.1:0\"]\n");

    private static async Task<string> ReceiveAsync(Socket socket)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        byte[] buffer = new byte[100];
        return Encoding.UTF8.GetString(buffer, 0, await socket.ReceiveAsync(buffer, limit.Token));
    }
}
