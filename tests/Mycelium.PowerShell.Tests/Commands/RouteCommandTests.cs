using System.Management.Automation;
using Mycelium.PowerShell.Tests.Hosting;
using Xunit;

namespace Mycelium.PowerShell.Tests.Commands;

public sealed class RouteCommandTests : IDisposable
{
    private readonly ModuleSession _session = new();

    public RouteCommandTests() => _session.StartPair();

    [Fact]
    public void The_route_to_a_node_is_shown()
    {
        PSObject route = _session.Run("Get-MyceliumRoute -Node alpha -State Selected -Address $beta.Address").Single;

        Assert.Equal(_session.Run("$beta.Subnet").Single.ToString(), route.Text("Subnet"));
        Assert.Equal(_session.Run("$beta.Address.ToString()").Single.ToString(), route.Text("Address"));
        Assert.Equal(_session.Run("$beta.Listen").Single.ToString(), route.Text("NextHop"));
        Assert.InRange((int)route.Properties["Metric"].Value, 0, 65534);
    }

    [Fact]
    public void Routes_are_filtered_by_subnet_address_and_state()
    {
        Assert.Single(_session.Run("Get-MyceliumRoute $beta.Subnet -Node alpha").Objects);
        Assert.Single(_session.Run("Get-MyceliumRoute \"$($beta.Subnet.Split(':')[0]):*\" -Node alpha").Objects);
        Assert.Empty(_session.Run("Get-MyceliumRoute 400:1::/64 -Node alpha").Objects);
        Assert.Empty(_session.Run("Get-MyceliumRoute -Address 400:1::1 -Node alpha").Objects);
        Assert.Empty(_session.Run("Get-MyceliumRoute -State Queried, NoRoute -Node alpha").Objects);
        Assert.Equal(["InvalidAddress"], _session.Run("Get-MyceliumRoute nonsense -Node alpha").ErrorIds);
        Assert.Equal(["InvalidAddress"], _session.Run("Get-MyceliumRoute -Address ::1 -Node alpha").ErrorIds);
    }

    [Fact]
    public void Addresses_are_matched_by_a_pattern()
    {
        Assert.Single(_session.Run("Get-MyceliumRoute -Address \"$($beta.Address.ToString().Split(':')[0]):*\" -Node alpha").Objects);
        Assert.Empty(_session.Run("Get-MyceliumRoute -Address 1* -Node alpha").Objects);
    }

    [Fact]
    public void A_subnet_is_meant_exactly()
    {
        Assert.Empty(_session.Run("Get-MyceliumRoute 400::/7 -Node alpha").Objects);
        Assert.NotEmpty(_session.Run("Get-MyceliumRoute * -Node alpha").Objects);
    }

    [Theory]
    [InlineData("Get-MyceliumRoute")]
    [InlineData("Watch-MyceliumRoute -IncludePresent -Timeout 1")]
    public void Routes_are_filtered_by_their_next_hop(string command)
    {
        // A metric may change while it is watched.
        Assert.Single(_session.Run($"({command} -NextHop $beta.Listen -Node alpha).Subnet").Texts.Distinct());
        Assert.Single(_session.Run($"({command} -NextHop tcp://127.0.0.1:9, tcp://127* -Node alpha).Subnet").Texts.Distinct());
        Assert.Empty(_session.Run($"{command} -NextHop tcp://127.0.0.1:9 -Node alpha").Objects);
        Assert.Empty(_session.Run($"{command} -NextHop quic* -Node alpha").Objects);
        Assert.Equal(["InvalidEndpoint"], _session.Run($"{command} -NextHop nonsense -Node alpha").ErrorIds);
    }

    [Fact]
    public void Next_hops_are_offered()
    {
        string[] endpoint = _session.Run("$beta.Listen").Texts;

        Assert.Equal(endpoint, _session.Complete("Get-MyceliumRoute -Node alpha -NextHop "));
        Assert.Equal(endpoint, _session.Complete("Watch-MyceliumRoute -Node alpha -NextHop tcp"));
    }

    [Fact]
    public void Nodes_are_piped_in()
    {
        IReadOnlyList<PSObject> routes = _session.Run("Get-MyceliumNode | Get-MyceliumRoute -State Selected").Objects;

        Assert.Equal(["alpha", "beta"], routes.Select(item => item.Text("Node")));
    }

    [Fact]
    public void Waiting_emits_the_route_of_each_address_and_reports_the_others()
    {
        SessionResult result = _session.Run("Wait-MyceliumRoute $beta.Address, 400:1::1, nonsense -Node alpha -Timeout 0.3");

        Assert.Equal("Selected", Assert.Single(result.Output).Text("State"));
        Assert.Equal(["WaitTimedOut", "InvalidAddress"], result.ErrorIds);
        Assert.Equal("400:1::1", result.Errors[0].TargetObject);
    }

    [Fact]
    public void Waiting_asks_the_network()
    {
        _ = _session.Run("Wait-MyceliumRoute 400:1::1 -Node alpha -Timeout 0.3 -ErrorAction SilentlyContinue");

        PSObject search = _session.Run("Get-MyceliumRoute -Address 400:1::1 -Node alpha").Single;
        Assert.Matches("^(Queried|NoRoute)$", search.Text("State"));
        Assert.Equal(65535, search.Properties["Metric"].Value);
        Assert.Equal("Selected", _session.Run("Get-MyceliumRoute -Node alpha | Where-Object Metric -lt 2000").Single.Text("State"));
    }

    [Fact]
    public void Destinations_are_taken_from_objects_that_have_an_address()
    {
        Assert.Equal("Selected", _session.Run("$beta | Wait-MyceliumRoute -Node alpha").Single.Text("State"));
        Assert.Equal("Selected", _session.Run("$beta.Address | Wait-MyceliumRoute -Node alpha").Single.Text("State"));
        Assert.Equal("Selected", _session.Run("$alpha | Wait-MyceliumRoute $beta").Single.Text("State"));
        _ = _session.Run("$row = [pscustomobject]@{ Destination = \"$($beta.Address)\"; Node = 'alpha' }").Objects;
        Assert.Equal("Selected", _session.Run("$row | Wait-MyceliumRoute").Single.Text("State"));
    }

    [Fact]
    public void No_route_leads_to_the_node_itself() =>
        Assert.Equal(["InvalidAddress"], _session.Run("Wait-MyceliumRoute $alpha.Address -Node alpha").ErrorIds);

    public void Dispose() => _session.Dispose();
}
