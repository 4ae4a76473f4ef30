namespace Mycelium.Engine.Topology;

/// <summary>What one or several nodes know of the network: nodes, links between them, and routes. Never changes.</summary>
/// <remarks>
/// A node knows itself, its peers, and for each destination the next hop and the total cost, but not what lies between: such a destination
/// is drawn behind the next hop. Where several nodes were asked, their knowledge is one: the same address is the same node, and what is
/// said of the ways behind a peer is left out where that peer was asked itself. The order is always the same.
/// </remarks>
public sealed record NetworkTopology
{
    /// <summary>Most links for each node that <see cref="Limit"/> keeps.</summary>
    internal const int LinksPerNode = 4;

    /// <summary>When the nodes were asked.</summary>
    public required DateTimeOffset GeneratedAt { get; init; }

    /// <summary>The nodes: those that were asked, then their peers, then the rest; by name, then by address.</summary>
    public required IReadOnlyList<TopologyNode> Nodes { get; init; }

    /// <summary>The links, in the order of the nodes.</summary>
    public required IReadOnlyList<TopologyLink> Links { get; init; }

    /// <summary>The routes of the nodes that were asked, in the order of the nodes.</summary>
    public required IReadOnlyList<TopologyRoute> Routes { get; init; }

    /// <summary>Number of nodes that were left out by <see cref="Limit"/>.</summary>
    public int OmittedNodeCount { get; init; }

    /// <summary>Number of links that were left out by <see cref="Limit"/>.</summary>
    public int OmittedLinkCount { get; init; }

    /// <summary>Joins the knowledge of nodes.</summary>
    /// <param name="views">What each knows; a node that is given twice counts once.</param>
    /// <param name="generatedAt">When they were asked.</param>
    public static NetworkTopology Build(IEnumerable<NodeView> views, DateTimeOffset generatedAt)
    {
        ArgumentNullException.ThrowIfNull(views);
        return new TopologyBuilder(views).Build(generatedAt);
    }

    /// <summary>Leaves out what would be too much to draw: nodes from the end of the order, but of destinations the most distant first;
    /// then links beyond four a node, fallback ones first.</summary>
    /// <param name="maximumNodes">Most nodes to keep, at least 1.</param>
    public NetworkTopology Limit(int maximumNodes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maximumNodes, 1);
        HashSet<string> kept = Nearest(maximumNodes);
        TopologyLink[] between = [.. Links.Where(link => kept.Contains(link.From) && kept.Contains(link.To))];
        var links = between.OrderBy(link => link.Kind).ThenBy(link => link.Metric ?? 0).Take(LinksPerNode * maximumNodes).ToHashSet();
        if (kept.Count == Nodes.Count && links.Count == Links.Count) { return this; }

        return this with
        {
            Nodes = Nodes.Where(node => kept.Contains(node.Id)).ToArray(),
            Links = between.Where(links.Contains).ToArray(),
            Routes = Routes.Where(route => kept.Contains(route.From) && kept.Contains(route.To) && kept.Contains(route.NextHop)).ToArray(),
            OmittedNodeCount = OmittedNodeCount + Nodes.Count - kept.Count,
            OmittedLinkCount = OmittedLinkCount + Links.Count - links.Count,
        };
    }

    /// <summary>How many nodes and links there are.</summary>
    public override string ToString() => $"{TopologyText.Count(Nodes.Count, "node")}, {TopologyText.Count(Links.Count, "link")}";

    private HashSet<string> Nearest(int maximum)
    {
        Dictionary<string, int> metrics = Routes.GroupBy(route => route.To)
            .ToDictionary(group => group.Key, group => group.Min(route => route.Metric), StringComparer.Ordinal);
        return Nodes.OrderBy(node => node.Kind)
            .ThenBy(node => node.Kind == TopologyNodeKind.Remote ? metrics.GetValueOrDefault(node.Id, int.MaxValue) : 0)
            .Take(maximum)
            .Select(node => node.Id)
            .ToHashSet(StringComparer.Ordinal);
    }
}
