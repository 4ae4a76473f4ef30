using System.Text;
using Mycelium.PowerShell.Tests.Hosting;
using Xunit;

namespace Mycelium.PowerShell.Tests.Commands;

/// <summary>Which node of which file is meant, and files that can't be read or changed.</summary>
public sealed class ConfigurationFileCommandTests : IDisposable
{
    private const string Quiet = "tunnel: { mode: userspace }\ndiscovery: { enabled: false }\nlisten: []\n";

    // As Get-ChildItem gives them.
    private const string Files = "[IO.DirectoryInfo]::new(\"$pwd\").GetFiles('*.yaml')";

    private readonly ModuleSession _session = new();

    [Fact]
    public void A_name_that_is_given_has_to_be_that_of_the_node()
    {
        Write("g.yaml", "name: gate\n");

        SessionResult result = _session.Run("Set-MyceliumConfiguration g.yaml gatte -NewName oops");

        Assert.Equal(["ConfigurationNodeNotFound"], result.ErrorIds);
        Assert.Contains("there are: gate", result.Errors[0].ToString(), StringComparison.Ordinal);
        Assert.Equal(["ConfigurationNodeNotFound"], _session.Run($"{Files} | Set-MyceliumConfiguration -Name gatte -NewName oops").ErrorIds);
        Assert.Equal("name: gate\n", Read("g.yaml"));
        _ = _session.Run("Set-MyceliumConfiguration g.yaml GATE -NewName door").Objects;
        Assert.Equal("name: door\n", Read("g.yaml"));
    }

    [Fact]
    public void A_node_that_runs_under_another_name_is_that_of_its_file()
    {
        Write("g.yaml", "name: gate\n" + Quiet);
        _ = _session.Run("Start-MyceliumNode x -ConfigurationPath g.yaml").Objects;

        _ = _session.Run("Get-MyceliumConfiguration -Node x | Set-MyceliumConfiguration -LogLevel Warning; Add-MyceliumPeer tcp://127.0.0.1:9 -Node x -Persist").Objects;

        Assert.Equal("name: gate\n" + Quiet + "logLevel: warning\npeers: [\"tcp://127.0.0.1:9\"]\n", Read("g.yaml"));
    }

    [Fact]
    public void The_name_of_a_file_is_not_that_of_a_node()
    {
        Write("a.yaml", "name: a\n");
        Write("b.yaml", "nodes:\n  - name: b\n  - name: c\n");

        SessionResult result = _session.Run($"{Files} | Set-MyceliumConfiguration -LinkHealth $false");

        Assert.Equal(["ConfigurationNodeNotFound"], result.ErrorIds);
        Assert.Contains("none was named: b, c", result.Errors[0].ToString(), StringComparison.Ordinal);
        Assert.Equal("name: a\nlinkHealth: false\n", Read("a.yaml"));
    }

    [Fact]
    public void A_name_that_no_file_has_is_an_error_at_the_end_and_a_pattern_is_none()
    {
        Write("a.yaml", "name: a\n");
        Write("m.yaml", "nodes:\n  - name: m1\n  - name: m2\n");

        SessionResult result = _session.Run("'a.yaml', 'm.yaml' | Get-MyceliumConfiguration -Name M2, Q, x*, a");

        Assert.Equal(["a", "m2"], result.Output.Select(node => node.Text("Name")));
        Assert.Equal(["ConfigurationNodeNotFound"], result.ErrorIds);
        Assert.Contains("'Q'; there are: a, m1, m2.", result.Errors[0].ToString(), StringComparison.Ordinal);
        Assert.Equal("Q", result.Errors[0].TargetObject);
        Assert.Equal(["ConfigurationNotFound"], _session.Run("Get-MyceliumConfiguration none.yaml -Name Q").ErrorIds);
    }

    [Fact]
    public void A_node_without_a_file_is_an_error_of_its_own_and_the_others_are_changed()
    {
        Write("b.yaml", "name: b\n" + Quiet);
        _ = _session.Run($"Start-MyceliumNode A -NoListen {ModuleSession.Quiet}; Start-MyceliumNode -ConfigurationPath b.yaml").Objects;

        SessionResult result = _session.Run("Get-MyceliumConfiguration | Set-MyceliumConfiguration -LinkHealth $false");

        Assert.Equal(["NoConfigurationFile"], result.ErrorIds);
        Assert.Contains("The node 'A' was not started from a configuration file", result.Errors[0].ToString(), StringComparison.Ordinal);
        Assert.Equal("name: b\n" + Quiet + "linkHealth: false\n", Read("b.yaml"));
    }

    [Fact]
    public void An_empty_path_ends_the_command_at_once()
    {
        Assert.Equal(["InvalidOption"], _session.Run("Set-MyceliumConfiguration '' -Mtu 1300").ErrorIds);
        Assert.Equal(["InvalidOption"], _session.Run("try { Set-MyceliumConfiguration -Path $null -Mtu 1300 } catch { throw }; 'on'").ErrorIds);
    }

    [Theory]
    [InlineData("Test-MyceliumConfiguration x.yaml -Quiet", "False")]
    [InlineData("Get-MyceliumConfiguration x.yaml", null)]
    [InlineData("Start-MyceliumNode -ConfigurationPath x.yaml", null)]
    [InlineData("Set-MyceliumConfiguration x.yaml -Mtu 1300", null)]
    public void What_is_not_UTF8_is_a_mistake_everywhere_and_stays(string call, string? output)
    {
        byte[] bytes = Encoding.Latin1.GetBytes("name: a\n# Größe\n");
        File.WriteAllBytes(Path.Combine(_session.Folder, "x.yaml"), bytes);

        SessionResult result = _session.Run(call);

        if (output is not null) { Assert.Equal([output], result.Texts); }
        else
        {
            Assert.Equal(["InvalidConfiguration"], result.ErrorIds);
            Assert.Contains("line 2, column 5: The file is not UTF-8", result.Errors[0].ToString(), StringComparison.Ordinal);
        }

        Assert.Equal(bytes, File.ReadAllBytes(Path.Combine(_session.Folder, "x.yaml")));
    }

    [Fact]
    public void An_empty_file_starts_nothing_and_can_be_filled()
    {
        Write("x.yaml", "");

        Assert.Equal(["False"], _session.Run("Test-MyceliumConfiguration x.yaml -Quiet").Texts);
        Assert.Equal(
            ["InvalidConfiguration", "InvalidConfiguration"],
            _session.Run("Get-MyceliumConfiguration x.yaml; Start-MyceliumNode -ConfigurationPath x.yaml").ErrorIds);
        Assert.Empty(_session.Run("Get-MyceliumNode").Objects);

        _ = _session.Run("Set-MyceliumConfiguration x.yaml -Mtu 1300").Objects;
        Assert.Equal(["True"], _session.Run("Test-MyceliumConfiguration x.yaml -Quiet").Texts);
    }

    [Fact]
    public void A_file_that_is_read_only_stays_and_so_do_the_peers_of_its_node()
    {
        Write("node.yaml", Quiet);
        _ = _session.Run("Start-MyceliumNode -ConfigurationPath node.yaml").Objects;
        var file = new FileInfo(Path.Combine(_session.Folder, "node.yaml")) { IsReadOnly = true };

        string[] calls = ["Set-MyceliumConfiguration node.yaml -Mtu 1300", "Add-MyceliumPeer tcp://127.0.0.1:9 -Persist"];
        SessionResult[] results = [.. calls.Select(_session.Run)];
        file.IsReadOnly = false;

        Assert.All(results, result => Assert.Equal(["ConfigurationInaccessible"], result.ErrorIds));
        Assert.All(results, result => Assert.Contains("It is read-only", result.Errors[0].ToString(), StringComparison.Ordinal));
        Assert.Empty(_session.Run("Get-MyceliumPeer").Objects);
        Assert.Equal(Quiet, Read("node.yaml"));
    }

    [Fact]
    public void Peers_that_are_persisted_from_several_runspaces_at_once_are_all_in_the_file()
    {
        const int Count = 4;
        const int Each = 5;
        Write("node.yaml", Quiet);
        _ = _session.Run("Start-MyceliumNode -ConfigurationPath node.yaml").Objects;
        ModuleSession[] sessions = [.. Enumerable.Range(0, Count).Select(_ => new ModuleSession())];
        try
        {
            SessionResult[] results = new SessionResult[Count];
            Parallel.For(
                0, Count, new ParallelOptions { MaxDegreeOfParallelism = Count }, i => results[i] = sessions[i].Run(
                    $"1..{Each} | ForEach-Object {{ Add-MyceliumPeer \"tcp://127.0.0.1:$({(i * Each) + 1000} + $_)\" -Persist }}"));

            Assert.All(results, result => Assert.Empty(result.Errors));
            Assert.Equal(
                Enumerable.Range(1001, Count * Each).Select(port => $"tcp://127.0.0.1:{port}"),
                _session.Run("(Get-MyceliumConfiguration node.yaml).Peers").Texts.Order(StringComparer.Ordinal));
        }
        finally
        {
            foreach (ModuleSession session in sessions) { session.Dispose(); }
        }
    }

    public void Dispose() => _session.Dispose();

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(_session.Folder, name), text);

    private string Read(string name) => File.ReadAllText(Path.Combine(_session.Folder, name));
}
