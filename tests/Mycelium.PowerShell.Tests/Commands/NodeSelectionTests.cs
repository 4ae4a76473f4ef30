using Mycelium.PowerShell.Tests.Hosting;
using Xunit;

namespace Mycelium.PowerShell.Tests.Commands;

public sealed class NodeSelectionTests : IDisposable
{
    private readonly ModuleSession _session = new();

    public NodeSelectionTests() => _session.StartPair();

    [Theory]
    [InlineData("Get-MyceliumPeer")]
    [InlineData("Get-MyceliumRoute -State Selected")]
    [InlineData("Get-MyceliumStatistic")]
    [InlineData("Get-MyceliumEvent node -Newest 1")]
    [InlineData("Watch-MyceliumPeer -IncludePresent -Timeout 0.3")]
    [InlineData("Watch-MyceliumRoute -IncludePresent -Timeout 0.3 -State Selected")]
    public void All_nodes_are_looked_at_or_those_of_a_list_or_a_pattern(string command)
    {
        Assert.Equal(["alpha", "beta"], Nodes(command));
        Assert.Equal(["alpha", "beta"], Nodes($"{command} -Node alpha, beta"));
        Assert.Equal(["alpha", "beta"], Nodes($"{command} -Node *"));
        Assert.Equal(["alpha", "beta"], Nodes($"{command} -Node alpha, *a"));
        Assert.Equal(["beta"], Nodes($"{command} -Node b*"));
        Assert.Empty(Nodes($"{command} -Node nobody*"));
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

    // A metric may change while it is watched.
    private IEnumerable<string> Nodes(string script) => _session.Run(script).Objects
        .Where(item => item.Properties["Kind"]?.Value?.ToString() != "Changed")
        .Select(item => item.Text("Node"))
        .Order();
}
