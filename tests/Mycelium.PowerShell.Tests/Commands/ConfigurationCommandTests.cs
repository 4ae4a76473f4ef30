using System.Management.Automation;
using Mycelium.PowerShell.Tests.Hosting;
using Xunit;

namespace Mycelium.PowerShell.Tests.Commands;

public sealed class ConfigurationCommandTests : IDisposable
{
    private const string Quiet = "tunnel: { mode: userspace }\ndiscovery: { enabled: false }\nlisten: []\n";

    private readonly ModuleSession _session = new();

    [Fact]
    public void The_schema_that_is_shipped_is_what_the_reader_follows()
    {
        string schema = _session.Run("[Mycelium.Engine.Configuration.ConfigurationSchema]::Write()").Single.ToString()!;

        ApprovedFile.Verify(TestPaths.Source("Mycelium.PowerShell", "mycelium.schema.json"), schema);
    }

    [Fact]
    public void A_test_tells_all_mistakes_with_their_places()
    {
        Write("wrong.yaml", "colour: red\ntunnel:\n  mtu: 900\n");
        Write("right.yaml", Quiet);

        PSObject[] reports = [.. _session.Run("'wrong.yaml', 'right.yaml' | Test-MyceliumConfiguration").Objects];

        Assert.Equal(["False", "True"], reports.Select(report => report.Text("IsValid")));
        Assert.Equal(
            ["1:1", "3:8"],
            _session.Run("(Test-MyceliumConfiguration wrong.yaml).Problems | ForEach-Object { \"$($_.Line):$($_.Column)\" }").Texts);
        Assert.Equal(["False", "True"], _session.Run("Test-MyceliumConfiguration wrong.yaml, right.yaml -Quiet").Texts);
        Assert.Equal(["ConfigurationNotFound"], _session.Run("Test-MyceliumConfiguration none.yaml").ErrorIds);
        Assert.Equal(2, _session.Run("Test-MyceliumConfiguration *.yaml").Objects.Count);
    }

    [Fact]
    public void A_configuration_is_the_typed_content_of_its_file()
    {
        Write("nodes.yaml", "nodes:\n  - name: a\n    peers: [\"tcp://192.0.2.1:1\"]\n  - { name: b, tunnel: { mtu: 1300 } }\n");

        Assert.Equal(["a", "b"], _session.Run("(Get-MyceliumConfiguration nodes.yaml).Name").Texts);
        Assert.Equal(["1300"], _session.Run("(Get-MyceliumConfiguration nodes.yaml -Name b*).Mtu").Texts);
        Assert.Equal(["name: a\npeers: [\"tcp://192.0.2.1:1\"]\n"], _session.Run("\"$(Get-MyceliumConfiguration nodes.yaml -Name a)\"").Texts);
        Assert.Equal(["ConfigurationNotFound"], _session.Run("Get-MyceliumConfiguration no*.yml").ErrorIds);
    }

    [Fact]
    public void A_change_keeps_the_comments_and_WhatIf_changes_nothing()
    {
        Write("node.yaml", "# mine\nname: a # this\n");

        _ = _session.Run("Set-MyceliumConfiguration node.yaml -Mtu 1300 -WhatIf").Objects;
        Assert.Equal("# mine\nname: a # this\n", Read("node.yaml"));

        PSObject changed = _session.Run("Set-MyceliumConfiguration node.yaml -Mtu 1300 -NewName b -Tunnel None -PassThru").Single;

        Assert.Equal("# mine\nname: b # this\ntunnel:\n  mode: none\n  mtu: 1300\n", Read("node.yaml"));
        Assert.Equal(("b", "1300"), (changed.Text("Name"), changed.Text("Mtu")));
        _ = _session.Run("Set-MyceliumConfiguration node.yaml -Reset tunnel.mtu, tunnel.mode").Objects;
        Assert.Equal("# mine\nname: b # this\n", Read("node.yaml"));
        Assert.Equal(["InvalidOption"], _session.Run("Set-MyceliumConfiguration node.yaml -Mtu 1").ErrorIds);
    }

    [Fact]
    public void Every_node_of_a_file_can_be_piped_into_a_change()
    {
        Write("nodes.yaml", "nodes:\n  - name: a\n  - name: b\n");

        _ = _session.Run("Get-MyceliumConfiguration nodes.yaml | Set-MyceliumConfiguration -Discovery $false").Objects;

        Assert.Equal(["False", "False"], _session.Run("(Get-MyceliumConfiguration nodes.yaml).Discovery").Texts);
    }

    [Fact]
    public void Running_nodes_are_exported_with_the_peers_that_they_have_now_and_start_again_from_the_file()
    {
        _ = _session.Run($"$a = Start-MyceliumNode a {ModuleSession.Listening}; $b = Start-MyceliumNode b -NoListen {ModuleSession.Quiet}").Objects;
        _ = _session.Run("Add-MyceliumPeer $a.Listen -Node b; Get-MyceliumConfiguration | Export-MyceliumConfiguration nodes.yaml").Objects;

        Assert.Equal(["ConfigurationExists"], _session.Run("Get-MyceliumConfiguration | Export-MyceliumConfiguration nodes.yaml").ErrorIds);
        _ = _session.Run("Get-MyceliumNode | Stop-MyceliumNode; Start-MyceliumNode -ConfigurationPath nodes.yaml").Objects;

        Assert.Equal(["a", "b"], _session.Run("(Get-MyceliumNode).Name").Texts);
        Assert.Single(_session.Run("Get-MyceliumPeer -Node b -Kind Static").Objects);
    }

    [Fact]
    public void One_of_several_nodes_is_started_by_its_name()
    {
        Write("nodes.yaml", "nodes:\n" + string.Concat(new[] { "a", "b" }.Select(
            name => $"  - name: {name}\n    " + Quiet.TrimEnd().Replace("\n", "\n    ", StringComparison.Ordinal) + "\n")));

        Assert.Equal("b", _session.Run("Start-MyceliumNode b -ConfigurationPath nodes.yaml").Single.Text("Name"));
        Assert.Equal(["ConfigurationNodeNotFound"], _session.Run("Start-MyceliumNode c -ConfigurationPath nodes.yaml").ErrorIds);
    }

    [Fact]
    public void Persist_writes_peers_back_and_needs_a_file()
    {
        Write("node.yaml", Quiet + "peers: # all\n  - tcp://127.0.0.1:9 # first\n");
        _ = _session.Run("Start-MyceliumNode -ConfigurationPath node.yaml").Objects;

        _ = _session.Run("Add-MyceliumPeer tcp://127.0.0.1:10 -Persist").Objects;
        Assert.Equal(Quiet + "peers: # all\n  - tcp://127.0.0.1:9 # first\n  - \"tcp://127.0.0.1:10\"\n", Read("node.yaml"));

        _ = _session.Run("Remove-MyceliumPeer tcp://127.0.0.1:9 -Persist").Objects;
        Assert.Equal(Quiet + "peers: # all\n  - \"tcp://127.0.0.1:10\"\n", Read("node.yaml"));

        _ = _session.Run($"Start-MyceliumNode other -NoListen {ModuleSession.Quiet}").Objects;
        Assert.Equal(["NoConfigurationFile"], _session.Run("Add-MyceliumPeer tcp://127.0.0.1:9 -Node other -Persist").ErrorIds);
        Assert.Empty(_session.Run("Get-MyceliumPeer -Node other").Objects);
    }

    [Fact]
    public void A_secret_key_is_taken_from_the_environment_and_never_shown()
    {
        string secret = string.Concat(Enumerable.Repeat("a5", 32));
        Write("node.yaml", Quiet + "keyVariable: MYCELIUM_TEST_KEY\n");
        try
        {
            Assert.Equal(["KeyVariableInvalid"], _session.Run("Start-MyceliumNode -ConfigurationPath node.yaml").ErrorIds);
            Environment.SetEnvironmentVariable("MYCELIUM_TEST_KEY", secret + "x");
            SessionResult wrong = _session.Run("Start-MyceliumNode -ConfigurationPath node.yaml");
            Assert.Equal(["KeyVariableInvalid"], wrong.ErrorIds);
            Assert.DoesNotContain(secret, wrong.Errors[0].ToString(), StringComparison.Ordinal);

            Environment.SetEnvironmentVariable("MYCELIUM_TEST_KEY", secret);
            string first = _session.Run("Start-MyceliumNode -ConfigurationPath node.yaml").Single.Text("Address");
            string second = _session.Run("Stop-MyceliumNode; Start-MyceliumNode -ConfigurationPath node.yaml").Single.Text("Address");
            Assert.Equal(first, second);
            Assert.DoesNotContain(secret, _session.Run("\"$(Get-MyceliumConfiguration)\"").Single.ToString(), StringComparison.Ordinal);
        }
        finally
        {
            Environment.SetEnvironmentVariable("MYCELIUM_TEST_KEY", null);
        }
    }

    [Fact]
    public void A_configuration_of_the_other_program_is_converted_with_a_warning_for_what_is_lost()
    {
        Write("mycelium.toml", "peers = [\"tcp://192.0.2.1:9651\"]\nenable_dns = true\n");

        SessionResult result = _session.Run("""
            $null = New-MyceliumIdentity node.key
            Import-MyceliumConfiguration mycelium.toml -KeyPath node.key | Export-MyceliumConfiguration node.yaml -PassThru
            """);

        Assert.Equal(Path.Combine(_session.Folder, "node.yaml"), result.Single.ToString());
        Assert.Contains(":2:1: 'enable_dns'", Assert.Single(result.Warnings), StringComparison.Ordinal);
        Assert.Equal("name: mycelium\nkeyFile: node.key\npeers: [\"tcp://192.0.2.1:9651\"]\n", Read("node.yaml"));
    }

    [Fact]
    public void Keys_are_completed() => Assert.Equal(
        ["tunnel.mode", "tunnel.interface", "tunnel.mtu"], _session.Complete("Set-MyceliumConfiguration node.yaml -Reset tunnel"));

    public void Dispose() => _session.Dispose();

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(_session.Folder, name), text);

    private string Read(string name) => File.ReadAllText(Path.Combine(_session.Folder, name));
}
