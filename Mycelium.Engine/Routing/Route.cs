using Mycelium.Engine.Identity;
using Mycelium.Engine.Wire;

namespace Mycelium.Engine.Routing;

/// <summary>What one neighbour announced for a subnet. The metric is as received, without the link cost.</summary>
internal struct Route : IInlineItem
{
    internal Neighbour NextHop;
    internal RouteOrigin Origin;
    internal TimeSpan ExpiresAt;
    internal TimeSpan Since;
    internal SequenceNumber Seqno;
    internal Metric Metric;

    public readonly bool IsPresent => NextHop is not null;

    internal readonly RouterId RouterId => Origin.RouterId;

    /// <summary>Metric with the present cost of the link.</summary>
    internal readonly Metric Total => Metric.Plus(NextHop.Cost);
}
