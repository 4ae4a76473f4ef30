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

    // A datagram to a full socket waits until somebody reads.
    [SkippableFact]
    public async Task A_stop_that_hangs_is_ended_after_a_request_to_terminate()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "Only Linux has systemd.");
        var address = new UnixDomainSocketEndPoint(Path.Combine(_folder.Path, "notify"));
        using var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        socket.Bind(address);
        using HostProcess host = HostProcess.StartProgram("env", $"NOTIFY_SOCKET={address}", HostProcess.Executable, "run", Write());
        Assert.Equal("READY=1", await ReceiveAsync(socket));
        using var filler = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified) { Blocking = false };
        filler.Connect(address);
        Assert.ThrowsAny<SocketException>((Action)(() => Fill(filler)));

        host.Signal(HostProcess.Terminate);

        Assert.Equal(143, (await host.WaitForExitAsync()).ExitCode);
    }

    [SkippableFact]
    public async Task A_log_that_is_named_takes_all_that_the_service_says()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "Variables are set by a program of Linux.");
        string log = Path.Combine(_folder.Path, "edge.log");
        using HostProcess host = HostProcess.StartProgram(
            "env", $"MYCELIUM_SERVICE_LOG={log}", HostProcess.Executable, "run", _folder.Write("node.yaml", "colour: red\n"));

        HostResult result = await host.WaitForExitAsync();

        Assert.Equal((78, "", ""), (result.ExitCode, result.Output, result.Error));
        Assert.StartsWith("InvalidConfiguration: ", await File.ReadAllTextAsync(log), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_script_of_pwsh_gives_the_exit_code_on()
    {
        HostResult result = await HostProcess.RunAsync("-File", Script, _folder.Write("node.yaml", "colour: red\n"));

        Assert.Equal(78, result.ExitCode);
        Assert.StartsWith("InvalidConfiguration: ", result.Error, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private static void Fill(Socket socket)
    {
        while (true) { socket.Send([0]); }
    }

    private string Write() => _folder.Write(
        "node.yaml", "tunnel: { mode: userspace }\ndiscovery: { enabled: false }\nlisten: [\"tcp://127.0.0.1:0\"]\n");

    private static async Task<string> ReceiveAsync(Socket socket)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        byte[] buffer = new byte[100];
        return Encoding.UTF8.GetString(buffer, 0, await socket.ReceiveAsync(buffer, limit.Token));
    }
}
