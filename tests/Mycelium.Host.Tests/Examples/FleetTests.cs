namespace Mycelium.Host.Tests.Examples;

public sealed class FleetTests : IDisposable
{
    private readonly FleetFolder _fleet = new();

    public void Dispose() => _fleet.Dispose();

    [Fact]
    public async Task A_first_run_makes_everything_and_a_second_one_changes_nothing()
    {
        string[] first = Lines(await _fleet.RunAsync("Deploy | Show"));

        Assert.Equal(
            FleetFolder.Names.SelectMany(name => new[]
            {
                $"{name}|Configuration|Write|Changed", $"{name}|Identity|Create|Changed", $"{name}|Service|Register|Changed",
            }),
            first.Order(StringComparer.Ordinal));

        string[] made = _fleet.Contents();
        Assert.Empty(Lines(await _fleet.RunAsync("Deploy; Compare")));
        Assert.Equal(made, _fleet.Contents());
        Assert.Equal("mycelium\n", File.ReadAllText(_fleet.File("one", "starts.log")));
    }

    [Fact]
    public async Task WhatIf_and_a_comparison_say_the_same_and_change_nothing()
    {
        string[] before = _fleet.Contents();

        string[] lines = Lines(await _fleet.RunAsync("""
            $asked = Deploy -WhatIf | ForEach-Object { $_.Machine, $_.Property, $_.Expected, $_.Actual, $_.Action -join '|' }
            $compared = Compare | ForEach-Object { $_.Machine, $_.Property, $_.Expected, $_.Actual, $_.Action -join '|' }
            "$($asked.Count) differences"
            ($asked -join ';') -eq ($compared -join ';')
            """));

        Assert.Contains("What if: Performing the operation \"Write configuration, Create identity, Register service\" on target \"hub-a\".", lines);
        Assert.Equal(["12 differences", "True"], lines[^2..]);
        Assert.Equal(before, _fleet.Contents());
    }

    [Fact]
    public async Task Drift_of_a_machine_is_found_and_repaired()
    {
        Lines(await _fleet.RunAsync("Deploy | Out-Null"));
        string[] made = _fleet.Contents();
        string changed = File.ReadAllText(_fleet.File("one", "one.yaml")) + "linkHealth: false\n";
        File.WriteAllText(_fleet.File("one", "one.yaml"), changed);
        File.WriteAllText(_fleet.File("two", "mycelium.service"), "Stopped\n" + _fleet.File("two", "two.yaml") + "\n");

        string[] lines = Lines(await _fleet.RunAsync("Compare | ForEach-Object { $_.Machine, $_.Expected, $_.Actual, $_.Action -join '|' }; Deploy | Show"));

        Assert.Equal(["one||linkHealth: false|Replace", "two|Running|Stopped|Start"], lines[..2]);
        Assert.Equal(["one|Configuration|Replace|Changed", "two|Service|Start|Changed"], lines[2..].Order(StringComparer.Ordinal));
        Assert.Equal(changed, File.ReadAllText(_fleet.File("one", "one.yaml.bak")));
        File.Delete(_fleet.File("one", "one.yaml.bak"));
        Assert.Equal(made, _fleet.Contents());
        Assert.Equal("mycelium\nmycelium\n", File.ReadAllText(_fleet.File("one", "starts.log")));
    }

    [Fact]
    public async Task Machines_that_fail_are_errors_and_stop_no_other()
    {
        File.WriteAllText(_fleet.File("hub-a", "unreachable"), "");
        File.WriteAllText(_fleet.File("one", "refuses"), "");

        HostResult result = await _fleet.RunAsync("""
            & "$fleet/Deploy-Fleet.ps1" @with -ErrorVariable problems -ErrorAction SilentlyContinue | Show
            foreach ($problem in $problems) { "$($problem.TargetObject): $($problem.FullyQualifiedErrorId): $problem" }
            """);

        string[] lines = Lines(result);
        Assert.Contains("hub-b|Service|Register|Changed", lines);
        Assert.Contains("two|Service|Register|Changed", lines);
        Assert.Contains("one|Service|Register|Failed", lines);
        Assert.Contains(lines, line => line.StartsWith("hub-a: FleetMachineFailed,Deploy-Fleet.ps1: Machine 'hub-a': No route to host", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith("one: FleetMachineFailed,Deploy-Fleet.ps1: Machine 'one': ", StringComparison.Ordinal)
            && line.Contains("Access is denied.", StringComparison.Ordinal));
        Assert.Equal("closed\nclosed\n", File.ReadAllText(_fleet.File("one", "closed.log")));

        File.Delete(_fleet.File("hub-a", "unreachable"));
        File.Delete(_fleet.File("one", "refuses"));
        Assert.Equal(
            ["hub-a|Configuration|Write|Changed", "hub-a|Identity|Create|Changed", "hub-a|Service|Register|Changed", "one|Service|Register|Changed"],
            Lines(await _fleet.RunAsync("Deploy | Show")));
    }

    [Theory]
    [InlineData("Deploy", "hub-b", "one", "two")]
    [InlineData("Deploy -Remove", "hub-b", "one", "two")]
    [InlineData("Compare", "hub-b", "one", "two")]
    [InlineData("Test -TimeoutSeconds 1", "hub-a", "hub-b", "one", "two")]
    public async Task An_error_ends_the_script_only_if_its_caller_prefers_that(string command, params string[] machines)
    {
        if (command.Contains("Remove", StringComparison.Ordinal)) { _fleet.Register(); }

        File.WriteAllText(_fleet.File("hub-a", "unreachable"), "");
        string[] lines = Lines(await _fleet.RunAsync($$"""
            try { $null = {{command}} -ErrorAction Stop } catch { $_.FullyQualifiedErrorId }
            $all = {{command}} 2>&1
            @($all | Where-Object { $_ -is [Management.Automation.ErrorRecord] }).TargetObject
            $all | Where-Object { $_ -isnot [Management.Automation.ErrorRecord] } | ForEach-Object Machine | Sort-Object -Unique
            """));

        Assert.Equal([$"FleetMachineFailed,{command.Split(' ')[0]}-Fleet.ps1", "hub-a", .. machines], lines);
    }

    [Fact]
    public async Task A_missing_module_is_copied_or_reported()
    {
        File.WriteAllText(_fleet.File("two", "module.version"), "0.0.9");

        string[] refused = Lines(await _fleet.RunAsync("""
            & "$fleet/Deploy-Fleet.ps1" @with -NoModuleCopy -ErrorVariable problems -ErrorAction SilentlyContinue | Where-Object Machine -eq two | Show
            $problems.FullyQualifiedErrorId
            """));
        Assert.Equal(["two|Module|Copy|", "two|Configuration|Write|", "two|Identity|Create|", "two|Service|Register|", "FleetModuleMissing,Deploy-Fleet.ps1"], refused);

        Assert.Contains("two|Module|Copy|Changed", Lines(await _fleet.RunAsync("Deploy | Show")));
        Assert.True(File.Exists(_fleet.File("two", "modules/Mycelium/0.1.0/Mycelium.psd1")));
        Assert.Empty(Lines(await _fleet.RunAsync("Compare")));
    }

    [Fact]
    public async Task A_key_that_can_not_be_used_is_left_to_its_owner()
    {
        Lines(await _fleet.RunAsync("Deploy | Out-Null"));
        File.WriteAllBytes(_fleet.File("one", "one.key"), [1, 2, 3]);
        string[] before = _fleet.Contents();

        string[] lines = Lines(await _fleet.RunAsync("""
            & "$fleet/Deploy-Fleet.ps1" @with -ErrorVariable problems -ErrorAction SilentlyContinue | Show
            "$($problems.FullyQualifiedErrorId): $problems"
            """));

        Assert.Equal("one|Identity|None|", lines[0]);
        Assert.StartsWith("FleetKeyUnusable,Deploy-Fleet.ps1: Machine 'one': ", lines[1], StringComparison.Ordinal);
        Assert.Equal(before, _fleet.Contents());
    }

    [Theory]
    [InlineData("Deploy")]
    [InlineData("Deploy -Remove")]
    [InlineData("Compare")]
    [InlineData("Test")]
    public async Task A_table_without_machines_is_an_error(string command)
    {
        string[] lines = Lines(await _fleet.RunAsync($$"""
            [IO.File]::WriteAllText($with.Path, "Name,Role,Folder`n")
            try { {{command}} } catch { "$($_.FullyQualifiedErrorId): $_" }
            """));

        Assert.Matches(@"^FleetTableInvalid: The table '.*machines\.csv' has no machines\.$", Assert.Single(lines));
    }

    // Services are files here, so the nodes are started from the configurations that were written, and all runs over loopback.
    [Fact]
    public async Task The_mesh_that_was_planned_comes_up_and_outlives_a_hub()
    {
        string[] lines = Lines(await _fleet.RunAsync($$"""
            Deploy | Out-Null
            foreach ($name in '{{string.Join("','", FleetFolder.Names)}}') {
                $null = Start-MyceliumNode -ConfigurationPath ([IO.Path]::Combine($with.Path, '..', $name, "$name.yaml"))
            }
            Test | ForEach-Object { $_.Machine, $_.IsUp, $_.Service, $_.DownPeers.Count, $_.LostMachines.Count -join '|' }
            Test -Quiet
            Get-MyceliumPeer -Node one | ForEach-Object { $_.Kind, $_.State -join ' ' }

            Stop-MyceliumNode hub-a
            Wait-MyceliumRoute (Get-MyceliumNode two).Address -Node one | ForEach-Object State
            Test -TimeoutSeconds 1 | ForEach-Object { $_.Machine, $_.IsUp, $_.DownPeers.Count, ($_.LostMachines -join ' ') -join '|' }
            Test -TimeoutSeconds 1 -Quiet
            """));

        Assert.Equal(
            [.. FleetFolder.Names.Select(name => $"{name}|True|Running|0|0"), "True", "Static Alive", "Static Alive", "Selected"], lines[..8]);
        Assert.Equal("one|False|1|hub-a", lines[10]);
        Assert.Equal("False", lines[^1]);
    }

    [SkippableFact]
    public async Task Ctrl_C_leaves_no_half_written_file()
    {
        Skip.If(OperatingSystem.IsWindows(), "Signals can't be sent to another process on Windows.");
        File.WriteAllText(_fleet.File("one", "hangs"), "");
        string[] before = Directory.GetFiles(Path.GetDirectoryName(_fleet.File("one", "one.yaml"))!);
        using HostProcess host = _fleet.Start("Deploy | Show");
        await host.ReadUntilAsync("hanging");
        Assert.Contains(Directory.GetFiles(Path.GetDirectoryName(_fleet.File("one", "one.yaml"))!), path => path.EndsWith(".tmp", StringComparison.Ordinal));

        host.Signal(HostProcess.Interrupt);
        HostResult result = await host.WaitForExitAsync();

        Assert.Equal(130, result.ExitCode);
        Assert.Equal(
            [.. before.Append(_fleet.File("one", "closed.log")).Order(StringComparer.Ordinal)],
            Directory.GetFiles(Path.GetDirectoryName(_fleet.File("one", "one.yaml"))!).Order(StringComparer.Ordinal));
        Assert.Equal("closed\nclosed\n", File.ReadAllText(_fleet.File("one", "closed.log")));
    }

    [Fact]
    public async Task Nothing_secret_comes_back()
    {
        string[] lines = Lines(await _fleet.RunAsync("""
            Deploy | Out-Null
            Import-Module "$fleet/Fleet.psm1"
            $review = Get-FleetReview -Path $with.Path -HubsPerMachine 2 -ServiceName mycelium -Module (Get-FleetModule) -ConnectionScript $with.ConnectionScript -ThrottleLimit 4 -Option @{}
            $review | ConvertTo-Json -Depth 8 -Compress
            """));

        string all = string.Concat(lines);
        Assert.Contains("\"PublicKey\":\"", all, StringComparison.Ordinal);
        Assert.DoesNotContain(Convert.ToHexString(File.ReadAllBytes(_fleet.File("one", "one.key"))), all, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(Convert.ToBase64String(File.ReadAllBytes(_fleet.File("one", "one.key"))), all, StringComparison.Ordinal);
    }

    private static string[] Lines(HostResult result)
    {
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        return result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
