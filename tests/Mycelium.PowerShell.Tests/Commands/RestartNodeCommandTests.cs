using System.Management.Automation;
using Mycelium.PowerShell.Tests.Hosting;
using Xunit;

namespace Mycelium.PowerShell.Tests.Commands;

public sealed class RestartNodeCommandTests : IDisposable
{
    private readonly ModuleSession _session = new();

    public RestartNodeCommandTests() => _session.StartPair();

    [Fact]
    public void A_node_comes_back_with_its_address_its_ports_its_peers_and_what_was_set()
    {
        _ = _session.Run("""
            Add-MyceliumPeer tcp://127.0.0.1:9 -Node alpha
            Set-MyceliumPeer tcp://127.0.0.1:9 -Node alpha -Enabled $false
            Set-MyceliumPeer $beta.Listen -Node alpha -Cost 777
            """).Objects;
        string[] before = Properties("alpha");

        PSObject node = _session.Run("Restart-MyceliumNode alpha -PassThru").Single;

        Assert.Equal("Running", node.Text("State"));
        Assert.False((bool)_session.Run("(Get-MyceliumNode alpha).StartedAt -eq $alpha.StartedAt").Single.BaseObject);
        Assert.Equal(before, Properties("alpha"));
        Assert.Equal("Alive", _session.Run("Wait-MyceliumPeer $beta.Listen -Node alpha").Single.Text("State"));
        Assert.Equal("777", _session.Run("Get-MyceliumPeer $beta.Listen -Node alpha").Single.Text("Cost"));
        Assert.Equal("Disabled", _session.Run("Get-MyceliumPeer tcp://127.0.0.1:9 -Node alpha").Single.Text("State"));
    }

    [Fact]
    public void A_key_file_is_read_again()
    {
        _ = _session.Run($"Start-MyceliumNode gamma -KeyPath gamma.key {ModuleSession.Listening}").Objects;
        string address = _session.Run("(Get-MyceliumNode gamma).Address.ToString()").Single.ToString();
        _ = _session.Run("New-MyceliumIdentity gamma.key -Force").Objects;

        SessionResult result = _session.Run("Restart-MyceliumNode gamma -PassThru");

        Assert.NotEqual(address, Assert.Single(result.Output).Text("Address"));
        Assert.Contains("has another key than before", Assert.Single(result.Warnings), StringComparison.Ordinal);
        string expected = _session.Run("(Get-MyceliumIdentity gamma.key).Address.ToString()").Single.ToString();
        Assert.Equal(expected, result.Output[0].Text("Address"));
    }

    [Fact]
    public void All_nodes_are_piped_in_and_nothing_is_emitted_without_PassThru()
    {
        Assert.Empty(_session.Run("Get-MyceliumNode | Restart-MyceliumNode").Objects);

        Assert.Equal(["Running", "Running"], _session.Run("(Get-MyceliumNode).State").Texts);
        Assert.Equal("Selected", _session.Run("Wait-MyceliumRoute $beta.Address -Node alpha").Single.Text("State"));
    }

    [Fact]
    public void WhatIf_restarts_nothing_and_a_wrong_name_is_an_error_of_its_own()
    {
        _ = _session.Run("Restart-MyceliumNode alpha -WhatIf").Objects;
        Assert.True((bool)_session.Run("(Get-MyceliumNode alpha).StartedAt -eq $alpha.StartedAt").Single.BaseObject);

        SessionResult result = _session.Run("Restart-MyceliumNode gamma, beta -PassThru");
        Assert.Equal(["NodeNotFound"], result.ErrorIds);
        Assert.Equal("beta", Assert.Single(result.Output).ToString());
        Assert.Equal(["NodeAmbiguous"], _session.Run("Restart-MyceliumNode").ErrorIds);
    }

    public void Dispose() => _session.Dispose();

    private string[] Properties(string name) => _session.Run($$"""
        $node = Get-MyceliumNode {{name}}
        $node.PublicKey; $node.Listen; $node.Tunnel; $node.Mtu
        (Get-MyceliumPeer -Node {{name}} -Kind Static).Endpoint
        """).Texts;
}
