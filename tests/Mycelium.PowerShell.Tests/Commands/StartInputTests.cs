using System.Management.Automation;
using Mycelium.PowerShell.Tests.Hosting;
using Xunit;

namespace Mycelium.PowerShell.Tests.Commands;

/// <summary>What Start-MyceliumNode makes of an object that is piped in.</summary>
public sealed class StartInputTests : IDisposable
{
    private const string Quiet = ModuleSession.Quiet;
    private const string Settings = $"{Quiet} -NoListen -Mtu 1350 -NoLinkHealth -Peer tcp://127.0.0.1:9 -DiscoveryPort 9777";

    private readonly ModuleSession _session = new();

    [Theory]
    [InlineData("Stop-MyceliumNode k -PassThru")]
    [InlineData("$node = Get-MyceliumNode k; Stop-MyceliumNode k; $node")]
    [InlineData("$saved = Get-MyceliumConfiguration -Node k; Stop-MyceliumNode k; $saved")]
    public void A_node_that_was_stopped_comes_back_with_all_that_it_had(string input)
    {
        PSObject first = _session.Run($"Start-MyceliumNode k {Settings} -KeyPath k.key").Single;
        _ = _session.Run("Set-MyceliumPeer tcp://127.0.0.1:9 -Cost 700 -Enabled $false").Objects;
        string before = _session.Run("\"$(Get-MyceliumConfiguration -Node k)\"").Single.ToString();

        PSObject second = _session.Run($$"""{{input}} | ForEach-Object { $_ | Start-MyceliumNode }""").Single;

        Assert.Equal(first.Text("Address"), second.Text("Address"));
        Assert.Equal(before, _session.Run("\"$(Get-MyceliumConfiguration -Node k)\"").Single.ToString());
        Assert.Contains("9777", before, StringComparison.Ordinal);
        Assert.Contains("700", before, StringComparison.Ordinal);
    }

    [Fact]
    public void Parameters_have_precedence_over_what_is_piped_in()
    {
        _ = _session.Run($"Start-MyceliumNode k {Settings}").Objects;

        PSObject node = _session.Run("Stop-MyceliumNode k -PassThru | Start-MyceliumNode other -Mtu 1380").Single;

        Assert.Equal(("other", "1380", "False"), (node.Text("Name"), node.Text("Mtu"), node.Text("LinkHealth")));
    }

    [Fact]
    public void A_file_that_is_piped_in_is_the_configuration()
    {
        string path = Path.Combine(_session.Folder, "s.yaml");
        File.WriteAllText(
            path,
            "name: sfile\nlisten: []\ntunnel: { mode: none, mtu: 1300 }\ndiscovery: { enabled: false }\nlinkHealth: false\n");

        PSObject node = _session.Run($"[IO.FileInfo]::new('{path}') | Start-MyceliumNode").Single;

        Assert.Equal(("sfile", "1300", "False"), (node.Text("Name"), node.Text("Mtu"), node.Text("LinkHealth")));
        Assert.Empty(_session.Run("(Get-MyceliumNode).Listen").Objects);
    }

    [Fact]
    public void Empty_cells_of_a_table_are_not_given()
    {
        string row = "[pscustomobject]@{ Name = 'hub'; Listen = 'tcp://127.0.0.1:0'; Peer = ''; KeyPath = ''; ConfigurationPath = $null }";
        string json = "[pscustomobject]@{ Name = 'leaf'; Listen = @(); Peer = @(); KeyPath = $null }";

        SessionResult result = _session.Run($"{row}, ({json}) | Start-MyceliumNode {Quiet}");

        Assert.Equal(["hub", "leaf"], result.Objects.Select(node => node.Text("Name")));
        Assert.Equal(["1", "0"], _session.Run("Get-MyceliumNode | ForEach-Object { $_.Listen.Count }").Texts);
    }

    [Theory]
    [InlineData("-KeyPath $null")]
    [InlineData("-KeyPath ''")]
    [InlineData("-ConfigurationPath ''")]
    [InlineData("-Name ''")]
    public void An_empty_variable_on_the_command_line_is_a_mistake(string parameter)
    {
        Assert.Equal(["InvalidOption"], _session.Run($"Start-MyceliumNode {parameter} -NoListen {Quiet}").ErrorIds);
        Assert.Empty(_session.Run("Get-MyceliumNode").Objects);
    }

    [Theory]
    [InlineData("'alpha' | Start-MyceliumNode")]
    [InlineData("Get-MyceliumConfiguration -Node k | Start-MyceliumNode x -ConfigurationPath k.yaml")]
    public void What_is_no_input_is_refused_at_once(string script)
    {
        _ = _session.Run($"Start-MyceliumNode k -NoListen {Quiet}").Objects;

        Assert.Equal(["InvalidOption"], _session.Run(script).ErrorIds);
        Assert.Single(_session.Run("Get-MyceliumNode").Objects);
    }

    public void Dispose() => _session.Dispose();
}
