using Mycelium.PowerShell.Tests.Hosting;
using Xunit;

namespace Mycelium.PowerShell.Tests.Completion;

public sealed class NodeCompleterTests : IDisposable
{
    private readonly ModuleSession _session = new();

    [Fact]
    public void Nothing_is_offered_while_no_node_runs() => Assert.Empty(_session.CompleteOnce("Get-MyceliumPeer -Node "));

    [Fact]
    public void Names_of_nodes_are_offered()
    {
        _session.StartPair();

        Assert.Equal(["alpha", "beta"], _session.Complete("Get-MyceliumPeer -Node "));
        Assert.Equal(["beta"], _session.Complete("Get-MyceliumPeer -Node be"));
        Assert.Equal(["beta"], _session.Complete("Stop-MyceliumNode be"));
        Assert.Equal(["alpha"], _session.Complete("Get-MyceliumNode -Name AL"));
    }

    [Fact]
    public void Endpoints_of_peers_are_offered_in_quotes_where_they_have_brackets()
    {
        _session.StartPair();
        _ = _session.Run("Add-MyceliumPeer 'tcp://[::1]:9' -Node alpha").Objects;

        Assert.Equal(["'tcp://[::1]:9'"], _session.Complete("Remove-MyceliumPeer tcp://["));
        Assert.Equal(["'tcp://[::1]:9'"], _session.Complete("Remove-MyceliumPeer 'tcp://["));
        Assert.Equal(_session.Run("(Get-MyceliumPeer -Node beta).Endpoint").Texts, _session.Complete("Get-MyceliumPeer -Node beta -Endpoint "));
    }

    [Fact]
    public void Several_nodes_and_patterns_are_asked()
    {
        _session.StartPair();
        string[] both = [.. _session.Run("(Get-MyceliumNode | Get-MyceliumPeer).Endpoint").Texts.Order()];

        Assert.Equal(both, _session.Complete("Get-MyceliumPeer -Node alpha, beta -Endpoint ").Order());
        Assert.Equal(both, _session.Complete("Get-MyceliumPeer -Node * -Endpoint ").Order());
        Assert.Equal(_session.Run("(Get-MyceliumPeer -Node beta).Endpoint").Texts, _session.Complete("Get-MyceliumPeer -Node b* -Endpoint "));
        Assert.Equal(_session.Run("(Get-MyceliumPeer -Node beta).Endpoint").Texts, _session.Complete("Get-MyceliumPeer -Node [bc]* -Endpoint "));
        Assert.Empty(_session.CompleteOnce("Get-MyceliumPeer -Node 'b[' -Endpoint "));
    }

    [Fact]
    public void Truth_values_are_offered()
    {
        Assert.Equal(["$true", "$false"], _session.Complete("Set-MyceliumPeer -Enabled "));
        Assert.Equal(["$true", "$false"], _session.Complete("Set-MyceliumConfiguration node.yaml -Discovery "));
    }

    [Fact]
    public void Addresses_and_subnets_of_routes_are_offered()
    {
        _session.StartPair();
        string address = _session.Run("$beta.Address.ToString()").Single.ToString();

        Assert.Contains(address, _session.Complete("Test-MyceliumConnection -Node alpha -Destination "));
        Assert.Contains(address, _session.Complete($"Wait-MyceliumRoute {address[..3]}"));
        Assert.Contains(_session.Run("$beta.Subnet").Single.ToString(), _session.Complete("Get-MyceliumRoute -Node alpha -Subnet "));
    }

    [Fact]
    public void Destinations_and_sources_of_events_are_offered()
    {
        _session.StartPair();
        string address = _session.Run("$beta.Address.ToString()").Single.ToString();

        string[] commands = ["Resolve-MyceliumRoute", "Trace-MyceliumRoute", "Measure-MyceliumPath"];
        Assert.All(commands, name => Assert.Contains(address, _session.Complete($"{name} -Node alpha -Destination ")));
        Assert.Contains(address, _session.Complete("Watch-MyceliumRoute -Node alpha -Address "));
        Assert.Equal(_session.Run("(Get-MyceliumPeer -Node beta).Endpoint").Texts, _session.Complete("Watch-MyceliumPeer -Node beta -Endpoint "));
        Assert.Equal(_session.Run("(Get-MyceliumPeer -Node alpha).Endpoint").Texts, _session.Complete("Set-MyceliumPeer -Node alpha -Endpoint "));
        Assert.Equal(_session.Run("(Get-MyceliumNode).Name").Texts, _session.Complete("Restart-MyceliumNode "));
        Assert.Equal(["node", "peering"], _session.Complete("Get-MyceliumEvent -Node alpha -Source "));
    }

    public void Dispose() => _session.Dispose();
}
