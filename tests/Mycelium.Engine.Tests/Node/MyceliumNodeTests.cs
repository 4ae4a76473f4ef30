using System.Net;
using System.Net.Sockets;
using Mycelium.Engine.DataPlane;
using Mycelium.Engine.Errors;
using Mycelium.Engine.Identity;
using Mycelium.Engine.Management;
using Mycelium.Engine.Peering;
using Mycelium.Engine.Routing;
using Mycelium.Engine.Tunnels;
using Xunit;

namespace Mycelium.Engine.Tests.Node;

public sealed class MyceliumNodeTests : IAsyncLifetime
{
    private readonly TestNetwork _network = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _network.StopAllAsync();

    [Fact]
    public async Task Two_nodes_ping_each_other()
    {
        MyceliumNode a = await _network.StartAsync("a");
        MyceliumNode b = await _network.StartAsync("b", "a");

        EchoResult there = await _network.PingAsync(b, a.Address);
        EchoResult back = await _network.PingAsync(a, b.Address);

        Assert.Equal(EchoStatus.Success, there.Status);
        Assert.Equal(EchoStatus.Success, back.Status);
        Assert.Equal(("b", "a"), (there.Node, back.Node));
        Assert.Equal(a.Address, there.Responder);
        Assert.Equal(62, there.HopLimit);
        Assert.True(there.RoundTripTime > TimeSpan.Zero);
    }

    [Fact]
    public async Task A_packet_crosses_a_node_in_between_and_its_hops_are_counted()
    {
        MyceliumNode a = await _network.StartAsync("a");
        MyceliumNode b = await _network.StartAsync("b", "a");
        MyceliumNode c = await _network.StartAsync("c", "b");

        EchoResult result = await _network.PingAsync(a, c.Address);
        EchoResult tooFar = await _network.PingAsync(a, c.Address, hopLimit: 2);

        Assert.Equal((EchoStatus.Success, 61), (result.Status, result.HopLimit));
        Assert.Equal(EchoStatus.HopLimitExceeded, tooFar.Status);
        NodeStatistic between = await b.GetStatisticAsync(_network.Limit);
        Assert.True(between.ForwardedPackets >= 2);
        Assert.Equal(0, between.ReceivedPackets);
    }

    [Fact]
    public async Task A_node_pings_itself()
    {
        MyceliumNode a = await _network.StartAsync("a");
        Assert.Equal(EchoStatus.Success, (await _network.PingAsync(a, a.Address)).Status);
    }

    [Fact]
    public async Task When_the_node_in_the_path_stops_packets_take_the_other_path_at_once()
    {
        MyceliumNode a = await _network.StartAsync("a");
        MyceliumNode b = await _network.StartAsync("b", "a");
        MyceliumNode c = await _network.StartAsync("c", "a");
        MyceliumNode d = await _network.StartAsync("d", "b", "c");
        foreach (string peer in new[] { "b", "c" }) { await _network.PeerAliveAsync(d, peer); }

        foreach (MyceliumNode middle in new[] { b, c }) { await _network.SetLeastCostsAsync(middle, a, d); }

        RouteSnapshot selected = await _network.RouteAsync(d, a.Address);
        await _network.RouteAsync(d, a.Address, RouteState.Fallback);
        await _network.RouteAsync(a, d.Address);
        await _network.RouteAsync(a, d.Address, RouteState.Fallback);
        MyceliumNode inPath = selected.NextHop == TestNetwork.EndpointOf("b") ? b : c;
        await inPath.StopAsync();

        await _network.ReachAsync(d, a.Address);

        RouteSnapshot other = await _network.RouteAsync(d, a.Address);
        Assert.NotEqual(selected.NextHop, other.NextHop);
        Assert.Equal(NodeState.Stopped, inPath.State);
    }

    [Fact]
    public async Task Who_waits_for_a_change_is_told_of_a_route_that_is_not_selected()
    {
        MyceliumNode a = await _network.StartAsync("a");
        await _network.StartAsync("b", "a");
        MyceliumNode d = await _network.StartAsync("d", "b");
        await _network.RouteAsync(d, a.Address);

        // Nothing else happens at this node: the wait ends only if it is told.
        MyceliumNode c = await _network.StartAsync("c", "a", "d");
        await _network.WaitAsync(d, async () => (await d.GetPeersAsync(_network.Limit)).FirstOrDefault(peer => c.Address.Equals(peer.Address)));
        await _network.RouteAsync(d, a.Address, RouteState.Fallback);

        // Which of the two ways is the better one is a matter of measured times.
        IReadOnlyList<RouteSnapshot> routes = await d.GetRoutesAsync(_network.Limit);
        Assert.Equal(2, routes.Where(route => a.Address.Equals(route.Address)).Select(route => route.NextHop).Distinct().Count());
    }

    [Fact]
    public async Task A_node_that_comes_back_with_the_same_key_is_reached_under_its_new_router_id()
    {
        string key = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            MyceliumNode a = await _network.StartAsync("a");
            MyceliumNode b = await _network.StartAsync("b", "a");
            MyceliumNode first = await _network.StartAsync(_network.Options("c", "b") with { KeyPath = key });
            RouteSnapshot before = await _network.RouteAsync(a, first.Address);
            await first.StopAsync();

            MyceliumNode second = await _network.StartAsync(_network.Options("c", "b") with { KeyPath = key });
            await _network.ReachAsync(a, second.Address);
            RouteSnapshot after = await _network.RouteAsync(a, second.Address);

            Assert.Equal(first.Address, second.Address);
            Assert.NotEqual(before.RouterId, after.RouterId);
        }
        finally
        {
            File.Delete(key);
        }
    }

    [Fact]
    public async Task Snapshots_tell_everything_about_node_peers_and_routes()
    {
        MyceliumNode a = await _network.StartAsync("a");
        MyceliumNode b = await _network.StartAsync("b", "a");
        await _network.PingAsync(b, a.Address);

        NodeSnapshot node = await b.GetSnapshotAsync(_network.Limit);
        PeerSnapshot dialled = await _network.PeerAliveAsync(b, "a");
        PeerSnapshot inbound = Assert.Single(await a.GetPeersAsync(_network.Limit));
        RouteSnapshot route = await _network.RouteAsync(b, a.Address);

        Assert.Equal(("b", NodeState.Running, TunnelMode.Userspace, 1400), (node.Name, node.State, node.Tunnel, node.Mtu));
        Assert.Equal((b.Address, b.PublicKey, 1, 1, 1), (node.Address, node.PublicKey, node.PeerCount, node.ConnectedPeerCount, node.RouteCount));
        Assert.Equal(TestNetwork.EndpointOf("b"), Assert.Single(node.Listen));
        Assert.Equal((PeerKind.Static, a.Address, a.PublicKey), (dialled.Kind, dialled.Address, dialled.PublicKey));
        Assert.True(dialled.SentBytes > 0 && dialled.ReceivedBytes > 0 && dialled.Cost is > 0 && dialled.ConnectedSince is not null);
        Assert.Equal((PeerKind.Inbound, b.Address), (inbound.Kind, inbound.Address));
        Assert.Equal((a.Address, TestNetwork.EndpointOf("a"), RouteState.Selected), (route.Address, route.NextHop, route.State));
        Assert.True(route.ExpiresAt > route.Since);
        Assert.StartsWith(a.PublicKey, route.RouterId, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Peers_are_added_and_removed_by_their_endpoint()
    {
        MyceliumNode a = await _network.StartAsync("a");
        MyceliumNode b = await _network.StartAsync("b");
        PeerSnapshot added = await b.AddPeerAsync(TestNetwork.EndpointOf("a"), _network.Limit);
        Assert.Equal((PeerKind.Static, "b"), (added.Kind, added.Node));
        await _network.PeerAliveAsync(b, "a");

        await AssertFailsAsync(MyceliumErrorId.PeerExists, () => b.AddPeerAsync(added.Endpoint, _network.Limit));
        await AssertFailsAsync(MyceliumErrorId.InvalidEndpoint, () => b.AddPeerAsync("a:1", _network.Limit));
        await AssertFailsAsync(MyceliumErrorId.PeerNotFound, () => b.RemovePeerAsync(TestNetwork.EndpointOf("x"), _network.Limit));
        PeerSnapshot removed = await b.RemovePeerAsync(added.Endpoint, _network.Limit);

        Assert.Equal(PeerState.Alive, removed.State);
        Assert.Empty(await b.GetPeersAsync(_network.Limit));
        await _network.WaitAsync(a, async () => (await a.GetPeersAsync(_network.Limit)).Count == 0 ? "gone" : null);
    }

    [Fact]
    public async Task A_peer_that_is_not_there_is_dialled_again_and_says_why_it_failed()
    {
        MyceliumNode b = await _network.StartAsync("b", "a");
        PeerSnapshot dead = await _network.WaitAsync(
            b, async () => (await b.GetPeersAsync(_network.Limit)).FirstOrDefault(peer => peer.State == PeerState.Dead));
        Assert.True(dead.FailedAttempts > 0 && dead.NextAttempt is not null && dead.LastError!.Length > 0);

        MyceliumNode a = await _network.StartAsync("a");
        PeerSnapshot alive = await _network.PeerAliveAsync(b, "a");
        Assert.Equal(a.Address, alive.Address);
    }

    [Fact]
    public async Task A_connection_to_itself_is_recognised()
    {
        MyceliumNode a = await _network.StartAsync("a", "a");

        // The accepted end may be recognised first; the dialled one is then closed without a reason of its own, and dialled again.
        PeerSnapshot self = await _network.WaitAsync(
            a,
            async () => (await a.GetPeersAsync(_network.Limit)).FirstOrDefault(peer =>
                peer.Kind == PeerKind.Static && peer.LastError?.Contains("itself", StringComparison.Ordinal) == true));
        Assert.Equal(TestNetwork.EndpointOf("a"), self.Endpoint);
    }

    [Fact]
    public async Task A_stopped_node_says_so_and_shows_its_last_state()
    {
        MyceliumNode a = await _network.StartAsync("a");
        await a.StopAsync();
        await a.StopAsync();

        Assert.True(a.Completion.IsCompletedSuccessfully);
        Assert.Equal(NodeState.Stopped, (await a.GetSnapshotAsync(_network.Limit)).State);
        await AssertFailsAsync(MyceliumErrorId.NodeStopped, () => a.GetPeersAsync(_network.Limit));
        await AssertFailsAsync(MyceliumErrorId.NodeStopped, () => a.AddPeerAsync(TestNetwork.EndpointOf("b"), _network.Limit));
        await AssertFailsAsync(MyceliumErrorId.NodeStopped, () => _network.PingAsync(a, a.Address));
        await a.WaitForChangeAsync(_network.Limit);

        MyceliumNode again = await _network.StartAsync("a");
        Assert.Equal(NodeState.Running, again.State);
    }

    [Fact]
    public async Task A_given_identity_is_wiped_at_the_stop_and_kept_when_the_start_fails()
    {
        var identity = NodeIdentity.Create();
        MyceliumNode other = await _network.StartAsync("taken");
        await AssertFailsAsync(
            MyceliumErrorId.ListenAddressInUse, () => _network.StartAsync(_network.Options("taken") with { Identity = identity }));
        Assert.NotNull(identity.TryCreateSealingKey(PublicKey.Parse(other.PublicKey)));

        MyceliumNode node = await _network.StartAsync(_network.Options("b") with { Identity = identity });
        Assert.Equal(identity.Address.ToIPAddress(), node.Address);
        await node.StopAsync();
        Assert.Throws<ObjectDisposedException>(() => identity.TryCreateSealingKey(PublicKey.Parse(other.PublicKey)));
    }

    [Fact]
    public async Task A_start_that_fails_leaves_no_listener_behind()
    {
        using var taken = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        taken.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        taken.Listen();
        string inUse = $"tcp://{taken.LocalEndPoint}";

        MyceliumException failure = await AssertFailsAsync(
            MyceliumErrorId.ListenAddressInUse,
            () => _network.StartAsync(_network.Options("a") with { Listen = [TestNetwork.EndpointOf("a"), inUse] }));

        Assert.Contains(inUse, failure.Message, StringComparison.Ordinal);
        Assert.NotEmpty(failure.RecommendedAction);
        await _network.StartAsync("a");
    }

    [Fact]
    public async Task Nodes_are_joined_by_TCP_over_loopback()
    {
        MyceliumNode a = await _network.StartAsync(_network.Options("a") with { Listen = ["tcp://127.0.0.1:0", "tcp://[::1]:0"] });
        NodeSnapshot snapshot = await a.GetSnapshotAsync(_network.Limit);
        foreach (string endpoint in snapshot.Listen)
        {
            MyceliumNode b = await _network.StartAsync(_network.Options("b") with { Listen = [], Peers = [endpoint] });
            Assert.Equal(EchoStatus.Success, (await _network.PingAsync(b, a.Address)).Status);
            PeerSnapshot peer = Assert.Single(await b.GetPeersAsync(_network.Limit));
            Assert.Equal(endpoint, $"tcp://{peer.RemoteEndPoint}");
            await b.StopAsync();
        }
    }

    [Fact]
    public async Task A_node_that_only_forwards_delivers_nothing_and_can_still_ping()
    {
        MyceliumNode a = await _network.StartAsync("a");
        MyceliumNode b = await _network.StartAsync(_network.Options("b", "a") with { Tunnel = TunnelMode.None });
        Assert.Equal(EchoStatus.Success, (await _network.PingAsync(b, a.Address)).Status);
        await _network.RouteAsync(a, b.Address);
        EchoResult unanswered = await a.PingAsync(b.Address, 1, 16, 64, TimeSpan.FromMilliseconds(200), _network.Limit);
        Assert.Equal(EchoStatus.TimedOut, unanswered.Status);
        Assert.Equal(1, (await b.GetStatisticAsync(_network.Limit)).Dropped[nameof(DropReason.Host)]);
    }

    [Fact]
    public async Task Bad_arguments_of_a_ping_are_refused_at_once()
    {
        MyceliumNode a = await _network.StartAsync("a");
        await AssertFailsAsync(MyceliumErrorId.InvalidAddress, () => _network.PingAsync(a, IPAddress.IPv6Loopback));
        await AssertFailsAsync(MyceliumErrorId.InvalidAddress, () => _network.PingAsync(a, IPAddress.Loopback));
        await AssertFailsAsync(MyceliumErrorId.InvalidAddress, () => a.RequestRouteAsync(IPAddress.Parse("2001:db8::1")));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => a.PingAsync(a.Address, 1, 15, 64, TimeSpan.FromSeconds(1)));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => a.PingAsync(a.Address, 1, 1353, 64, TimeSpan.FromSeconds(1)));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => a.PingAsync(a.Address, 1, 56, 0, TimeSpan.FromSeconds(1)));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => a.PingAsync(a.Address, 1, 56, 64, TimeSpan.Zero));
    }

    [Fact]
    public void Who_lacks_a_tunnel_or_AES_instructions_is_told()
    {
        Assert.Empty(MyceliumNode.WarningsOf(null, hasHardwareSupport: true));
        Assert.Equal("cryptography", Assert.Single(MyceliumNode.WarningsOf(null, hasHardwareSupport: false)).Source);
        Assert.Equal(["tunnel", "cryptography"], MyceliumNode.WarningsOf("No TUN.", hasHardwareSupport: false).Select(item => item.Source));
    }

    [Fact]
    public async Task Events_tell_the_course_of_a_peer_and_a_subscriber_that_throws_harms_nobody()
    {
        var seen = new List<NodeEvent>();
        MyceliumNode a = await _network.StartAsync("a");
        MyceliumNode b = await _network.StartAsync(_network.Options("b", "a") with
        {
            EventRaised = (_, item) =>
            {
                lock (seen) { seen.Add(item); }

                throw new InvalidOperationException("A fault of the subscriber.");
            },
        });
        await _network.PeerAliveAsync(b, "a");
        await b.StopAsync();

        lock (seen)
        {
            Assert.Contains(seen, item => item.Source == "node" && item.Message.StartsWith("Started", StringComparison.Ordinal));
            Assert.Contains(seen, item => item.Source == "peering" && item.Message.Contains("Alive", StringComparison.Ordinal));
            Assert.Equal("Stopped.", seen[^1].Message);
            Assert.All(seen, item => Assert.Equal("b", item.Node));
        }

        Assert.Equal(NodeState.Running, a.State);
    }

    private static async Task<MyceliumException> AssertFailsAsync(MyceliumErrorId expected, Func<Task> action)
    {
        MyceliumException exception = await Assert.ThrowsAsync<MyceliumException>(action);
        Assert.Equal(expected, exception.ErrorId);
        return exception;
    }
}
