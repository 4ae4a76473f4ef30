using Mycelium.Engine.Deployment;
using Mycelium.Engine.Errors;
using Xunit;

namespace Mycelium.Engine.Tests.Deployment;

/// <summary>The real file system and real processes, with a script in the place of <c>systemctl</c>.</summary>
public sealed class SystemdIntegrationTests : IDisposable
{
    // Notes what it is told. FIFO "hang": a restart waits until somebody reads, which nobody does.
    private const string Script = """
        #!/bin/sh
        root=$(dirname "$0")
        echo "$*" >> "$root/commands"
        case "$1" in
            show) echo "ActiveState=active"; echo "SubState=running"; echo "UnitFileState=enabled"; echo "MainPID=42";;
            restart) if [ -p "$root/hang" ]; then echo waits > "$root/hang"; fi
                     if [ -f "$root/refuse" ]; then echo "Job for $2 failed." >&2; exit 1; fi;;
        esac
        """;

    private readonly ConfigurationFolder _folder = new();
    private readonly string _unit;

    public SystemdIntegrationTests()
    {
        _unit = Path.Combine(_folder.Path, "units", "edge.service");
        Directory.CreateDirectory(Path.GetDirectoryName(_unit)!);
        Directory.CreateDirectory(Path.Combine(_folder.Path, "run"));
    }

    [SkippableFact]
    public async Task A_service_comes_and_goes()
    {
        SystemdManager manager = Create();

        ServiceChange change = await manager.RegisterAsync(Registration(), RegistrationOptions.Start);
        ServiceChange again = await manager.RegisterAsync(Registration(), RegistrationOptions.Start);

        Assert.Equal((true, false), (change.IsChanged, again.IsChanged));
        Assert.Equal(
            new ServiceSnapshot(
                "edge", ServiceState.Running, ServiceStartType.Automatic, _folder.File, "/bin/sh", ServiceManagerKind.Systemd, _unit, 42),
            again.Service);
        Assert.Equal(["edge"], await manager.ListNamesAsync());
        Assert.True(Directory.Exists(Path.Combine(_folder.Path, "keys")));
        const UnixFileMode Expected = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
        Assert.Equal(Expected, new ServiceSystem().Mode(_unit));

        await manager.UnregisterAsync("edge");

        Assert.Empty(Directory.GetFiles(Path.GetDirectoryName(_unit)!));
        Assert.Equal(
            ["daemon-reload", "enable edge.service", "restart edge.service", "disable --now edge.service", "daemon-reload", "reset-failed edge.service"],
            Commands().Where(line => !line.StartsWith("show", StringComparison.Ordinal)));
    }

    [SkippableFact]
    public async Task What_the_manager_says_is_told_and_nothing_stays()
    {
        SystemdManager manager = Create();
        _folder.Write("refuse", "");

        MyceliumException error = await Assert.ThrowsAsync<MyceliumException>(
            () => manager.RegisterAsync(Registration(), RegistrationOptions.Start));

        Assert.EndsWith("failed: Job for edge.service failed. Nothing was registered.", error.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(Path.GetDirectoryName(_unit)!));
    }

    [SkippableFact]
    public async Task Who_gives_up_does_not_wait_for_a_manager_that_hangs()
    {
        SystemdManager manager = Create();
        await new ServiceSystem().RunAsync("mkfifo", [Path.Combine(_folder.Path, "hang")], CancellationToken.None);
        using var stop = new CancellationTokenSource();
        Task<ServiceChange> registering = manager.RegisterAsync(Registration(), RegistrationOptions.Start, stop.Token);
        while (!Commands().Contains("restart edge.service")) { await Task.Yield(); }

        await stop.CancelAsync();

        OperationCanceledException end = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => registering);
        if (end is RegistrationStoppedException stopped) { await stopped.Undoing; }

        Assert.False(File.Exists(_unit));
        Assert.Contains("disable --now edge.service", Commands());
    }

    [SkippableFact]
    public async Task A_program_that_does_not_exist_is_an_error_of_its_own()
    {
        _ = Create();

        CommandOutcome outcome = await new ServiceSystem().RunAsync(Path.Combine(_folder.Path, "none"), [], CancellationToken.None);

        Assert.Equal(-1, outcome.ExitCode);
        Assert.Contains("none", outcome.Reason, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private ServiceRegistration Registration() => _folder.Register() with { Program = "/bin/sh" };

    private string[] Commands() => File.Exists(Path.Combine(_folder.Path, "commands")) ? File.ReadAllLines(Path.Combine(_folder.Path, "commands")) : [];

    private SystemdManager Create()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "The script is for a shell of Linux.");
        Skip.IfNot(Environment.IsPrivilegedProcess, "Only root may register services.");
        string program = _folder.WriteProgram("systemctl", Script);
        return new SystemdManager(new ServiceSystem(), Path.GetDirectoryName(_unit)!, program, Path.Combine(_folder.Path, "run"));
    }
}
