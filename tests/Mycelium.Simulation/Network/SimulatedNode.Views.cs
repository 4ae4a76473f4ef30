using System.Globalization;
using Mycelium.Engine.Identity;
using Mycelium.Engine.Management;
using Mycelium.Engine.Peering;
using Mycelium.Engine.Routing;
using Mycelium.Engine.Topology;
using Mycelium.Engine.Tunnels;
using Mycelium.Engine.Wire;

namespace Mycelium.Simulation.Network;

/// <content>What the node knows, as a node of the product tells it. Endpoints are of the network for documentation.</content>
internal sealed partial class SimulatedNode
{
    private const int ListenPort = 9651;
    private const int FirstOtherPort = 40_000;

    /// <summary>Takes the snapshots.</summary>
    internal NodeView View(string name)
    {
        PeerSnapshot[] peers = [.. Peers.Peers.OrderBy(peer => peer.AddedAt).ThenBy(EndpointOf, StringComparer.Ordinal).Select(peer => ToSnapshot(name, peer))];
        return new NodeView(ToSnapshot(name, peers), peers, [.. Router.Routes().Select(route => ToSnapshot(name, route))]);
    }

    private NodeSnapshot ToSnapshot(string name, PeerSnapshot[] peers) => new()
    {
        Name = name,
        State = NodeState.Running,
        Address = Address.ToIPAddress(),
        Subnet = Key.Subnet.ToString(),
        PublicKey = Key.ToString(),
        RouterId = RouterId.Create(Key, (ulong)((Number << 8) + Starts)).ToString(),
        Tunnel = TunnelMode.Userspace,
        Mtu = 1400,
        Listen = [EndpointOf(Number, ListenPort)],
        PeerCount = peers.Length,
        ConnectedPeerCount = peers.Count(peer => peer.State == PeerState.Alive),
        RouteCount = Router.SelectedCount,
        LinkHealth = WatchesLinks,
        StartedAt = ToTimeOfDay(ActiveSince - _network.Now + Clock),
        Warnings = [],
    };

    private PeerSnapshot ToSnapshot(string name, PeerRecord peer)
    {
        (Metric Cost, TimeSpan? RoundTripTime, RouterId? RouterId)? state = Router.LinkState(peer.Link);
        RouterId? routerId = peer.RouterId ?? state?.RouterId;
        return new PeerSnapshot
        {
            Node = name,
            Endpoint = EndpointOf(peer),
            Kind = peer.Kind,
            State = peer.State,
            IsSuspect = Links.ContainsKey(peer.Link) && Router.IsSuspect(peer.Link),
            Address = routerId?.Key.Address.ToIPAddress(),
            PublicKey = routerId?.Key.ToString(),
            RoundTripTime = state?.RoundTripTime,
            Cost = state?.Cost.Value,
            AddedAt = ToTimeOfDay(peer.AddedAt),
            FailedAttempts = peer.FailedAttempts,
            LastError = peer.LastError,
        };
    }

    private RouteSnapshot ToSnapshot(string name, RouteRecord route)
    {
        bool isSearch = route.NextHop == LinkId.None;
        return new RouteSnapshot
        {
            Node = name,
            Subnet = route.Subnet.ToString(),
            State = route.State,
            Address = isSearch ? null : route.RouterId.Key.Address.ToIPAddress(),
            Metric = isSearch ? Metric.Infinite.Value : route.TotalMetric.Value,
            NextHop = Peers.Find(route.NextHop) is { } peer ? EndpointOf(peer) : null,
            ExpiresAt = ToTimeOfDay(route.ExpiresAt),
            Since = ToTimeOfDay(route.Since),
        };
    }

    private string EndpointOf(PeerRecord peer) => _peerEdges.TryGetValue(peer.Endpoint, out SimulatedEdge? edge)
        ? EndpointOf(edge.Opposite(this).Number, ListenPort)
        : EndpointOf(_network.EndOf(peer.Link).Other.Owner.Number, FirstOtherPort + peer.Link.Value);

    private static string EndpointOf(int number, int port) =>
        string.Create(CultureInfo.InvariantCulture, $"tcp://[2001:db8::{number + 1:x}]:{port}");

    private DateTimeOffset ToTimeOfDay(TimeSpan clock) => _network.TimeOfDay - Clock + clock;
}
