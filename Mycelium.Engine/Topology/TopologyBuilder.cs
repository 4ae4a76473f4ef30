using Mycelium.Engine.Management;
using Mycelium.Engine.Peering;
using Mycelium.Engine.Routing;

namespace Mycelium.Engine.Topology;

/// <summary>Joins what nodes know to one topology. Used once.</summary>
internal sealed class TopologyBuilder
{
    private const int Infinity = ushort.MaxValue;

    private readonly NodeView[] _views;
    private readonly Dictionary<string, NodeDraft> _nodes = new(StringComparer.Ordinal);
    private readonly Dictionary<(string, string), LinkDraft> _peerLinks = [];
    private readonly Dictionary<(string NextHop, string To), TopologyLink> _routeLinks = [];
    private readonly Dictionary<string, string> _addressOfEndpoint = new(StringComparer.Ordinal);
    private readonly List<TopologyRoute> _routes = [];

    internal TopologyBuilder(IEnumerable<NodeView> views)
    {
        _views = [.. views.DistinctBy(view => view.Node.Address)];
        IEnumerable<PeerSnapshot> known = _views.SelectMany(view => view.Peers).Where(peer => peer.Address is not null);
        foreach (PeerSnapshot peer in known) { _addressOfEndpoint.TryAdd(peer.Endpoint, peer.Address!.ToString()); }
    }

    internal NetworkTopology Build(DateTimeOffset generatedAt)
    {
        foreach (NodeView view in _views) { AddOwn(view.Node); }

        foreach (NodeView view in _views) { AddPeers(view); }

        foreach (NodeView view in _views) { AddRoutes(view); }

        NodeDraft[] drafts =
        [
            .. _nodes.Values
                .OrderBy(node => node.Kind)
                .ThenBy(node => node.Name, StringComparer.Ordinal)
                .ThenBy(node => node.Address is null ? null : Convert.ToHexString(node.Address.GetAddressBytes()), StringComparer.Ordinal)
                .ThenBy(node => node.Id, StringComparer.Ordinal),
        ];
        Dictionary<string, int> order = drafts.Select((node, index) => (node.Id, index))
            .ToDictionary(item => item.Id, item => item.index, StringComparer.Ordinal);
        TopologyLink[] links =
        [
            .. _peerLinks.Values.Select(link => link.ToLink(order)).Concat(_routeLinks.Values)
                .OrderBy(link => order[link.From]).ThenBy(link => order[link.To]).ThenBy(link => link.Kind),
        ];
        Dictionary<string, int> counts = links.SelectMany(link => (string[])[link.From, link.To])
            .CountBy(id => id).ToDictionary(StringComparer.Ordinal);
        return new NetworkTopology
        {
            GeneratedAt = generatedAt,
            Nodes = drafts.Select(draft => draft.ToNode(counts.GetValueOrDefault(draft.Id))).ToArray(),
            Links = links,
            Routes = _routes.OrderBy(route => order[route.From]).ThenBy(route => order[route.To]).ThenByDescending(route => route.IsSelected)
                .ThenBy(route => route.Metric).ThenBy(route => order[route.NextHop])
                .ToArray(),
        };
    }

    private void AddOwn(NodeSnapshot node)
    {
        NodeDraft draft = Node(node.Address.ToString(), TopologyNodeKind.Own);
        draft.Name = node.Name;
        draft.Address = node.Address;
        draft.Subnet = node.Subnet;
        draft.PublicKey = node.PublicKey;
        draft.IsReachable = node.State == NodeState.Running;
    }

    private void AddPeers(NodeView view)
    {
        string own = view.Node.Address.ToString();
        foreach (PeerSnapshot peer in view.Peers)
        {
            string id = IdOf(peer);
            if (id == own) { continue; }

            NodeDraft draft = Node(id, TopologyNodeKind.Neighbour);
            draft.Address ??= peer.Address;
            draft.PublicKey ??= peer.PublicKey;
            draft.Endpoints.Add(peer.Endpoint);
            if (draft.Kind != TopologyNodeKind.Own)
            {
                draft.IsReachable |= peer is { State: PeerState.Alive, IsSuspect: false };
                draft.IsSuspect |= peer is { State: PeerState.Alive, IsSuspect: true };
            }

            Link(own, id).Add(own, peer);
        }
    }

    private void AddRoutes(NodeView view)
    {
        string own = view.Node.Address.ToString();
        Dictionary<string, PeerSnapshot> peers = view.Peers.DistinctBy(peer => peer.Endpoint)
            .ToDictionary(peer => peer.Endpoint, StringComparer.Ordinal);
        foreach (RouteSnapshot route in view.Routes)
        {
            string? to = route.Address?.ToString();
            if (to is null || to == own) { continue; }

            NodeDraft draft = Node(to, TopologyNodeKind.Remote);
            draft.Address ??= route.Address;
            draft.Subnet ??= route.Subnet;
            bool isUsable = route.State is RouteState.Selected or RouteState.Fallback && route.Metric < Infinity;
            if (draft.Kind != TopologyNodeKind.Own) { draft.IsReachable |= isUsable && route.State == RouteState.Selected; }

            if (route.NextHop is not { } hop || !peers.TryGetValue(hop, out PeerSnapshot? peer)) { continue; }

            if (isUsable) { AddRoute(own, to, IdOf(peer), route); }

            AddRouteLink(IdOf(peer), to, route, !isUsable ? TopologyLinkState.Dead : peer.IsSuspect ? TopologyLinkState.Suspect : TopologyLinkState.Alive);
        }
    }

    private void AddRoute(string own, string to, string hop, RouteSnapshot route)
    {
        bool isSelected = route.State == RouteState.Selected;
        _routes.Add(new TopologyRoute(own, to, hop, route.Metric, isSelected));
        if (isSelected && hop != own) { Link(own, hop).RouteCount++; }
    }

    // A next hop that was asked itself knows better how its ways go on, and a connection between the two explains itself.
    private void AddRouteLink(string hop, string to, RouteSnapshot route, TopologyLinkState state)
    {
        bool isKnown = hop == to || _nodes[hop].Kind == TopologyNodeKind.Own || _peerLinks.ContainsKey(Pair(hop, to));
        if (isKnown) { return; }

        int? metric = route.Metric < Infinity ? route.Metric : null;
        var link = new TopologyLink
        {
            From = hop,
            To = to,
            Kind = route.State == RouteState.Fallback ? TopologyLinkKind.Fallback : TopologyLinkKind.Route,
            State = state,
            Metric = metric,
        };
        _routeLinks[(hop, to)] = _routeLinks.TryGetValue((hop, to), out TopologyLink? other)
            ? other with
            {
                Kind = (TopologyLinkKind)Math.Min((int)other.Kind, (int)link.Kind),
                State = (TopologyLinkState)Math.Min((int)other.State, (int)state),
                Metric = other.Metric is { } first && metric is { } second ? Math.Min(first, second) : other.Metric ?? metric,
            }
            : link;
    }

    // One end may know who is behind an endpoint that the other only dials.
    private string IdOf(PeerSnapshot peer) =>
        peer.Address?.ToString() ?? _addressOfEndpoint.GetValueOrDefault(peer.Endpoint, peer.Endpoint);

    private NodeDraft Node(string id, TopologyNodeKind kind)
    {
        if (!_nodes.TryGetValue(id, out NodeDraft? node)) { _nodes.Add(id, node = new NodeDraft(id, kind)); }

        return node;
    }

    private LinkDraft Link(string first, string second)
    {
        (string, string) key = Pair(first, second);
        if (!_peerLinks.TryGetValue(key, out LinkDraft? link)) { _peerLinks.Add(key, link = new LinkDraft(key.Item1, key.Item2)); }

        return link;
    }

    private static (string, string) Pair(string first, string second) =>
        string.CompareOrdinal(first, second) < 0 ? (first, second) : (second, first);
}
