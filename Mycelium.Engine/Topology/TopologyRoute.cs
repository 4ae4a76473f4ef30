namespace Mycelium.Engine.Topology;

/// <summary>A route of one of the nodes that were asked, by the identifiers of nodes.</summary>
/// <param name="From">The node whose route it is.</param>
/// <param name="To">The destination.</param>
/// <param name="NextHop">The peer that packets go to.</param>
/// <param name="Metric">Total cost, 0 to 65534.</param>
/// <param name="IsSelected">Whether it is in use; otherwise it is a fallback.</param>
public sealed record TopologyRoute(string From, string To, string NextHop, int Metric, bool IsSelected)
{
    /// <summary>From where to where.</summary>
    public override string ToString() => $"{From} to {To}";
}
