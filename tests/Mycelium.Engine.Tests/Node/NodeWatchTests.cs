using Mycelium.Engine.Errors;
using Mycelium.Engine.Management;
using Mycelium.Engine.Peering;
using Mycelium.Engine.Routing;
using Mycelium.Engine.Transports;
using Xunit;

namespace Mycelium.Engine.Tests.Node;

public sealed class NodeWatchTests : IAsyncLifetime
{
    private readonly TestNetwork _network = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _network.StopAllAsync();

    [Fact]
    public async Task A_route_that_comes_and_is_lost_is_seen()
    {
        MyceliumNode a = await _network.StartAsync("a");
        await using IAsyncEnumerator<RouteChange> changes = a.WatchRoutesAsync(_network.Limit).GetAsyncEnumerator();
        Task<RouteChange> coming = NextAsync(changes, change => change.State == RouteState.Selected);
        MyceliumNode b = await _network.StartAsync("b", "a");

        RouteChange came = await coming;
        Assert.Equal((b.Address, "a"), (came.Address, came.Node));
        Assert.NotEqual(RouteState.Selected, came.PreviousState);

        await b.StopAsync();
        RouteChange lost = await NextAsync(
            changes, change => change.PreviousState == RouteState.Selected && change.State != RouteState.Selected);
        Assert.Equal(came.Subnet, lost.Subnet);
        Assert.Equal(came.Metric, lost.PreviousMetric);
    }

    [Fact]
    public async Task What_was_there_before_the_watch_is_present()
    {
        MyceliumNode a = await _network.StartAsync("a");
        MyceliumNode b = await _network.StartAsync("b", "a");
        await _network.RouteAsync(a, b.Address);

        await using IAsyncEnumerator<RouteChange> changes = a.WatchRoutesAsync(_network.Limit).GetAsyncEnumerator();

        RouteChange first = await NextAsync(changes, _ => true);
        Assert.Equal((ChangeKind.Present, b.Address, null), (first.Kind, first.Address, first.Previous));
    }

    [Fact]
    public async Task What_accepts_a_connection_but_is_no_node_is_not_alive()
    {
        using ITransportListener listener = _network.Memory.Listen(Endpoint.Memory("mute"));
        MyceliumNode a = await _network.StartAsync("a", "mute");
        await using IAsyncEnumerator<PeerChange> changes = a.WatchPeersAsync(_network.Limit).GetAsyncEnumerator();
        ITransportLink accepted = await listener.AcceptAsync(_network.Limit);

        PeerSnapshot connected = await _network.WaitAsync(
            a, async () => (await a.GetPeersAsync(_network.Limit)).FirstOrDefault(peer => peer.ConnectedSince is not null));

        Assert.Equal((PeerState.Connecting, null), (connected.State, connected.Address));
        Assert.Equal(0, (await a.GetSnapshotAsync(_network.Limit)).ConnectedPeerCount);

        accepted.Dispose();
        PeerChange ended = await NextAsync(changes, change => change.State != PeerState.Connecting);
        Assert.Equal(PeerState.Dead, ended.State);
    }

    [Fact]
    public async Task A_peer_that_is_added_connects_and_is_removed_is_seen()
    {
        MyceliumNode a = await _network.StartAsync("a");
        MyceliumNode b = await _network.StartAsync("b");
        await using IAsyncEnumerator<PeerChange> changes = b.WatchPeersAsync(_network.Limit).GetAsyncEnumerator();
        Task<PeerChange> alive = NextAsync(changes, change => change is { State: PeerState.Alive, Address: not null });

        await b.AddPeerAsync(TestNetwork.EndpointOf("a"), _network.Limit);
        PeerChange connected = await alive;
        Assert.Equal((a.Address, TestNetwork.EndpointOf("a")), (connected.Address, connected.Endpoint));

        await b.RemovePeerAsync(TestNetwork.EndpointOf("a"), _network.Limit);
        PeerChange gone = await NextAsync(changes, change => change.Kind == ChangeKind.Removed);
        Assert.Equal((null, PeerState.Alive), (gone.State, gone.PreviousState));
    }

    [Fact]
    public async Task The_end_of_the_node_ends_a_watch_with_the_reason_and_cancellation_without()
    {
        MyceliumNode a = await _network.StartAsync("a");
        using var end = new CancellationTokenSource();
        await using IAsyncEnumerator<PeerChange> cancelled = a.WatchPeersAsync(end.Token).GetAsyncEnumerator();
        await using IAsyncEnumerator<RouteChange> stopped = a.WatchRoutesAsync(_network.Limit).GetAsyncEnumerator();
        Task<bool> first = cancelled.MoveNextAsync().AsTask();
        Task<bool> second = stopped.MoveNextAsync().AsTask();

        await end.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        await a.StopAsync();
        MyceliumException exception = await Assert.ThrowsAsync<MyceliumException>(() => second);
        Assert.Equal(MyceliumErrorId.NodeStopped, exception.ErrorId);
    }

    [Fact]
    public async Task Events_are_kept_followed_and_still_there_after_the_end()
    {
        MyceliumNode a = await _network.StartAsync("a");
        Assert.StartsWith("Started as", a.GetEvents()[0].Message, StringComparison.Ordinal);
        await using IAsyncEnumerator<NodeEvent> events = a.WatchEventsAsync(includePast: true, _network.Limit).GetAsyncEnumerator();
        Assert.Same(a.GetEvents()[0], await NextAsync(events, _ => true));
        Task<NodeEvent> next = NextAsync(events, item => item.Source == "peering");

        await a.AddPeerAsync("memory://nobody:1", _network.Limit);
        Assert.Contains("memory://nobody:1", (await next).Message, StringComparison.Ordinal);
        await a.StopAsync();

        NodeEvent last = await NextAsync(events, item => item.Message == "Stopped.");
        Assert.False(await events.MoveNextAsync());
        Assert.Same(last, a.GetEvents()[^1]);
    }

    private static async Task<T> NextAsync<T>(IAsyncEnumerator<T> items, Func<T, bool> isWanted)
    {
        do { Assert.True(await items.MoveNextAsync()); }
        while (!isWanted(items.Current));
        return items.Current;
    }
}
