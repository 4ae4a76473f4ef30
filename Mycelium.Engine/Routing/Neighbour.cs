using Mycelium.Engine.Identity;
using Mycelium.Engine.Wire;

namespace Mycelium.Engine.Routing;

/// <summary>One live connection as the router sees it. Source: <c>routing-behaviour.md</c> sections 3.1 and 5.</summary>
internal sealed class Neighbour(LinkId link, ushort staticCost, uint smoothedCost, TimeSpan now)
{
    internal LinkId Link { get; } = link;

    internal bool IsAlive { get; set; } = true;

    internal SequenceNumber HelloSeqno { get; set; }

    /// <summary>When the last Hello was sent, or the link came up.</summary>
    internal TimeSpan HelloTime { get; set; } = now;

    /// <summary>When the last IHU was received, or the link came up.</summary>
    internal TimeSpan IhuTime { get; private set; } = now;

    /// <summary>Smoothed time from Hello to IHU, in milliseconds.</summary>
    internal uint SmoothedCost { get; set; } = smoothedCost;

    /// <summary>The last time from Hello to IHU; null before the first.</summary>
    internal TimeSpan? RoundTripTime { get; private set; }

    /// <summary>Whose own route came over this link; null until one did.</summary>
    internal RouterId? RouterId { get; set; }

    /// <summary>Number of routes through this neighbour.</summary>
    internal int RouteCount { get; set; }

    /// <summary>Cost of the link, finite.</summary>
    internal Metric Cost => new((ushort)Math.Min(SmoothedCost + staticCost, Metric.LargestFinite.Value));

    /// <summary>Takes the arrival of an IHU as a sample of the round trip time.</summary>
    internal void HandleIhu(TimeSpan now)
    {
        RoundTripTime = now - HelloTime;
        uint sample = (ushort)(long)RoundTripTime.Value.TotalMilliseconds;
        SmoothedCost = ((SmoothedCost * 9) + sample) / 10;
        IhuTime = now;
    }
}
