using System.Globalization;
using System.Net;
using Mycelium.Engine.Management;
using Mycelium.Engine.Peering;
using Mycelium.Engine.Routing;
using Mycelium.Engine.Topology;
using Mycelium.Engine.Tunnels;

namespace Mycelium.Engine.Tests.Topology;

/// <summary>Makes what nodes know, in few words. Nodes have numbers; so have their addresses and endpoints.</summary>
internal static class Known
{
    internal static DateTimeOffset Time { get; } = new(2026, 3, 4, 5, 6, 7, TimeSpan.Zero);

    internal static string Id(int number) => Address(number).ToString();

    internal static IPAddress Address(int number) => IPAddress.Parse(string.Create(CultureInfo.InvariantCulture, $"400:{number:x}::1"));

    internal static string Endpoint(int number) => string.Create(CultureInfo.InvariantCulture, $"tcp://192.0.2.1:{number}");

    internal static NodeView View(int number, PeerSnapshot[] peers, RouteSnapshot[] routes, string? name = null) => new(
        new NodeSnapshot
        {
            Name = name ?? string.Create(CultureInfo.InvariantCulture, $"node{number}"),
            State = NodeState.Running,
            Address = Address(number),
            Subnet = Subnet(number),
            PublicKey = new string('a', 64),
            RouterId = "r",
            Tunnel = TunnelMode.None,
            Mtu = 1400,
            Listen = [],
            PeerCount = peers.Length,
            ConnectedPeerCount = peers.Length,
            RouteCount = routes.Length,
            StartedAt = Time,
            Warnings = [],
        },
        peers,
        routes);

    internal static PeerSnapshot Peer(int number, int? cost = null, PeerState state = PeerState.Alive, bool isKnown = true) => new()
    {
        Node = "any",
        Endpoint = Endpoint(number),
        Kind = PeerKind.Static,
        State = state,
        Address = isKnown ? Address(number) : null,
        Cost = cost,
        AddedAt = Time,
    };

    internal static RouteSnapshot Route(int to, int hop, int metric, RouteState state = RouteState.Selected) => new()
    {
        Node = "any",
        Subnet = Subnet(to),
        State = state,
        Address = Address(to),
        Metric = metric,
        NextHop = Endpoint(hop),
        ExpiresAt = Time,
        Since = Time,
    };

    internal static NetworkTopology Build(params NodeView[] views) => NetworkTopology.Build(views, Time);

    private static string Subnet(int number) => string.Create(CultureInfo.InvariantCulture, $"400:{number:x}::/64");
}
