using System.Management.Automation;
using Mycelium.PowerShell.Tests.Hosting;
using Xunit;

namespace Mycelium.PowerShell.Tests.Commands;

/// <summary>What a node does about its identity and its first peers when it is told nothing.</summary>
public sealed class JoiningTests : IDisposable
{
    private const string DataVariable = "XDG_DATA_HOME";
    private const string Quiet = "-NoListen -Tunnel Userspace -NoDiscovery";

    // Nothing listens on the discard port of these machines.
    private const string Closed = "tcp://127.0.0.1:9";

    private readonly string? _data = Environment.GetEnvironmentVariable(DataVariable);
    private readonly ModuleSession _session = new();

    public JoiningTests() => Environment.SetEnvironmentVariable(DataVariable, Path.Combine(_session.Folder, "data"));

    [SkippableFact]
    public void The_nameless_node_keeps_its_identity_in_the_platforms_place()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "Only on Linux a variable says where the platform's place is.");
        string path = Path.Combine(_session.Folder, "data", "mycelium", "priv_key.bin");

        Assert.Empty(_session.Run($"Start-MyceliumNode {Quiet} -WhatIf").Errors);
        Assert.False(File.Exists(path));
        PSObject first = _session.Run($"Start-MyceliumNode {Quiet}; Stop-MyceliumNode").Single;
        PSObject second = _session.Run($"Start-MyceliumNode {Quiet}; Stop-MyceliumNode").Single;
        PSObject third = _session.Run($"Start-MyceliumNode {Quiet} -TemporaryIdentity; Stop-MyceliumNode").Single;
        PSObject named = _session.Run($"Start-MyceliumNode other {Quiet}; Stop-MyceliumNode").Single;

        Assert.Equal(["mycelium", path], [first.Text("Name"), first.Text("KeyPath")]);
        Assert.Equal(32, new FileInfo(path).Length);
        Assert.Equal(first.Text("Address"), second.Text("Address"));
        Assert.Equal(3, new[] { first, third, named }.Select(node => node.Text("Address")).Distinct().Count());
        Assert.Equal(["", ""], new[] { third, named }.Select(node => node.Text("KeyPath")));
    }

    [Fact]
    public void Two_wishes_about_the_identity_exclude_each_other() =>
        Assert.Equal(["InvalidOption"], _session.Run($"Start-MyceliumNode x -KeyPath a.key -TemporaryIdentity {Quiet}").ErrorIds);

    [Fact]
    public void A_wait_ends_with_the_first_peer_and_shows_the_node_as_it_is_then()
    {
        _ = _session.Run($"$beta = Start-MyceliumNode beta {ModuleSession.Listening}").Objects;

        SessionResult result = _session.Run($"Start-MyceliumNode alpha -Peer $beta.Listen -Wait -Timeout 60 {Quiet}");

        Assert.Equal("1", Assert.Single(result.Output).Text("ConnectedPeerCount"));
        Assert.Empty(result.Warnings);
    }

    [Theory]
    [InlineData("", "Add-MyceliumPeer")]
    [InlineData("-Peer " + Closed, Closed + " is ")]
    public void A_wait_in_vain_tells_the_next_step_and_leaves_the_node_running(string options, string advice)
    {
        SessionResult result = _session.Run($"Start-MyceliumNode alpha -Wait -Timeout 0.1 {options} {Quiet}");

        Assert.Contains(advice, Assert.Single(result.Warnings), StringComparison.Ordinal);
        Assert.Equal("Running", Assert.Single(result.Output).Text("State"));
    }

    [Fact]
    public void A_wait_in_vain_stops_the_node_again_where_warnings_stop_the_command()
    {
        SessionResult result = _session.Run($"Start-MyceliumNode alpha -Wait -Timeout 0.1 -WarningAction Stop {Quiet}");

        Assert.Empty(result.Output);
        Assert.Equal(["ActionPreferenceStop"], result.ErrorIds);
        Assert.Empty(_session.Run("Get-MyceliumNode").Objects);
    }

    [Fact]
    public void The_best_nodes_of_a_list_are_joined_beside_the_given_peers()
    {
        _ = _session.Run($"$beta = Start-MyceliumNode beta {ModuleSession.Listening}; $gamma = Start-MyceliumNode gamma {ModuleSession.Listening}").Objects;
        string[] listeners = _session.Run("$beta.Listen[0]; $gamma.Listen[0]").Texts;
        File.WriteAllLines(
            Path.Combine(_session.Folder, "list.csv"),
            ["Endpoint,Region", $"{Closed},X", $"{listeners[0]},Y", $"{listeners[1]},Z", "nonsense,X"]);

        SessionResult result = _session.Run($"Start-MyceliumNode alpha -PeerList list.csv -PeerCount 2 -Peer {listeners[0]} {Quiet}");

        Assert.Equal(["InvalidEndpoint"], result.ErrorIds);
        Assert.Equal("2", Assert.Single(result.Output).Text("PeerCount"));
        Assert.Equal(
            listeners.Order(StringComparer.Ordinal),
            _session.Run("(Get-MyceliumPeer -Node alpha).Endpoint").Texts.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_list_that_does_not_answer_is_tried_on_and_the_user_is_told()
    {
        File.WriteAllLines(Path.Combine(_session.Folder, "list.csv"), ["Endpoint,Region", $"{Closed},X", "tcp://127.0.0.1:7,X", "tcp://[::1]:9,Y"]);

        SessionResult result = _session.Run($"Start-MyceliumNode alpha -PeerList list.csv -PeerCount 2 {Quiet}");

        Assert.Contains("None of the 3 node(s)", Assert.Single(result.Warnings), StringComparison.Ordinal);
        Assert.Equal([Closed, "tcp://[::1]:9"], _session.Run("(Get-MyceliumPeer -Node alpha).Endpoint").Texts);
    }

    [Theory]
    [InlineData("missing.csv", "ConfigurationNotFound")]
    [InlineData("wrong.csv", "InvalidConfiguration")]
    public void A_list_that_can_not_be_read_is_an_error_and_nothing_is_started(string path, string errorId)
    {
        File.WriteAllText(Path.Combine(_session.Folder, "wrong.csv"), "Name\nx\n");

        Assert.Equal([errorId], _session.Run($"Start-MyceliumNode alpha -PeerList {path} {Quiet}").ErrorIds);
        Assert.Empty(_session.Run("Get-MyceliumNode").Objects);
    }

    [Fact]
    public void The_list_of_the_module_has_nodes_of_several_regions_that_can_be_measured()
    {
        string[] lines = [.. File.ReadAllLines(Path.Combine(TestPaths.ModuleFolder, "public-peers.csv")).Where(line => line[0] != '#')];

        Assert.Equal("Endpoint,Region", lines[0]);
        string[][] rows = [.. lines.Skip(1).Select(line => line.Split(','))];
        Assert.True(rows.Length >= 10 && rows.Select(row => row[1]).Distinct().Count() >= 5);
        Assert.Equal(rows.Length, rows.Select(row => row[0]).Distinct().Count());
        Assert.All(rows, row => Assert.Matches(@"^tcp://(\d+\.\d+\.\d+\.\d+|\[[0-9a-f:]+\]):9651$", row[0]));
    }

    [Fact]
    public void Of_one_node_the_diverse_search_takes_one_endpoint()
    {
        _ = _session.Run($"$beta = Start-MyceliumNode beta -Listen tcp://127.0.0.1:0, tcp://127.0.0.1:0 {ModuleSession.Quiet}").Objects;

        Assert.Single(_session.Run("Find-MyceliumPeer $beta.Listen -Diverse").Objects);
        Assert.Equal(2, _session.Run("Find-MyceliumPeer $beta.Listen").Objects.Count);
        Assert.Equal(2, _session.Run($"Find-MyceliumPeer ($beta.Listen + '{Closed}') -Diverse -IncludeUnreachable").Objects.Count);
    }

    public void Dispose()
    {
        _session.Dispose();
        Environment.SetEnvironmentVariable(DataVariable, _data);
    }
}
