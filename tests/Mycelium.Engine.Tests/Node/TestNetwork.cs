using System.Net;
using Mycelium.Engine.Configuration;
using Mycelium.Engine.DataPlane;
using Mycelium.Engine.Management;
using Mycelium.Engine.Peering;
using Mycelium.Engine.Routing;
using Mycelium.Engine.Transports;
using Mycelium.Engine.Tunnels;
using Xunit;

namespace Mycelium.Engine.Tests.Node;

/// <summary>Whole nodes in this process, joined by in-memory links. Waits end by events, with a limit that only a fault reaches.</summary>
internal sealed class TestNetwork
{
    private readonly List<MyceliumNode> _nodes = [];

    internal MemoryTransport Memory { get; } = new();

    internal bool LinkHealth { get; init; } = true;

    internal CancellationToken Limit { get; } = new CancellationTokenSource(TimeSpan.FromMinutes(3)).Token;

    internal static string EndpointOf(string name) => $"memory://{name}:1";

    internal NodeOptions Options(string name, params string[] peers) => new()
    {
        Name = name,
        Listen = [EndpointOf(name)],
        Peers = [.. peers.Select(EndpointOf)],
        Tunnel = TunnelMode.Userspace,
        Discovery = false,
        LinkHealth = LinkHealth,
        MemoryTransport = Memory,
    };

    internal Task<MyceliumNode> StartAsync(string name, params string[] peers) => StartAsync(Options(name, peers));

    internal async Task<MyceliumNode> StartAsync(NodeOptions options)
    {
        MyceliumNode node = await MyceliumNode.StartAsync(options, Limit);
        _nodes.Add(node);
        return node;
    }

    internal async Task<PeerSnapshot> PeerAliveAsync(MyceliumNode node, string peer) => await WaitAsync(
        node,
        async () => (await node.GetPeersAsync(Limit)).FirstOrDefault(item =>
            item.Endpoint == EndpointOf(peer) && item is { State: PeerState.Alive, Address: not null }));

    /// <summary>Sets the least cost of the links from a node in the middle to both ends, once they are up. With measured costs it may take
    /// the way through its twin, and offers none of its own.</summary>
    internal async Task SetLeastCostsAsync(MyceliumNode middle, params MyceliumNode[] ends)
    {
        foreach (MyceliumNode end in ends)
        {
            PeerSnapshot peer = await WaitAsync(
                middle,
                async () => (await middle.GetPeersAsync(Limit)).FirstOrDefault(item => item.State == PeerState.Alive && end.Address.Equals(item.Address)));
            await middle.SetPeerCostAsync(peer.Endpoint, 1, Limit);
        }
    }

    internal async Task<RouteSnapshot> RouteAsync(MyceliumNode node, IPAddress destination, RouteState state = RouteState.Selected)
    {
        await node.RequestRouteAsync(destination, Limit);
        return await WaitAsync(
            node,
            async () => (await node.GetRoutesAsync(Limit)).FirstOrDefault(item => item.State == state && destination.Equals(item.Address)));
    }

    internal async Task<EchoResult> PingAsync(MyceliumNode node, IPAddress destination, int hopLimit = 64) =>
        await node.PingAsync(destination, 1, 56, hopLimit, TimeSpan.FromSeconds(30), Limit);

    /// <summary>Pings until an answer comes: while routes change, single packets may be lost or refused.</summary>
    internal async Task ReachAsync(MyceliumNode node, IPAddress destination)
    {
        TimeSpan pause = TimeSpan.FromMilliseconds(50);
        while ((await node.PingAsync(destination, 1, 56, 64, pause * 5, Limit)).Status != EchoStatus.Success) { await Task.Delay(pause, Limit); }
    }

    internal async Task<T> WaitAsync<T>(MyceliumNode node, Func<Task<T?>> look)
        where T : class
    {
        while (true)
        {
            Task change = node.WaitForChangeAsync(Limit);
            if (await look() is { } found) { return found; }

            await change;
            Assert.Equal(NodeState.Running, node.State);
        }
    }

    /// <summary>Ends when each node has done what it had to do, and what came of that at its neighbours and theirs.</summary>
    internal async Task TakeTurnsAsync()
    {
        for (int hop = 0; hop < 4; hop++)
        {
            foreach (MyceliumNode node in _nodes.Where(node => node.State == NodeState.Running)) { await node.GetSnapshotAsync(Limit); }
        }
    }

    internal async Task StopAllAsync()
    {
        foreach (MyceliumNode node in _nodes) { await node.DisposeAsync(); }
    }
}
