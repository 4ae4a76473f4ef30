namespace Mycelium.Host.Tests.Hosting;

public sealed class ScriptCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    // As pwsh -File and pwsh -Command end in these cases.
    [Theory]
    [InlineData("'fine'", 0)]
    [InlineData("exit 7", 7)]
    [InlineData("function Leave { exit 9 }; try { Leave } finally { 'cleaned' }", 9)]
    [InlineData("throw 'broken'", 1)]
    [InlineData("$ErrorActionPreference = 'Stop'; Write-Error 'broken'; exit 5", 1)]
    [InlineData("1 +", 1)]
    [InlineData("Write-Error 'broken'", 0)]
    [InlineData("Get-NoSuchThing", 0)]
    [InlineData("[Environment]::Exit(4)", 4)]
    public async Task A_script_file_ends_with_the_exit_code_of_pwsh(string script, int expected)
    {
        HostResult result = await HostProcess.RunAsync(_folder.Write("test.ps1", script));

        Assert.Equal(expected, result.ExitCode);
    }

    [Theory]
    [InlineData("'fine'", 0)]
    [InlineData("exit 7", 7)]
    [InlineData("throw 'broken'", 1)]
    [InlineData("1 +", 1)]
    [InlineData("Write-Error 'broken'", 1)]
    [InlineData("Write-Error 'broken'; 'but went on'", 0)]
    [InlineData("Get-NoSuchThing", 1)]
    [InlineData("dotnet no-such-command.dll 2>$null", 1)]
    [InlineData("'fine' # a comment `", 0)]
    public async Task A_command_ends_with_the_exit_code_of_pwsh(string command, int expected)
    {
        HostResult result = await HostProcess.RunAsync("-Command", command);

        Assert.Equal(expected, result.ExitCode);
    }

    [Fact]
    public async Task A_native_command_that_fails_does_not_fail_the_script_file()
    {
        string script = _folder.Write("test.ps1", "dotnet no-such-command.dll 2>$null | Out-Null; \"code $LASTEXITCODE\"");

        HostResult result = await HostProcess.RunAsync(script);

        Assert.Equal((0, "code 1\n"), (result.ExitCode, result.Output));
    }

    [Fact]
    public async Task A_missing_script_is_a_usage_error()
    {
        HostResult result = await HostProcess.RunAsync("no-such.ps1", "-Name", "x");

        Assert.Equal(64, result.ExitCode);
        Assert.Contains("no-such.ps1' is not recognized as the name of a script file", result.Error, StringComparison.Ordinal);
        Assert.Equal("", result.Output);
    }

    [Theory]
    [InlineData]
    [InlineData("-Colour")]
    [InlineData("run")]
    [InlineData("-File")]
    public async Task A_command_line_that_makes_no_sense_is_a_usage_error(params string[] words)
    {
        HostResult result = await HostProcess.RunAsync(words);

        Assert.Equal((64, ""), (result.ExitCode, result.Output));
        Assert.Contains("--help", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Arguments_bind_as_in_pwsh()
    {
        string script = _folder.Write("test.ps1", """
            param([string] $Name, [int] $Number = 3, [switch] $On, [switch] $Off, [Parameter(ValueFromRemainingArguments)] $Rest)
            "$Name|$Number|$On|$Off|$Rest|$PSScriptRoot|$PSCommandPath"
            """);

        HostResult result = await HostProcess.RunAsync(script, "-Name", "two words", "-Number:5", "-On", "-Off:$false", "r1", "-2");

        Assert.Equal($"two words|5|True|False|r1 -2|{_folder.Path}|{script}\n", result.Output);
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
    }

    [Fact]
    public async Task Arguments_of_a_script_without_parameters_are_in_args()
    {
        HostResult result = await HostProcess.RunAsync(_folder.Write("test.ps1", "$args.Count; $args"), "a", "-b", "c");

        Assert.Equal("3\na\n-b\nc\n", result.Output);
    }

    [Fact]
    public async Task Arguments_that_do_not_fit_fail_and_name_the_script()
    {
        HostResult result = await HostProcess.RunAsync(_folder.Write("test.ps1", "param([int] $Number) 'ran'"), "-Number", "x");

        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        Assert.StartsWith("test.ps1: Cannot process argument transformation on parameter 'Number'", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_terminating_error_shows_its_place_on_standard_error()
    {
        string script = _folder.Write("test.ps1", "'before'\nthrow 'broken'\n");

        HostResult result = await HostProcess.RunAsync(script);

        Assert.Equal("before\n", result.Output);
        Assert.Equal($"Exception: {script}:2\nLine |\n   2 |  throw 'broken'\n     |  ~~~~~~~~~~~~~~\n     | broken\n", result.Error);
    }

    [Fact]
    public async Task A_parse_error_shows_its_place_and_nothing_is_run()
    {
        HostResult result = await HostProcess.RunAsync(_folder.Write("test.ps1", "'before'\n1 +\n"));

        Assert.Equal("", result.Output);
        Assert.StartsWith("ParserError: ", result.Error, StringComparison.Ordinal);
        Assert.Contains("test.ps1:2", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_stream_goes_where_pwsh_sends_it_without_escapes()
    {
        HostResult result = await HostProcess.RunAsync("-Command", """
            $VerbosePreference = 'Continue'; $DebugPreference = 'Continue'
            $PSStyle.Foreground.Red + 'red' + $PSStyle.Reset
            Write-Host shown -ForegroundColor Red; Write-Host one, two -Separator / -NoNewline; Write-Host
            Write-Warning careful; Write-Verbose details; Write-Debug inside; Write-Information hidden
            Write-Progress 'Working' 'half' -PercentComplete 50
            Write-Error 'broken'
            """);

        Assert.Equal("red\nshown\none/two\nWARNING: careful\nVERBOSE: details\nDEBUG: inside\n", result.Output);
        Assert.Contains("broken", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', result.Output + result.Error);
    }

    [Fact]
    public async Task What_if_is_told_and_nothing_is_done()
    {
        HostResult result = await HostProcess.RunAsync("-Command", $"'x' | Out-File '{_folder.Path}/new.txt' -WhatIf");

        Assert.StartsWith("What if: Performing the operation \"Write file\" on target", result.Output, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(_folder.Path, "new.txt")));
    }

    [Fact]
    public async Task Redirected_output_is_80_columns_wide()
    {
        HostResult result = await HostProcess.RunAsync(
            "-Command", "$Host.UI.RawUI.BufferSize.Width; [pscustomobject]@{ Long = 'x' * 200; Other = 1 }");

        Assert.StartsWith("80\n", result.Output, StringComparison.Ordinal);
        Assert.All(result.Output.Split('\n'), line => Assert.InRange(line.Length, 0, 80));
    }

    [Fact]
    public async Task Prompts_are_answered_through_standard_input()
    {
        string script = _folder.Write("test.ps1", """
            param([Parameter(Mandatory)] [int] $Number)
            $choice = $Host.UI.PromptForChoice('Caption', 'Message', @('&Yes', '&No'), 0)
            "$Number $choice $(Read-Host Question)"
            """);

        HostResult result = await HostProcess.RunWithInputAsync("5\nn\nanswer\n", script);

        Assert.Contains("Number: ", result.Output, StringComparison.Ordinal);
        Assert.Contains("Caption\nMessage\n[Y] Yes  [N] No  [?] Help (default is \"Y\"): ", result.Output, StringComparison.Ordinal);
        Assert.EndsWith("Question: 5 1 answer\n", result.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-NonInteractive")]
    [InlineData("-NoProfile")]
    public async Task A_missing_argument_that_can_not_be_asked_for_fails(string option)
    {
        string script = _folder.Write("test.ps1", "param([Parameter(Mandatory)] $Name) 'ran'");

        HostResult result = await HostProcess.RunAsync(option, "-File", script);

        Assert.Equal(1, result.ExitCode);
        Assert.DoesNotContain("ran", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_and_version_are_printed()
    {
        HostResult help = await HostProcess.RunAsync("--help");
        HostResult version = await HostProcess.RunAsync("--version");

        Assert.Equal((0, 0), (help.ExitCode, version.ExitCode));
        string[] words = ["-Command", "run node.yaml", "64", "69", "78", "130", "143"];
        Assert.All(words, word => Assert.Contains(word, help.Output, StringComparison.Ordinal));
        Assert.Matches(@"^Mycelium\.Host \d+\.\d+\.\d+", version.Output);
    }

    [Fact]
    public async Task A_node_that_runs_at_the_end_of_the_script_is_stopped_without_a_word()
    {
        string script = _folder.Write("test.ps1", """
            $WarningPreference = 'Stop'
            (Start-MyceliumNode alpha -NoListen -Tunnel Userspace -NoDiscovery).Name
            """);

        HostResult result = await HostProcess.RunAsync(script);

        Assert.Equal((0, "alpha\n", ""), (result.ExitCode, result.Output, result.Error));
    }

    [Fact]
    public async Task The_module_comes_with_the_host()
    {
        HostResult result = await HostProcess.RunAsync("-Command", "Get-MyceliumNode; (Get-Module Mycelium).ModuleBase");

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Equal(Path.Combine(Path.GetDirectoryName(HostProcess.Executable)!, "Modules", "Mycelium"), result.Output.Trim());
    }
}
