using System.Globalization;
using Mycelium.PowerShell.Tests.Hosting;
using Mycelium.PowerShell.Tests.Surface;
using Xunit;

namespace Mycelium.PowerShell.Tests.Commands;

public sealed class NodeSelectionTests : IDisposable
{
    private readonly ModuleSession _session = new();

    public NodeSelectionTests() => _session.StartPair();

    [Theory]
    [InlineData("Get-MyceliumPeer {0}")]
    [InlineData("Get-MyceliumRoute -State Selected {0}")]
    [InlineData("Get-MyceliumStatistic {0}")]
    [InlineData("Get-MyceliumEvent node -Newest 1 {0}")]
    [InlineData("Watch-MyceliumPeer -IncludePresent -Timeout 1 {0} | Where-Object Kind -eq Present")]
    [InlineData("Watch-MyceliumRoute -IncludePresent -Timeout 1 -State Selected {0} | Where-Object Kind -eq Present")]
    public void All_nodes_are_looked_at_or_those_of_a_list_or_a_pattern(string command)
    {
        Assert.Equal(["alpha", "beta"], Nodes(command, ""));
        Assert.Equal(["alpha", "beta"], Nodes(command, "-Node alpha, beta"));
        Assert.Equal(["alpha", "beta"], Nodes(command, "-Node *"));
        Assert.Equal(["alpha", "beta"], Nodes(command, "-Node alpha, *a"));
        Assert.Equal(["beta"], Nodes(command, "-Node b*"));
        Assert.Equal(["alpha", "beta"], Nodes(command, "-Node alpha, [bc]*"));
        Assert.Equal(["beta"], Nodes(command, "-Node [b-z]eta"));
        Assert.Empty(Nodes(command, "-Node nobody*"));
    }

    [Fact]
    public void A_name_that_no_node_has_is_an_error_and_the_others_go_on()
    {
        SessionResult result = _session.Run("Get-MyceliumPeer -Node nobody, alpha");

        Assert.Equal(["NodeNotFound"], result.ErrorIds);
        Assert.Equal("nobody", result.Errors[0].TargetObject);
        Assert.Equal("alpha", Assert.Single(result.Output).Text("Node"));
    }

    [Fact]
    public void Names_are_matched_by_all_wildcards()
    {
        Assert.Equal(["alpha", "beta"], _session.Run("(Get-MyceliumNode alpha, [bc]*).Name").Texts);
        Assert.Equal(["beta"], _session.Run("(Get-MyceliumConfiguration -Node [bc]*).Name").Texts);
        Assert.Equal(["beta"], _session.Run("(Wait-MyceliumNode ?[de]* -ConnectedPeerCount 1 -PassThru).Name").Texts);
        Assert.NotEmpty(_session.Run("Get-MyceliumEvent [no]ode -Node alpha").Objects);
        SampleFiles.Write(_session);
        Assert.Equal(["b"], _session.Run("(Get-MyceliumConfiguration fleet.yaml -Name [b-d]).Name").Texts);
        Assert.Equal(["beta"], _session.Run("(Stop-MyceliumNode [bc]* -PassThru).Name").Texts);
    }

    [Fact]
    public void Brackets_of_endpoints_are_no_wildcards()
    {
        _ = _session.Run("Add-MyceliumPeer 'tcp://[::1]:9' -Node alpha").Objects;

        Assert.Single(_session.Run("Get-MyceliumPeer 'tcp://[::1]:*' -Node alpha").Objects);
        Assert.Equal(["InvalidEndpoint"], _session.Run("Get-MyceliumPeer 'tcp://[1]' -Node alpha").ErrorIds);
    }

    [Theory]
    [InlineData("Get-MyceliumNode 'a[', alpha")]
    [InlineData("Get-MyceliumPeer -Node 'a[', alpha")]
    [InlineData("Wait-MyceliumNode 'a[', alpha -ConnectedPeerCount 1 -PassThru")]
    [InlineData("Get-MyceliumEvent 'a[', node -Node alpha -Newest 1")]
    public void A_pattern_that_can_not_be_read_is_an_error_and_the_others_go_on(string script)
    {
        SessionResult result = _session.Run(script);

        Assert.Equal(["InvalidOption"], result.ErrorIds);
        Assert.Equal("a[", result.Errors[0].TargetObject);
        Assert.Single(result.Output);
    }

    [Fact]
    public void A_named_peer_is_looked_for_on_all_nodes()
    {
        Assert.Equal("alpha", _session.Run("Get-MyceliumPeer $beta.Listen").Single.Text("Node"));
        Assert.Equal(["PeerNotFound"], _session.Run("Get-MyceliumPeer tcp://127.0.0.1:9").ErrorIds);
        Assert.Equal("alpha", _session.Run("Get-MyceliumPeer ($beta.Listen)[0], tcp://127* -Node alpha").Single.Text("Node"));
    }

    [Fact]
    public void Nodes_are_stopped_restarted_and_waited_for_by_a_pattern()
    {
        Assert.Equal("alpha", _session.Run("Wait-MyceliumNode a* -ConnectedPeerCount 1 -PassThru").Single.Text("Name"));
        Assert.Equal("alpha", _session.Run("Restart-MyceliumNode al* -PassThru").Single.Text("Name"));
        Assert.Empty(_session.Run("Stop-MyceliumNode nobody* -PassThru").Objects);
        Assert.Equal(2, _session.Run("Stop-MyceliumNode * -PassThru").Objects.Count);
        Assert.Empty(_session.Run("Get-MyceliumNode").Objects);
    }

    [Fact]
    public void Topologies_are_of_the_nodes_that_a_pattern_matches() =>
        Assert.Equal(
            ["alpha"],
            _session.Run("(Export-MyceliumTopology -Node al*).Nodes | Where-Object Kind -eq Own | ForEach-Object Name").Texts);

    public void Dispose() => _session.Dispose();

    private IEnumerable<string> Nodes(string command, string nodes) =>
        _session.Run(string.Format(CultureInfo.InvariantCulture, command, nodes)).Objects.Select(item => item.Text("Node")).Order();
}
