using Mycelium.Engine.Configuration;
using Mycelium.Engine.Errors;
using Mycelium.Engine.Management;
using Mycelium.Engine.Peering;
using Mycelium.Engine.Routing;
using Xunit;

namespace Mycelium.Engine.Tests.Node;

/// <summary>Nodes a and d, joined by b and by c.</summary>
public sealed class PeerSettingTests : IAsyncLifetime
{
    private readonly TestNetwork _network = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _network.StopAllAsync();

    [Fact]
    public async Task Routes_leave_a_peer_that_is_made_dear_and_come_back_when_its_cost_is_measured_again()
    {
        (MyceliumNode a, MyceliumNode d) = await StartAsync();
        await a.SetPeerCostAsync(TestNetwork.EndpointOf("b"), 1000, _network.Limit);
        await SelectedAsync(a, d, "c");

        await a.SetPeerCostAsync(TestNetwork.EndpointOf("b"), 1, _network.Limit);
        PeerSnapshot dear = await a.SetPeerCostAsync(TestNetwork.EndpointOf("c"), 30_000, _network.Limit);
        Assert.Equal((30_000, 30_000), (dear.Cost, dear.FixedCost));
        Assert.True((await SelectedAsync(a, d, "b")).Metric < 30_000);

        PeerSnapshot measured = await a.SetPeerCostAsync(TestNetwork.EndpointOf("c"), null, _network.Limit);
        Assert.Null(measured.FixedCost);
        Assert.True(measured.Cost < 30_000);
    }

    [Fact]
    public async Task A_cost_holds_for_the_next_connection_too()
    {
        (MyceliumNode a, _) = await StartAsync();
        string endpoint = TestNetwork.EndpointOf("b");
        await a.SetPeerCostAsync(endpoint, 4321, _network.Limit);

        await a.SetPeerEnabledAsync(endpoint, false, _network.Limit);
        await PeerAsync(a, peer => peer.Endpoint == endpoint && peer is { State: PeerState.Disabled, Cost: null });
        await a.SetPeerEnabledAsync(endpoint, true, _network.Limit);

        PeerSnapshot again = await PeerAsync(a, peer => peer.Endpoint == endpoint && peer is { State: PeerState.Alive, Cost: not null });
        Assert.Equal(4321, again.Cost);
    }

    [Fact]
    public async Task A_peer_that_is_disabled_carries_nothing_until_it_is_enabled()
    {
        (MyceliumNode a, MyceliumNode d) = await StartAsync();
        await a.SetPeerEnabledAsync(TestNetwork.EndpointOf("c"), false, _network.Limit);
        await SelectedAsync(a, d, "b");

        PeerSnapshot peer = await a.SetPeerEnabledAsync(TestNetwork.EndpointOf("c"), true, _network.Limit);
        Assert.True(peer.IsEnabled);
        await _network.PeerAliveAsync(a, "c");
    }

    [Theory]
    [InlineData("memory://nobody:1", MyceliumErrorId.PeerNotFound)]
    [InlineData("nonsense", MyceliumErrorId.InvalidEndpoint)]
    public async Task What_is_no_peer_is_refused(string endpoint, MyceliumErrorId expected)
    {
        MyceliumNode a = await _network.StartAsync("a");

        Assert.Equal(expected, (await ThrowsAsync(() => a.SetPeerCostAsync(endpoint, 1, _network.Limit))).ErrorId);
        Assert.Equal(expected, (await ThrowsAsync(() => a.SetPeerEnabledAsync(endpoint, false, _network.Limit))).ErrorId);
    }

    [Fact]
    public async Task Who_connected_by_itself_can_not_be_disabled_and_no_cost_is_out_of_range()
    {
        MyceliumNode a = await _network.StartAsync("a");
        await _network.StartAsync("b", "a");
        PeerSnapshot inbound = await PeerAsync(a, peer => peer.Kind == PeerKind.Inbound);

        MyceliumException exception = await ThrowsAsync(() => a.SetPeerEnabledAsync(inbound.Endpoint, false, _network.Limit));

        Assert.Equal(MyceliumErrorId.InvalidOption, exception.ErrorId);
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => a.SetPeerCostAsync(inbound.Endpoint, 0, _network.Limit));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => a.SetPeerCostAsync(inbound.Endpoint, 65_535, _network.Limit));
    }

    [Fact]
    public async Task A_node_started_in_the_place_of_another_has_its_address_peers_and_settings()
    {
        (MyceliumNode a, _) = await StartAsync();
        await a.SetPeerCostAsync(TestNetwork.EndpointOf("b"), 77, _network.Limit);
        await a.SetPeerEnabledAsync(TestNetwork.EndpointOf("c"), false, _network.Limit);
        IReadOnlyList<PeerSnapshot> before = await a.GetPeersAsync(_network.Limit);
        NodeOptions options = await a.GetRestartOptionsAsync(_network.Limit);
        await a.StopAsync();

        MyceliumNode again = await _network.StartAsync(options);

        Assert.Equal((a.Address, a.Name), (again.Address, again.Name));
        IReadOnlyList<PeerSnapshot> after = await again.GetPeersAsync(_network.Limit);
        Assert.Equal(
            before.Where(peer => peer.Kind == PeerKind.Static).Select(peer => (peer.Endpoint, peer.FixedCost, peer.IsEnabled)),
            after.Where(peer => peer.Kind == PeerKind.Static).Select(peer => (peer.Endpoint, peer.FixedCost, peer.IsEnabled)));
        Assert.Null((await a.GetRestartOptionsAsync(_network.Limit)).Identity);
    }

    [Fact]
    public async Task What_is_set_at_the_start_holds_from_the_first_moment_on()
    {
        MyceliumNode b = await _network.StartAsync("b");
        await _network.StartAsync("c");
        NodeOptions options = _network.Options("a", "b", "c") with
        {
            PeerSettings = [new ConfiguredPeer(TestNetwork.EndpointOf("b"), Enabled: false), new ConfiguredPeer(TestNetwork.EndpointOf("c"), 1234)],
        };

        MyceliumNode a = await _network.StartAsync(options);
        PeerSnapshot dear = await PeerAsync(a, peer => peer is { State: PeerState.Alive, Cost: not null });
        IReadOnlyList<PeerSnapshot> peers = await a.GetPeersAsync(_network.Limit);

        Assert.Equal((TestNetwork.EndpointOf("c"), 1234, 1234), (dear.Endpoint, dear.Cost, dear.FixedCost));
        Assert.Equal((PeerState.Disabled, 0, null), (peers[0].State, peers[0].FailedAttempts, peers[0].NextAttempt));
        Assert.Empty(await b.GetPeersAsync(_network.Limit));
        await a.SetPeerEnabledAsync(TestNetwork.EndpointOf("b"), true, _network.Limit);
        await _network.PeerAliveAsync(a, "b");
    }

    [Fact]
    public async Task A_peer_can_be_added_with_what_is_set_for_it()
    {
        MyceliumNode a = await _network.StartAsync("a");

        PeerSnapshot added = await a.AddPeerAsync(new ConfiguredPeer(TestNetwork.EndpointOf("b"), 9, Enabled: false), _network.Limit);
        MyceliumException refused = await ThrowsAsync(
            () => a.AddPeerAsync(new ConfiguredPeer(TestNetwork.EndpointOf("c"), ushort.MaxValue), _network.Limit));

        Assert.Equal((PeerState.Disabled, 9), (added.State, added.FixedCost));
        Assert.Equal(MyceliumErrorId.InvalidOption, refused.ErrorId);
    }

    private static Task<MyceliumException> ThrowsAsync(Func<Task> work) => Assert.ThrowsAsync<MyceliumException>(work);

    private async Task<(MyceliumNode A, MyceliumNode D)> StartAsync()
    {
        MyceliumNode b = await _network.StartAsync("b");
        MyceliumNode c = await _network.StartAsync("c");
        MyceliumNode d = await _network.StartAsync("d", "b", "c");
        MyceliumNode a = await _network.StartAsync("a", "b", "c");
        await _network.PeerAliveAsync(a, "b");
        await _network.PeerAliveAsync(a, "c");
        foreach (MyceliumNode middle in new[] { b, c }) { await _network.SetLeastCostsAsync(middle, a, d); }

        await _network.RouteAsync(a, d.Address);
        await _network.RouteAsync(a, d.Address, RouteState.Fallback);
        return (a, d);
    }

    private Task<RouteSnapshot> SelectedAsync(MyceliumNode from, MyceliumNode to, string through) => _network.WaitAsync(
        from,
        async () => (await from.GetRoutesAsync(_network.Limit)).FirstOrDefault(route =>
            route.State == RouteState.Selected && to.Address.Equals(route.Address) && route.NextHop == TestNetwork.EndpointOf(through)));

    private Task<PeerSnapshot> PeerAsync(MyceliumNode node, Func<PeerSnapshot, bool> isWanted) => _network.WaitAsync(
        node, async () => (await node.GetPeersAsync(_network.Limit)).FirstOrDefault(isWanted));
}
