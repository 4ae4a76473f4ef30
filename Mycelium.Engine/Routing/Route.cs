using Mycelium.Engine.Identity;
using Mycelium.Engine.Wire;

namespace Mycelium.Engine.Routing;

/// <summary>What one neighbour announced for a subnet. The metric is as received, without the link cost.</summary>
internal struct Route
{
    internal Neighbour NextHop;
    internal RouterId RouterId;
    internal SequenceNumber Seqno;
    internal Metric Metric;
    internal TimeSpan ExpiresAt;
    internal TimeSpan Since;

    /// <summary>Metric with the present cost of the link.</summary>
    internal readonly Metric Total => Metric.Plus(NextHop.Cost);
}
