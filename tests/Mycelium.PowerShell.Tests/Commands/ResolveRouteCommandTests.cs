using System.Management.Automation;
using Mycelium.PowerShell.Tests.Hosting;
using Xunit;

namespace Mycelium.PowerShell.Tests.Commands;

public sealed class ResolveRouteCommandTests : IDisposable
{
    private readonly ModuleSession _session = new();

    public ResolveRouteCommandTests() => _session.StartPair();

    [Fact]
    public void The_route_in_use_is_emitted_and_the_other_addresses_are_errors_of_their_own()
    {
        SessionResult result = _session.Run(
            "Resolve-MyceliumRoute 400:1::1, $beta.Address, nonsense, $alpha.Address -Node alpha -Timeout 0.3");

        PSObject route = Assert.Single(result.Output);
        Assert.Equal(("Selected", "alpha"), (route.Text("State"), route.Text("Node")));
        Assert.Equal(_session.Run("$beta.Subnet").Single.ToString(), route.Text("Subnet"));
        Assert.Equal(["WaitTimedOut", "InvalidAddress", "InvalidAddress"], result.ErrorIds);
        Assert.Equal("400:1::1", result.Errors[0].TargetObject);
    }

    [Fact]
    public void Destinations_are_taken_from_objects_that_have_an_address()
    {
        Assert.Equal("Selected", _session.Run("$beta | Resolve-MyceliumRoute -Node alpha").Single.Text("State"));
        Assert.Equal("alpha", _session.Run("Get-MyceliumRoute -Node alpha -State Selected | Resolve-MyceliumRoute").Single.Text("Node"));
        _ = _session.Run("$row = [pscustomobject]@{ Destination = \"$($beta.Address)\"; Node = 'alpha' }").Objects;
        Assert.Equal("Selected", _session.Run("$row | Resolve-MyceliumRoute").Single.Text("State"));
    }

    [Fact]
    public void The_network_is_asked()
    {
        _ = _session.Run("Resolve-MyceliumRoute 400:1::1 -Node alpha -Timeout 0 -ErrorAction SilentlyContinue");

        Assert.Equal("Queried", _session.Run("Get-MyceliumRoute -Address 400:1::1 -Node alpha").Single.Text("State"));
    }

    public void Dispose() => _session.Dispose();
}
