using System.Management.Automation;
using Mycelium.PowerShell.Tests.Hosting;
using Xunit;

namespace Mycelium.PowerShell.Tests.Commands;

public sealed class WatchCommandTests : IDisposable
{
    private const string Closed = "tcp://127.0.0.1:9";

    private readonly ModuleSession _session = new();

    public WatchCommandTests() => _session.StartPair();

    [Fact]
    public void What_is_present_is_shown_on_request_only()
    {
        PSObject route = _session.Run("Watch-MyceliumRoute $beta.Subnet -Node alpha -IncludePresent -Timeout 0.3").Objects[0];
        PSObject peer = _session.Run("Watch-MyceliumPeer -Node alpha -IncludePresent -Timeout 0.3").Objects[0];

        Assert.Equal(("Present", "Selected", "alpha"), (route.Text("Kind"), route.Text("State"), route.Text("Node")));
        Assert.Empty(route.Text("PreviousState"));
        Assert.Equal(("Present", "Alive", "alpha"), (peer.Text("Kind"), peer.Text("State"), peer.Text("Node")));
        Assert.All(
            _session.Run("Watch-MyceliumPeer -Node alpha -Timeout 0.3; Watch-MyceliumRoute -Node alpha -Timeout 0.3").Objects,
            change => Assert.NotEqual("Present", change.Text("Kind")));
    }

    [Fact]
    public void Of_peers_that_are_piped_in_only_these_are_watched_each_at_its_node()
    {
        _ = _session.Run($"Add-MyceliumPeer {Closed} -Node alpha; Add-MyceliumPeer {Closed} -Node beta; $peer = Get-MyceliumPeer {Closed} -Node beta").Objects;

        PSObject change = _session.Run("$peer | Watch-MyceliumPeer -IncludePresent -Until { $true }").Single;

        Assert.Equal(("beta", Closed), (change.Text("Node"), change.Text("Endpoint")));
    }

    [Fact]
    public void A_subnet_may_be_written_in_any_form()
    {
        string inFull = "(($beta.Subnet -split '::')[0] -split ':' | ForEach-Object { $_.PadLeft(4, '0') }) -join ':'";

        Assert.Single(_session.Run($"Watch-MyceliumRoute \"$({inFull})::/64\" -Node alpha -IncludePresent -Timeout 0.3").Objects);
    }

    [Fact]
    public void A_watch_ends_with_the_change_that_was_waited_for()
    {
        IReadOnlyList<PSObject> changes = _session.Run($$"""
            Add-MyceliumPeer {{Closed}} -Node alpha
            Watch-MyceliumPeer tcp://127.0.0.1:? -Node alpha -IncludePresent -Until { $_.LastError }
            """).Objects;

        Assert.All(changes, change => Assert.Equal(Closed, change.Text("Endpoint")));
        Assert.NotEmpty(changes[^1].Text("LastError"));
        Assert.All(changes.SkipLast(1), change => Assert.Empty(change.Text("LastError")));
    }

    [Fact]
    public void A_stopped_pipeline_ends_the_watch()
    {
        // As Select-Object -First does, which the bare engine lacks.
        string first = "$seen = [Collections.Generic.List[object]]::new();"
            + "foreach ($round in 1) { Watch-MyceliumPeer -Node alpha -IncludePresent | ForEach-Object { $seen.Add($_); break } }; $seen";

        Assert.Equal("Alive", _session.Run(first).Single.Text("State"));
    }

    [Fact]
    public void Several_nodes_are_watched_at_once()
    {
        IReadOnlyList<PSObject> changes = _session.Run("Get-MyceliumNode | Watch-MyceliumPeer -IncludePresent -Timeout 0.3").Objects;
        IReadOnlyList<PSObject> routes = _session.Run("Get-MyceliumNode | Watch-MyceliumRoute -IncludePresent -Timeout 0.3").Objects;

        Assert.Equal(["alpha", "beta"], changes.Select(change => change.Text("Node")).Order(StringComparer.Ordinal));
        Assert.Equal(["alpha", "beta"], routes.Select(change => change.Text("Node")).Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_end_of_a_node_is_an_error_about_it_and_the_others_are_watched_on()
    {
        SessionResult result = _session.Run("""
            Watch-MyceliumPeer -Node beta -IncludePresent -Timeout 60 |
                ForEach-Object { if ($_.Kind -eq 'Present') { Stop-MyceliumNode beta } }
            """);

        Assert.Equal(["NodeStopped"], result.ErrorIds);
        Assert.Equal("beta", result.Errors[0].TargetObject);
    }

    [Fact]
    public void A_node_that_nobody_named_is_no_longer_watched_when_it_is_stopped()
    {
        SessionResult result = _session.Run("""
            Watch-MyceliumPeer -IncludePresent -Timeout 60 | ForEach-Object { Get-MyceliumNode | Stop-MyceliumNode }
            """);

        Assert.Empty(result.ErrorIds);
    }

    [Fact]
    public void Changes_are_filtered_by_state_kind_and_address()
    {
        Assert.NotEmpty(_session.Run("Watch-MyceliumRoute -Node alpha -Address $beta -IncludePresent -Timeout 0.2").Objects);
        Assert.Empty(_session.Run("Watch-MyceliumRoute -Node alpha -Address 400:1::1 -IncludePresent -Timeout 0.2").Objects);
        Assert.Empty(_session.Run("Watch-MyceliumRoute -Node alpha -State Queried -IncludePresent -Timeout 0.2").Objects);
        Assert.Empty(_session.Run("Watch-MyceliumPeer -Node alpha -State Dead -IncludePresent -Timeout 0.2").Objects);
        Assert.Empty(_session.Run("Watch-MyceliumPeer -Node alpha -Kind Discovered -IncludePresent -Timeout 0.2").Objects);
        Assert.Equal(["InvalidAddress"], _session.Run("Watch-MyceliumRoute -Node alpha -Address nonsense").ErrorIds);
        Assert.Equal(["InvalidAddress"], _session.Run("Watch-MyceliumRoute nonsense -Node alpha").ErrorIds);
        Assert.Equal(["NodeNotFound"], _session.Run("Watch-MyceliumRoute -Node gamma").ErrorIds);
    }

    [Fact]
    public void Changes_bind_to_what_they_are_about()
    {
        _ = _session.Run($"Add-MyceliumPeer {Closed} -Node alpha").Objects;

        _ = _session.Run($"Watch-MyceliumPeer {Closed} -Node alpha -IncludePresent -Until {{ $true }} | Remove-MyceliumPeer").Objects;

        Assert.Empty(_session.Run("Get-MyceliumPeer tcp://127.0.0.1:? -Node alpha").Objects);
    }

    public void Dispose() => _session.Dispose();
}
