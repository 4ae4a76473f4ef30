using Mycelium.Engine.Management;

namespace Mycelium.Engine.Topology;

/// <summary>What one node knows of the network, as it was when asked for.</summary>
/// <param name="Node">The node itself.</param>
/// <param name="Peers">Its peers.</param>
/// <param name="Routes">Its routing table.</param>
public sealed record NodeView(NodeSnapshot Node, IReadOnlyList<PeerSnapshot> Peers, IReadOnlyList<RouteSnapshot> Routes);
