namespace Mycelium.Host.Tests.Services;

/// <summary>
/// The cmdlets for services, as root uses them on a machine of systemd: in a mount namespace of their own, where the folder of units and the
/// signs of systemd are empty file systems in memory, and <c>systemctl</c> is a script.
/// </summary>
public sealed class ServiceCommandTests : IDisposable
{
    private const string Systemctl = """
        #!/bin/sh
        root=$(dirname "$0")
        echo "$*" >> "$root/commands"
        case "$1" in
            show) for unit in "$@"; do :; done
                  if [ -f "/etc/systemd/system/$unit" ]; then
                      echo "ActiveState=active"; echo "UnitFileState=enabled"; echo "MainPID=42"; echo "FragmentPath=/etc/systemd/system/$unit"
                  fi;;
            restart) if [ -p "$root/hang" ]; then echo waits > "$root/hang"; fi;;
            disable) if [ -p "$root/undo" ]; then read line < "$root/undo"; fi;;
        esac
        """;

    private const string Enter = """
        mount -t tmpfs none /run && mount -t tmpfs none /etc/systemd && mkdir -p /run/systemd/system /etc/systemd/system || exit 77
        cd "$1" && PATH="$1:$PATH" exec env --default-signal=INT "$2" -NonInteractive -Command "$3"
        """;

    private readonly TemporaryFolder _folder = new();

    [SkippableFact]
    public async Task A_service_is_registered_seen_completed_and_removed()
    {
        HostResult result = await RunAsync("""
            Register-MyceliumService node.yaml -Name edge -Start -PassThru | ForEach-Object { "$($_.Name) $($_.State) $($_.StartType) $($_.ProcessId)" }
            Register-MyceliumService node.yaml -Name edge -Start -Verbose 4>&1 | Where-Object { "$_" -like 'The service*' } | ForEach-Object { "$_" }
            Register-MyceliumService node.yaml -Name edge -NoAutoStart -ErrorAction SilentlyContinue -ErrorVariable problem
            $problem.ForEach{ $_.FullyQualifiedErrorId }
            (Get-MyceliumService e*).ConfigurationPath.EndsWith('node.yaml')
            (TabExpansion2 'Unregister-MyceliumService ').CompletionMatches.CompletionText
            Get-MyceliumService | Unregister-MyceliumService -WhatIf
            (Get-MyceliumService | Unregister-MyceliumService -PassThru).Name
            @(Get-MyceliumService).Count
            """);

        string[] lines = result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("", result.Error);
        Assert.Equal("edge Running Automatic 42", lines[0]);
        Assert.Equal("The service 'edge' is registered already; nothing was changed.", lines[1]);
        Assert.Equal("ServiceExists,Mycelium.PowerShell.Commands.RegisterMyceliumServiceCommand", lines[2]);
        Assert.Equal(["True", "edge"], lines[3..5]);
        Assert.StartsWith("What if: Performing the operation \"Unregister service\" on target \"edge (", lines[5], StringComparison.Ordinal);
        Assert.Equal(["edge", "0"], lines[6..]);
        Assert.Equal(
            ["daemon-reload", "enable edge.service", "restart edge.service", "disable --now edge.service", "daemon-reload", "reset-failed edge.service"],
            Commands().Where(line => !line.StartsWith("show", StringComparison.Ordinal)));
    }

    [SkippableFact]
    public async Task WhatIf_registers_and_removes_nothing()
    {
        HostResult result = await RunAsync("""
            function Show-State { "$(@(Get-MyceliumService).Count) $([IO.Directory]::GetFileSystemEntries('/etc/systemd', '*', 'AllDirectories').Count) $([IO.Directory]::Exists("$pwd/keys"))" }
            Show-State
            Register-MyceliumService node.yaml -Name edge -Start -Force -WhatIf
            Show-State
            Register-MyceliumService node.yaml -Name edge -Start
            Show-State
            Get-MyceliumService | Unregister-MyceliumService -WhatIf
            Register-MyceliumService node.yaml -Name edge -NoAutoStart -Force -WhatIf
            Show-State
            (Get-MyceliumService edge).StartType
            """);

        string[] lines = result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("", result.Error);
        Assert.Equal(8, lines.Length);
        Assert.StartsWith("What if: Performing the operation \"Register service\" on target \"edge", lines[1], StringComparison.Ordinal);
        Assert.Equal((lines[0], lines[3]), (lines[2], lines[6]));
        Assert.NotEqual(lines[0], lines[3]);
        Assert.Equal("Automatic", lines[7]);
        Assert.Equal(
            ["daemon-reload", "enable edge.service", "restart edge.service"],
            Commands().Where(line => !line.StartsWith("show", StringComparison.Ordinal)));
    }

    [SkippableFact]
    public async Task Ctrl_C_ends_a_registration_that_hangs_and_takes_it_back()
    {
        using HostProcess host = Start("\"begins\"; Register-MyceliumService node.yaml -Name edge -Start");
        await WaitForAsync(host, "begins");
        await RestartsAsync();

        host.Signal(HostProcess.Interrupt);

        Assert.Equal(130, (await host.WaitForExitAsync()).ExitCode);
        Assert.Equal(["disable --now edge.service", "daemon-reload", "reset-failed edge.service"], Commands()[^3..]);
    }

    [SkippableFact]
    public async Task Services_are_registered_anew_as_they_are_and_removed_by_patterns()
    {
        HostResult result = await RunAsync("""
            'edge-a', 'edge-b', 'west' | ForEach-Object { Register-MyceliumService node.yaml -Name $_ -NoAutoStart }
            [IO.File]::WriteAllText('/etc/systemd/system/edge-z.service', 'of others')
            $a = (Get-MyceliumService edge-a) | Register-MyceliumService -Force -Restart -PassThru -Verbose 4>&1
            @($a)[-1].Program -eq [Environment]::ProcessPath
            Get-MyceliumService edge-b | Register-MyceliumService -Stop
            Unregister-MyceliumService none*
            Unregister-MyceliumService edge* -WhatIf
            (Unregister-MyceliumService EDGE* -PassThru).Name
            (Get-MyceliumService).Name
            [IO.File]::Exists('/etc/systemd/system/edge-z.service')
            Unregister-MyceliumService edge-z -ErrorAction SilentlyContinue -ErrorVariable problem
            $problem.ForEach{ $_.FullyQualifiedErrorId }
            """);

        string[] lines = result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("", result.Error);
        Assert.Equal("True", lines[0]);
        Assert.StartsWith("What if: Performing the operation \"Unregister service\" on target \"edge-a (", lines[1], StringComparison.Ordinal);
        Assert.Contains("edge-b (", lines[2], StringComparison.Ordinal);
        Assert.Equal(
            ["edge-a", "edge-b", "west", "True", "ServiceForeign,Mycelium.PowerShell.Commands.UnregisterMyceliumServiceCommand"], lines[3..]);
        Assert.Equal(1, Commands().Count(command => command == "restart edge-a.service"));
        Assert.Equal(1, Commands().Count(command => command == "stop edge-b.service"));
        Assert.DoesNotContain("enable edge-a.service", Commands());
    }

    [SkippableFact]
    public async Task After_Ctrl_C_taking_back_goes_on_and_the_process_waits_for_it()
    {
        using HostProcess host = Start(
            "'begins'; try { Register-MyceliumService node.yaml -Name edge -Start } finally { [Console]::WriteLine('prompt') }", undoHangs: true);
        await WaitForAsync(host, "begins");
        await RestartsAsync();

        host.Signal(HostProcess.Interrupt);
        await host.ReadUntilAsync("prompt");
        Assert.DoesNotContain("reset-failed edge.service", Commands());
        await File.WriteAllTextAsync(Path.Combine(_folder.Path, "undo"), "on\n");

        HostResult result = await host.WaitForExitAsync();
        Assert.Equal(130, result.ExitCode);
        Assert.Contains("is being taken back", result.Error + result.Output, StringComparison.Ordinal);
        Assert.Equal(["disable --now edge.service", "daemon-reload", "reset-failed edge.service"], Commands()[^3..]);
    }

    public void Dispose() => _folder.Dispose();

    private async Task<HostResult> RunAsync(string script)
    {
        using HostProcess host = Start(script, hangs: false);
        HostResult result = await host.WaitForExitAsync();
        Skip.If(result.ExitCode is 77 or 1 && result.Output.Length == 0, "Mount namespaces can't be made here.");
        return result;
    }

    private static async Task WaitForAsync(HostProcess host, string text)
    {
        try
        {
            await host.ReadUntilAsync(text);
        }
        catch (InvalidOperationException)
        {
            Skip.If((await host.WaitForExitAsync()).ExitCode is 77 or 1, "Mount namespaces can't be made here.");
            throw;
        }
    }

    private HostProcess Start(string script, bool hangs = true, bool undoHangs = false)
    {
        Skip.IfNot(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "Needs root on Linux.");
        Skip.IfNot(Directory.Exists("/etc/systemd"), "There is no folder to mount over.");
        string systemctl = _folder.Write("systemctl", Systemctl);
        _folder.Write("node.yaml", "keyFile: keys/node.key\ntunnel: { mode: userspace }\ndiscovery: { enabled: false }\n");
        string pipes = string.Concat(
            new[] { hangs ? "hang" : "", undoHangs ? "undo" : "" }.Where(name => name.Length > 0).Select(name => $"mkfifo '{_folder.Path}/{name}' && "));
        string prepare = $"chmod 755 '{systemctl}' && {pipes} exec unshare --mount sh -c \"$0\" \"$@\"";
        return HostProcess.StartProgram("sh", "-c", prepare, Enter, "sh", _folder.Path, HostProcess.Executable, script);
    }

    private async Task RestartsAsync()
    {
        for (int i = 0; !Commands().Contains("restart edge.service"); i++)
        {
            Assert.True(i < 3000, "The service is not started.");
            await Task.Delay(20);
        }
    }

    private string[] Commands() => File.Exists(Path.Combine(_folder.Path, "commands")) ? File.ReadAllLines(Path.Combine(_folder.Path, "commands")) : [];
}
