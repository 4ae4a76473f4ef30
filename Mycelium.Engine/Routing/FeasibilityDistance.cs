using Mycelium.Engine.Wire;

namespace Mycelium.Engine.Routing;

/// <summary>The best that this node has announced for a source: what comes in must be better to be free of loops.</summary>
/// <param name="Seqno">Sequence number announced.</param>
/// <param name="Metric">Metric announced, with the link cost.</param>
/// <remarks>Source: <c>routing-behaviour.md</c> sections 3.3 and 6.1; RFC 8966 section 3.5.1.</remarks>
public readonly record struct FeasibilityDistance(SequenceNumber Seqno, Metric Metric)
{
    /// <summary>Whether a route with these received values can't form a loop. A retraction never can.</summary>
    public bool Allows(SequenceNumber seqno, Metric metric) =>
        metric.IsInfinite || seqno.IsNewerThan(Seqno) || (seqno == Seqno && metric < Metric);

    /// <summary>The distance after an announcement, and whether its time of life starts anew.</summary>
    public FeasibilityDistance Announce(SequenceNumber seqno, Metric metric, out bool isRenewed)
    {
        bool isNewer = seqno.IsNewerThan(Seqno);
        bool isSmaller = seqno == Seqno && metric < Metric;
        isRenewed = isNewer || isSmaller || !metric.IsInfinite;
        return isNewer ? new(seqno, metric) : isSmaller ? this with { Metric = metric } : this;
    }
}
