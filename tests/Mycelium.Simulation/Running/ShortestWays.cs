using Mycelium.Simulation.Network;
using QuikGraph;
using QuikGraph.Algorithms;

namespace Mycelium.Simulation.Running;

/// <summary>The oracle: Dijkstra's method over the connections that are up, with the costs that their owners see.</summary>
internal sealed class ShortestWays
{
    private readonly AdjacencyGraph<int, TaggedEdge<int, int>> _graph = new(allowParallelEdges: true);

    internal ShortestWays(IEnumerable<SimulatedNode> nodes)
    {
        foreach (SimulatedNode node in nodes.Where(node => node.IsRunning))
        {
            _graph.AddVertex(node.Number);
            foreach (LinkEnd end in node.Links.Values.Where(end => end.Other.IsAlive))
            {
                _graph.AddVerticesAndEdge(new TaggedEdge<int, int>(node.Number, end.Other.Owner.Number, CostOf(end)));
            }
        }
    }

    /// <summary>Cost of a connection for the node at this end.</summary>
    internal static int CostOf(LinkEnd end) => end.Owner.Router.LinkState(end.Id)?.Cost.Value ?? 0;

    /// <summary>Finds the shortest ways from a node to the others.</summary>
    /// <returns>For the number of another node, the costs on the way; null if there is none.</returns>
    internal Func<int, IReadOnlyList<int>?> From(int node)
    {
        TryFunc<int, IEnumerable<TaggedEdge<int, int>>> find = _graph.ShortestPathsDijkstra(edge => edge.Tag, node);
        return to => find(to, out IEnumerable<TaggedEdge<int, int>> way) ? [.. way.Select(edge => edge.Tag)] : null;
    }
}
