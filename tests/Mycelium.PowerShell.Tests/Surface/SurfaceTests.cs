using System.Management.Automation;
using System.Net;
using System.Net.Sockets;
using Mycelium.PowerShell.Tests.Help;
using Mycelium.PowerShell.Tests.Hosting;
using Xunit;

namespace Mycelium.PowerShell.Tests.Surface;

/// <summary>Holds that every command behaves as all do: no command without help, errors, pipeline, -WhatIf, completion, Ctrl+C and a view.</summary>
public sealed class SurfaceTests : IDisposable
{
    // Far more than a second, for machines that are busy, and far less than the hour that a call would go on.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);

    private readonly ModuleSession _session = new();

    public static TheoryData<string> Commands { get; } = [.. CommandNames.All];

    public static TheoryData<string> Changing { get; } = [.. SurfaceCatalogue.All.Where(item => item is { Change: not null, RunElsewhere: null }).Select(item => item.Name)];

    public static TheoryData<string> Endless { get; } = [.. SurfaceCatalogue.All.SelectMany(item => item.Endless)];

    [Fact]
    public void Every_command_is_in_the_catalogue_and_nothing_else() =>
        Assert.Equal(CommandNames.All, SurfaceCatalogue.All.Select(item => item.Name));

    [Fact]
    public void Every_error_id_is_brought_about_or_tested_elsewhere()
    {
        string[] here = [.. SurfaceCatalogue.All.SelectMany(item => item.Errors).Select(error => error.ErrorId).Distinct()];

        Assert.Equal(
            _session.Run("[Enum]::GetNames([Mycelium.Engine.Errors.MyceliumErrorId])").Texts.Order(StringComparer.Ordinal),
            here.Concat(SurfaceCatalogue.Elsewhere.Keys).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void What_is_tested_elsewhere_is_really_there()
    {
        Assert.All(SurfaceCatalogue.Elsewhere, item => Assert.Contains(item.Key, item.Value.FindSource(), StringComparison.Ordinal));
        foreach (CommandSurface surface in SurfaceCatalogue.All)
        {
            if (surface.RunElsewhere is { } real) { Assert.Contains(surface.Name, real.FindSource(), StringComparison.Ordinal); }

            foreach ((string set, TestReference test) in surface.SetsElsewhere)
            {
                Assert.Contains($"{surface.Name} -{set}", test.FindSource(), StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void A_test_that_is_not_there_is_not_found()
    {
        TestReference real = SurfaceCatalogue.Elsewhere["NodeFailed"];

        Assert.Null((real with { Method = "A_failed_node" }).FindSource());
        Assert.Null((real with { Method = "Fail" }).FindSource());
        Assert.Null((real with { Type = "NoSuchTests" }).FindSource());
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void What_is_right_succeeds(string command)
    {
        Prepare();
        string call = Surface(command).Call;

        SessionResult result = _session.Run(call);

        Assert.True(result.Errors.Count == 0 || call.Contains("-ErrorAction SilentlyContinue", StringComparison.Ordinal), string.Join("\n", result.Errors));
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void What_fails_has_its_error_id_and_says_what_to_do(string command)
    {
        Prepare();
        CommandSurface surface = Surface(command);
        Assert.NotEmpty(surface.Errors);
        foreach ((string script, string errorId) in surface.Errors)
        {
            // Windows has no such modes.
            if (OperatingSystem.IsWindows() && script.Contains("SetUnixFileMode", StringComparison.Ordinal)) { continue; }

            SessionResult result = _session.Run(script);

            Assert.True(result.ErrorIds.SequenceEqual([errorId]), $"{script}: {errorId} expected, but: {string.Join("; ", result.Errors)}");
            Assert.Equal(command, result.Errors[0].InvocationInfo.MyCommand.Name);
            Assert.NotEmpty(result.Errors[0].ErrorDetails.RecommendedAction);
            Assert.NotEqual(ErrorCategory.NotSpecified, result.Errors[0].CategoryInfo.Category);
        }
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void What_comes_from_the_pipeline_is_taken(string command)
    {
        Prepare();
        CommandSurface surface = Surface(command);
        Assert.Equal(
            SurfaceDocument.Piped(Info(command)), surface.Pipeline.Select(item => item.Parameter).Distinct().Order(StringComparer.Ordinal));
        foreach ((string parameter, string script) in surface.Pipeline)
        {
            Assert.True(ParameterSetUse.OnlyPipelineGives(Info(command), parameter, script), $"-{parameter} can't come from the pipeline: {script}");
            Assert.True(_session.Run(script).Objects.Count > 0 || surface.RunElsewhere is not null, script);
        }
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void What_changes_something_has_WhatIf_and_Confirm(string command) =>
        Assert.Equal(Surface(command).Change is not null, Info(command).Parameters.ContainsKey("WhatIf") && Info(command).Parameters.ContainsKey("Confirm"));

    [Theory]
    [MemberData(nameof(Changing))]
    public void WhatIf_changes_nothing_that_the_command_would_change(string command)
    {
        Prepare();
        string change = Surface(command).Change!;
        string before = Fingerprint();

        Assert.Empty(_session.Run($"{change} -WhatIf").Objects);

        Assert.Equal(before, Fingerprint());
        _ = _session.Run(change).Objects;
        Assert.NotEqual(before, Fingerprint());
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void Values_are_offered_for_every_parameter_that_can_know_them(string command)
    {
        Prepare();
        string path = Info(command).Parameters.ContainsKey("Path") ? "-Path fleet.yaml" : "-ConfigurationPath fleet.yaml";
        foreach (ParameterMetadata parameter in SurfaceDocument.Completed(Info(command)))
        {
            string file = command.EndsWith("Configuration", StringComparison.Ordinal) || command == "Start-MyceliumNode" ? path : string.Empty;
            string line = $"{command} {file} -{parameter.Name} ";

            Assert.True(Surface(command).RunElsewhere is not null || _session.Complete(line).Length > 0, $"Nothing is offered after '{line}'.");
        }
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void Texts_without_completion_are_those_that_only_the_user_knows(string command)
    {
        string[] free =
        [
            "Path", "KeyPath", "ConfigurationPath", "Destination", "PeerList", "InterfaceName", "KeyVariable", "NewName", "PublicKey",
            "Program", "Title",
        ];
        IEnumerable<ParameterMetadata> silent = Info(command).Parameters.Values
            .Where(parameter => !Cmdlet.CommonParameters.Contains(parameter.Name))
            .Where(parameter => parameter.ParameterType == typeof(string) || parameter.ParameterType == typeof(string[]))
            .Except(SurfaceDocument.Completed(Info(command)));

        Assert.All(silent, parameter => Assert.Contains(parameter.Name, free));
    }

    [Theory]
    [MemberData(nameof(Endless))]
    public void Ctrl_C_ends_the_command_at_once_and_leaves_the_nodes_alone(string script)
    {
        Prepare();
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        using var waiting = new ManualResetEventSlim();
        _session.Runspace.SessionStateProxy.SetVariable("silent", $"tcp://{silent.LocalEndpoint}");
        _session.Runspace.SessionStateProxy.SetVariable("waiting", waiting);
        using System.Management.Automation.PowerShell shell = _session.CreateShell(script);
        shell.Streams.Debug.DataAdded += (_, _) => waiting.Set();
        IAsyncResult running = shell.BeginInvoke();
        Assert.True(waiting.Wait(StartLimit));

        IAsyncResult stopping = shell.BeginStop(null, null);

        Assert.True(stopping.AsyncWaitHandle.WaitOne(Limit), $"'{script}' went on.");
        Assert.Throws<PipelineStoppedException>(() => shell.EndInvoke(running));
        Assert.Empty(shell.Streams.Error);
        Assert.All(_session.Run("(Get-MyceliumNode).State").Texts, state => Assert.Equal("Running", state));
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void Every_parameter_set_is_used(string command)
    {
        CmdletInfo info = Info(command);
        IEnumerable<string> examples = new CommandDocumentation().AllExamples.Where(item => item.Example.IsRun).Select(item => item.Example.Code);

        IReadOnlySet<string> used = ParameterSetUse.Find(info, SurfaceCatalogue.All.SelectMany(item => item.Scripts).Concat(examples));

        Assert.Equal(
            info.ParameterSets.Select(set => set.Name).Order(StringComparer.Ordinal),
            used.Concat(Surface(command).SetsElsewhere.Select(item => item.Set)).Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void What_is_emitted_has_a_view(string command)
    {
        Assert.NotEmpty(Info(command).OutputType);
        Assert.All(
            SurfaceDocument.Emitted(Info(command)), type => Assert.Contains(type.FullName!, SurfaceDocument.TypesWithView));
    }

    [Fact]
    public void The_document_is_what_the_commands_offer() => ApprovedFile.Verify(
        TestPaths.Source("docs", "cmdlets.md"), new SurfaceDocument([.. CommandNames.All.Select(Info)]).Write());

    public void Dispose() => _session.Dispose();

    private static CommandSurface Surface(string command) => SurfaceCatalogue.All.Single(item => item.Name == command);

    private void Prepare()
    {
        _session.StartPair();
        SampleFiles.Write(_session);
    }

    private CmdletInfo Info(string command) => (CmdletInfo)_session.Run($"Get-Command {command}").Single.BaseObject;

    // All that a command could change: nodes, peers, files.
    private string Fingerprint() => string.Join('\n', _session.Run("""
        Get-MyceliumNode | ForEach-Object { "$($_.Name) $($_.RouterId) $($_.State)" }
        Get-MyceliumNode | Get-MyceliumPeer | Where-Object Kind -eq Static |
            ForEach-Object { "$($_.Node) $($_.Endpoint) $($_.State -eq 'Disabled') $(if ($_.FixedCost) { $_.Cost })" }
        [IO.Directory]::GetFiles("$pwd") | ForEach-Object { "$_ $([Convert]::ToHexString([Security.Cryptography.SHA256]::HashData([IO.File]::ReadAllBytes($_))))" }
        """).Texts.Order(StringComparer.Ordinal));
}
