using System.Management.Automation;
using Mycelium.PowerShell.Tests.Hosting;
using Xunit;

namespace Mycelium.PowerShell.Tests.Commands;

public sealed class TraceRouteCommandTests : IDisposable
{
    private readonly ModuleSession _session = new();

    public TraceRouteCommandTests() => _session.StartPair();

    [Fact]
    public void The_nodes_on_the_way_are_emitted_in_order()
    {
        _ = _session.Run($"""
            $gamma = Start-MyceliumNode gamma -Peer $beta.Listen {ModuleSession.Listening}
            $null = Wait-MyceliumRoute $gamma.Address -Node alpha
            $null = Wait-MyceliumRoute $alpha.Address -Node gamma
            """).Objects;

        IReadOnlyList<PSObject> hops = _session.Run("Trace-MyceliumRoute $gamma.Address -Node alpha -Timeout 20").Objects;

        Assert.Equal(_session.Run("$beta, $gamma | ForEach-Object { $_.Address.ToString() }").Texts, hops.Select(hop => hop.ToString()));
        Assert.Equal(["HopLimitExceeded", "Success"], hops.Select(hop => hop.Text("Status")));
        Assert.Equal(["3", "3"], hops.Select(hop => hop.Text("Received")));
    }

    [Fact]
    public void Routes_are_piped_in_and_each_bad_address_is_an_error_of_its_own()
    {
        PSObject hop = _session.Run("Get-MyceliumRoute -Node alpha -State Selected | Trace-MyceliumRoute -Count 1 -Timeout 20").Single;
        SessionResult result = _session.Run("Trace-MyceliumRoute 400:1::1, nonsense, $alpha.Address -Node alpha -Timeout 0.2");

        Assert.Equal(("1", "1", "alpha"), (hop.Text("Hop"), hop.Text("Sent"), hop.Text("Node")));
        Assert.Empty(result.Output);
        Assert.Equal(["WaitTimedOut", "InvalidAddress", "InvalidAddress"], result.ErrorIds);
    }

    [Fact]
    public void A_timeout_that_no_request_can_have_is_an_error()
    {
        SessionResult result = _session.Run("Trace-MyceliumRoute $beta.Address -Node alpha -Timeout 0");

        Assert.Equal(["InvalidOption"], result.ErrorIds);
    }

    public void Dispose() => _session.Dispose();
}
