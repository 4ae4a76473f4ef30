using System.Management.Automation;
using Mycelium.PowerShell.Tests.Hosting;
using Xunit;

namespace Mycelium.PowerShell.Tests.Commands;

public sealed class NodeCommandTests : IDisposable
{
    private const string Quiet = ModuleSession.Quiet;
    private const string Listening = ModuleSession.Listening;

    private readonly ModuleSession _session = new();

    [Fact]
    public void A_node_starts_and_is_shown_and_stops()
    {
        PSObject node = _session.Run($"Start-MyceliumNode alpha {Listening}").Single;

        Assert.Equal(("alpha", "Running", "Userspace"), (node.Text("Name"), node.Text("State"), node.Text("Tunnel")));
        Assert.Matches("^tcp://127.0.0.1:[1-9][0-9]*$", _session.Run("(Get-MyceliumNode).Listen").Single.ToString());
        Assert.Equal(node.Text("Address"), _session.Run("(Get-MyceliumNode alpha).Address.ToString()").Single.ToString());
        Assert.Equal("Stopped", _session.Run("(Stop-MyceliumNode -PassThru).State").Single.ToString());
        Assert.Empty(_session.Run("Get-MyceliumNode").Objects);
    }

    [Fact]
    public void WhatIf_starts_nothing_and_makes_no_key_file()
    {
        Assert.Empty(_session.Run($"Start-MyceliumNode alpha -KeyPath a.key {Listening} -WhatIf").Objects);

        Assert.Empty(_session.Run("Get-MyceliumNode").Objects);
        Assert.Empty(Directory.GetFiles(_session.Folder));
    }

    [Fact]
    public void WhatIf_stops_nothing()
    {
        _ = _session.Run($"Start-MyceliumNode alpha {Listening}").Objects;

        Assert.Empty(_session.Run("Stop-MyceliumNode alpha -WhatIf").Objects);

        Assert.Equal("Running", _session.Run("(Get-MyceliumNode).State").Single.ToString());
    }

    [Fact]
    public void A_key_file_is_made_and_gives_the_same_address_again()
    {
        PSObject first = _session.Run($"Start-MyceliumNode -KeyPath new/a.key {Listening}; Stop-MyceliumNode").Single;
        PSObject second = _session.Run($"Get-MyceliumIdentity new/a.key | Start-MyceliumNode again {Listening}").Single;

        Assert.Equal(first.Text("Address"), second.Text("Address"));
    }

    [Fact]
    public void A_name_can_be_used_once()
    {
        SessionResult result = _session.Run($"Start-MyceliumNode alpha {Listening}; Start-MyceliumNode ALPHA {Listening}");

        Assert.Equal(["NodeNameInUse"], result.ErrorIds);
        Assert.Single(_session.Run("Get-MyceliumNode").Objects);
    }

    [Fact]
    public void A_key_can_be_used_once()
    {
        SessionResult result = _session.Run($"'alpha', 'beta' | ForEach-Object {{ Start-MyceliumNode $_ -KeyPath a.key {Listening} }}");

        Assert.Equal(["IdentityInUse"], result.ErrorIds);
        Assert.Contains("alpha", result.Errors[0].Exception.Message, StringComparison.Ordinal);
        Assert.Equal("alpha", _session.Run("Get-MyceliumNode").Single.ToString());
    }

    [Fact]
    public void A_name_and_a_key_are_free_again_after_a_failed_start()
    {
        string taken = _session.Run($"(Start-MyceliumNode alpha {Listening}).Listen").Single.ToString();

        Assert.Equal(["ListenAddressInUse"], _session.Run($"Start-MyceliumNode beta -KeyPath b.key -Listen {taken} {Quiet}").ErrorIds);
        Assert.Equal("beta", _session.Run($"Start-MyceliumNode beta -KeyPath b.key {Listening}").Single.ToString());
    }

    [Theory]
    [InlineData("-Mtu 1279", "InvalidOption")]
    [InlineData("-DiscoveryPort 0", "InvalidOption")]
    [InlineData("-InterfaceName 'a/b'", "InvalidOption")]
    [InlineData("-MaximumInboundPeer -1", "InvalidOption")]
    [InlineData("-Name 'a b'", "InvalidOption")]
    [InlineData("-Peer 127.0.0.1:1", "InvalidEndpoint")]
    [InlineData("-Peer tcp://127.0.0.1:0", "InvalidEndpoint")]
    [InlineData("-NoListen", "InvalidOption")]
    [InlineData("-ConfigurationPath missing.yaml", "ConfigurationNotFound")]
    public void What_can_not_work_is_refused_and_leaves_nothing_behind(string arguments, string errorId)
    {
        SessionResult result = _session.Run($"Start-MyceliumNode {arguments} -KeyPath a.key {Listening}");

        Assert.Equal([errorId], result.ErrorIds);
        Assert.NotEmpty(result.Errors[0].ErrorDetails.RecommendedAction);
        Assert.Empty(_session.Run("Get-MyceliumNode").Objects);
        Assert.Empty(Directory.GetFiles(_session.Folder));
    }

    [Fact]
    public void A_configuration_gives_the_options_and_parameters_have_precedence()
    {
        File.WriteAllText(
            Path.Combine(_session.Folder, "node.yaml"),
            "name: fromfile\nkeyFile: file.key\nlisten: []\ntunnel: { mode: none, mtu: 1300 }\ndiscovery: { enabled: false }\n");

        PSObject node = _session.Run("Start-MyceliumNode given -ConfigurationPath node.yaml -Mtu 1500").Single;

        Assert.Equal(("given", "None", "1500"), (node.Text("Name"), node.Text("Tunnel"), node.Text("Mtu")));
        Assert.True(File.Exists(Path.Combine(_session.Folder, "file.key")));
    }

    [Theory]
    [InlineData("{}", "", "True")]
    [InlineData("{}", "-NoLinkHealth", "False")]
    [InlineData("linkHealth: false", "", "False")]
    [InlineData("linkHealth: true", "-NoLinkHealth", "False")]
    [InlineData("linkHealth: true", "-NoLinkHealth:$false", "True")]
    public void Links_are_watched_unless_the_file_or_the_parameter_says_no(string yaml, string arguments, string expected)
    {
        File.WriteAllText(Path.Combine(_session.Folder, "node.yaml"), yaml);

        PSObject node = _session.Run($"Start-MyceliumNode -ConfigurationPath node.yaml {arguments} {Listening}").Single;

        Assert.Equal(expected, node.Text("LinkHealth"));
    }

    [Fact]
    public void A_configuration_with_mistakes_is_refused_with_their_places()
    {
        File.WriteAllText(Path.Combine(_session.Folder, "node.yaml"), "listn: []\ntunnel: { mode: tunn }\n");

        ErrorRecord error = Assert.Single(_session.Run("Start-MyceliumNode -ConfigurationPath node.yaml").Errors);

        Assert.StartsWith("InvalidConfiguration,", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains("line 1, column 1", error.Exception.Message, StringComparison.Ordinal);
        Assert.Contains("line 2, column 17", error.Exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Nodes_start_from_rows_of_a_table()
    {
        File.WriteAllText(Path.Combine(_session.Folder, "nodes.csv"), "Name\na\nb c\nd\n");

        SessionResult result = _session.Run($"Import-Csv nodes.csv | Start-MyceliumNode {Listening}");

        Assert.Equal(["a", "d"], result.Output.Select(item => item.ToString()));
        Assert.Equal(["InvalidOption"], result.ErrorIds);
        Assert.Equal(["a"], _session.Run("Get-MyceliumNode a*").Texts);
        Assert.Equal(["a", "d"], _session.Run("Get-MyceliumNode | Stop-MyceliumNode -PassThru").Texts);
    }

    [Fact]
    public void Names_are_looked_up_without_regard_to_case_and_unknown_ones_are_errors()
    {
        _ = _session.Run($"Start-MyceliumNode alpha {Listening}").Objects;

        Assert.Equal("alpha", _session.Run("Get-MyceliumNode ALPHA").Single.ToString());
        Assert.Equal(["NodeNotFound"], _session.Run("Get-MyceliumNode beta").ErrorIds);
        Assert.Equal(["NodeNotFound"], _session.Run("Stop-MyceliumNode beta").ErrorIds);
        Assert.Equal(["NodeNotFound"], _session.Run("Get-MyceliumPeer -Node beta").ErrorIds);
        Assert.Empty(_session.Run("Get-MyceliumNode b*").Objects);
    }

    [Fact]
    public void Without_a_name_the_only_node_is_changed_and_several_are_an_error_that_lists_them()
    {
        Assert.Equal(["NoNodeRunning"], _session.Run("Get-MyceliumStatistic").ErrorIds);
        _ = _session.Run($"Start-MyceliumNode alpha {Listening}").Objects;
        Assert.Equal("alpha", _session.Run("Get-MyceliumStatistic").Single.Text("Node"));
        _ = _session.Run($"Start-MyceliumNode beta {Listening}").Objects;

        ErrorRecord error = Assert.Single(_session.Run("Remove-MyceliumPeer tcp://127.0.0.1:9").Errors);

        Assert.StartsWith("NodeAmbiguous,", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains("alpha, beta", error.Exception.Message, StringComparison.Ordinal);
        Assert.Equal(["NodeAmbiguous"], _session.Run("Stop-MyceliumNode").ErrorIds);
        Assert.Equal(2, _session.Run("Get-MyceliumNode").Objects.Count);
        Assert.Equal("beta", _session.Run("Get-MyceliumNode beta | Get-MyceliumStatistic").Single.Text("Node"));
        Assert.Equal("beta", _session.Run("$node = Get-MyceliumNode beta; Get-MyceliumStatistic -Node $node").Single.Text("Node"));
    }

    [Fact]
    public void Everything_that_belongs_to_a_node_leads_back_to_it()
    {
        _session.StartPair();

        Assert.Equal(["beta"], _session.Run("Get-MyceliumPeer -Node beta | Get-MyceliumNode").Texts);
        Assert.Equal(["alpha"], _session.Run("Get-MyceliumRoute -Node alpha | Get-MyceliumNode").Texts);
        Assert.Equal(["alpha"], _session.Run("Get-MyceliumStatistic -Node alpha | Get-MyceliumNode").Texts);
        Assert.Equal(["beta"], _session.Run("Get-MyceliumPeer -Node beta | Stop-MyceliumNode -PassThru").Texts);
    }

    [Fact]
    public void A_tunnel_that_can_not_be_had_is_replaced_with_a_warning_that_stops_the_start_if_the_user_wants()
    {
        string script = $"Start-MyceliumNode alpha -Listen tcp://127.0.0.1:0 -Tunnel Auto -NoDiscovery -InterfaceName {TakenInterface()}";

        SessionResult started = _session.Run(script);
        Assert.Equal("Userspace", started.Single.Text("Tunnel"));
        Assert.Contains("userspace", Assert.Single(started.Warnings), StringComparison.OrdinalIgnoreCase);
        _ = _session.Run("Stop-MyceliumNode").Objects;

        Assert.NotEmpty(_session.Run($"{script} -WarningAction Stop").Errors);
        Assert.Empty(_session.Run("Get-MyceliumNode").Objects);
    }

    [Fact]
    public void Waiting_for_the_end_returns_when_another_runspace_stops_the_node()
    {
        _ = _session.Run($"Start-MyceliumNode alpha {Listening}").Objects;
        using System.Management.Automation.PowerShell waiting = _session.CreateShell("Wait-MyceliumNode -PassThru");
        IAsyncResult wait = waiting.BeginInvoke();
        using var other = new ModuleSession();

        _ = other.Run("Stop-MyceliumNode alpha").Objects;

        Assert.True(wait.AsyncWaitHandle.WaitOne(TimeSpan.FromSeconds(30)));
        Assert.Equal("Stopped", Assert.Single(waiting.EndInvoke(wait)).Text("State"));
    }

    [Fact]
    public void Waiting_for_something_else_is_an_error_when_the_node_is_stopped()
    {
        _ = _session.Run($"Start-MyceliumNode alpha {Listening}").Objects;
        using System.Management.Automation.PowerShell waiting = _session.CreateShell("Wait-MyceliumPeer -Count 9 -Timeout 3600");
        IAsyncResult wait = waiting.BeginInvoke();
        using var other = new ModuleSession();

        _ = other.Run("Stop-MyceliumNode alpha").Objects;

        Assert.True(wait.AsyncWaitHandle.WaitOne(TimeSpan.FromSeconds(30)));
        Assert.Empty(waiting.EndInvoke(wait));
        Assert.Matches("^(NodeStopped|NoNodeRunning),", Assert.Single(waiting.Streams.Error).FullyQualifiedErrorId);
    }

    [Fact]
    public void Waiting_for_peers_and_routes_returns_when_they_are_there_and_gives_up_in_time()
    {
        _session.StartPair();

        PSObject node = _session.Run("Wait-MyceliumNode alpha -ConnectedPeerCount 1 -RouteCount 1 -PassThru").Single;
        SessionResult late = _session.Run("Wait-MyceliumNode alpha -ConnectedPeerCount 2 -Timeout 0.1 -PassThru");

        Assert.Equal("alpha", node.Text("Name"));
        Assert.Equal(["WaitTimedOut"], late.ErrorIds);
        Assert.Equal(["WaitTimedOut"], _session.Run("Wait-MyceliumNode alpha -Timeout 0.1").ErrorIds);
    }

    public void Dispose() => _session.Dispose();

    // The loopback interface is on every system, and no name for a TUN interface.
    private static string TakenInterface() => "lo";
}
