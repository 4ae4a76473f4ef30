namespace Mycelium.Host.Tests.Examples;

public sealed class FleetRemovalTests : IDisposable
{
    private const string Removal = """

        & "$fleet/Deploy-Fleet.ps1" @with -Remove -ErrorVariable problems -ErrorAction SilentlyContinue | Show
        foreach ($problem in $problems) { "$($problem.TargetObject): $($problem.FullyQualifiedErrorId): $problem" }
        """;

    private readonly FleetFolder _fleet = new();

    public void Dispose() => _fleet.Dispose();

    [Fact]
    public async Task All_goes_but_the_keys()
    {
        string[] lines = Lines(await _fleet.RunAsync("Deploy | Out-Null; Deploy -Remove | Show; Deploy -Remove"));

        Assert.Equal(
            FleetFolder.Names.SelectMany(name => new[] { $"{name}|Configuration|Delete|Changed", $"{name}|Service|Unregister|Changed" }),
            lines.Order(StringComparer.Ordinal));
        Assert.False(File.Exists(_fleet.File("one", "one.yaml")));
        Assert.Equal(32, new FileInfo(_fleet.File("one", "one.key")).Length);
    }

    [Fact]
    public async Task A_service_that_runs_another_file_stays_and_so_does_its_machine()
    {
        _fleet.Register();
        File.WriteAllText(_fleet.File("one", "mycelium.service"), "Running\n/etc/other/gateway.yaml\n");
        string[] before = _fleet.Contents();
        string own = _fleet.File("one", "one.yaml");

        string[] asked = Lines(await _fleet.RunAsync("""
            & "$fleet/Deploy-Fleet.ps1" @with -Remove -WhatIf -ErrorVariable problems -ErrorAction SilentlyContinue | Where-Object Machine -eq one |
                ForEach-Object { $_.Property, $_.Expected, $_.Actual, $_.Action, $_.Result -join '|' }
            $problems.FullyQualifiedErrorId
            """));
        Assert.Equal(
            [$"Service|{own}|/etc/other/gateway.yaml|None|", "FleetServiceInUse,Deploy-Fleet.ps1"],
            asked.Where(line => !line.StartsWith("What if", StringComparison.Ordinal)));
        Assert.Equal(before, _fleet.Contents());

        string[] lines = Lines(await _fleet.RunAsync(Removal));
        Assert.Equal("one|Service|None|", Assert.Single(lines, line => line.StartsWith("one|", StringComparison.Ordinal)));
        Assert.Equal(
            "one: FleetServiceInUse,Deploy-Fleet.ps1: Machine 'one': The service 'mycelium' runs '/etc/other/gateway.yaml' and not "
            + $"'{own}'; nothing is changed.",
            lines[^1]);
        Assert.Contains("two|Service|Unregister|Changed", lines);
        Assert.Equal(Of("one", before), Of("one", _fleet.Contents()));
    }

    [Fact]
    public async Task A_machine_without_the_module_stays_since_its_services_can_not_be_seen()
    {
        _fleet.Register();
        File.Delete(_fleet.File("one", "module.version"));
        string[] before = Of("one", _fleet.Contents());

        string[] lines = Lines(await _fleet.RunAsync(Removal));

        Assert.Equal("one|Module|None|", Assert.Single(lines, line => line.StartsWith("one|", StringComparison.Ordinal)));
        Assert.StartsWith(
            "one: FleetModuleMissing,Deploy-Fleet.ps1: Machine 'one': The module is not there, and without it services can't be seen; nothing is changed.",
            lines[^1],
            StringComparison.Ordinal);
        Assert.Contains("two|Configuration|Delete|Changed", lines);
        Assert.Equal(before, Of("one", _fleet.Contents()));
    }

    // Between the look at a machine and its change the machine may become another one.
    [Theory]
    [InlineData("mycelium.service", "Running\n/etc/other/gateway.yaml\n", "runs '/etc/other/gateway.yaml' and not '")]
    [InlineData("module.version", null, "Without the module services can't be seen")]
    public async Task The_machine_itself_looks_again(string file, string? content, string expected)
    {
        _fleet.Register();
        if (content is null) { File.Delete(_fleet.File("one", file)); }
        else { File.WriteAllText(_fleet.File("one", file), content); }

        string[] before = _fleet.Contents();
        string remove = """
            Import-Module "$fleet/Fleet.psm1"
            $machine = Import-FleetTable $with.Path | Where-Object Name -eq one
            $work = [pscustomobject]@{ Machine = $machine; Wanted = @{ Name = 'one'; Folder = $machine.Folder; ServiceName = 'mycelium' } }
            "$((Invoke-FleetMachine -Work $work -Step Remove -ConnectionScript $with.ConnectionScript -Option @{}).Error)"
            """;

        Assert.Contains(expected, Assert.Single(Lines(await _fleet.RunAsync(remove))), StringComparison.Ordinal);
        Assert.Equal(before, _fleet.Contents());
    }

    [Fact]
    public async Task Machines_without_a_hub_can_be_taken_away_but_not_deployed()
    {
        const string Retire = """
            [IO.File]::WriteAllLines($with.Path, [string[]] ([IO.File]::ReadAllLines($with.Path) | Where-Object { $_ -notlike '*,Hub,*' }))
            try { Deploy } catch { "$($_.FullyQualifiedErrorId): $_" }
            """;

        _fleet.Register();
        string[] lines = Lines(await _fleet.RunAsync(Retire + Removal));

        Assert.Equal("FleetHubMissing: No machine of the table has the role Hub: there is nobody to connect to.", lines[0]);
        Assert.Equal(
            ["one|Configuration|Delete|Changed", "one|Service|Unregister|Changed", "two|Configuration|Delete|Changed", "two|Service|Unregister|Changed"],
            lines[1..].Order(StringComparer.Ordinal));
        Assert.True(File.Exists(_fleet.File("hub-a", "mycelium.service")));
    }

    // The folder of a table may be written in another way than the service manager tells it.
    [Fact]
    public async Task A_folder_may_be_written_in_another_way()
    {
        string[] lines = Lines(await _fleet.RunAsync("""
            Deploy | Out-Null
            [IO.File]::WriteAllText($with.Path, [IO.File]::ReadAllText($with.Path).Replace('/one,', '/two/../one,'))
            Compare
            Deploy -Remove | Where-Object Machine -eq one | Show
            """));

        Assert.Equal(["one|Service|Unregister|Changed", "one|Configuration|Delete|Changed"], lines);
    }

    private static string[] Of(string machine, string[] contents) =>
        [.. contents.Where(line => line.Contains($"{Path.DirectorySeparatorChar}{machine}{Path.DirectorySeparatorChar}", StringComparison.Ordinal))];

    private static string[] Lines(HostResult result)
    {
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        return result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
