using Mycelium.Engine.Identity;
using Mycelium.Engine.Wire;

namespace Mycelium.Engine.Routing;

/// <summary>One live connection as the router sees it. Source: <c>routing-behaviour.md</c> sections 3.1 and 5.</summary>
internal sealed class Neighbour(LinkId link, ushort staticCost, uint smoothedCost, TimeSpan now, LinkHealthOptions? health = null)
{
    private const int FewStale = 16;

    private readonly RoundTripFilter _roundTrips = new();

    // Who has, or had, a route through here: what was removed stays until it is a half of them.
    private List<Destination> _destinations = [];

    internal LinkId Link { get; } = link;

    internal bool IsAlive { get; set; } = true;

    /// <summary>Whether the round trip leaves the cost as it is.</summary>
    internal bool HasFixedCost { get; init; }

    internal SequenceNumber HelloSeqno { get; set; }

    /// <summary>When the last Hello was sent, or the link came up.</summary>
    internal TimeSpan HelloTime { get; set; } = now;

    /// <summary>When the last IHU was received, or the link came up.</summary>
    internal TimeSpan IhuTime { get; private set; } = now;

    /// <summary>Smoothed time from Hello to IHU, in milliseconds.</summary>
    internal uint SmoothedCost { get; set; } = smoothedCost;

    /// <summary>The last time from Hello to IHU; null before the first.</summary>
    internal TimeSpan? RoundTripTime { get; private set; }

    /// <summary>Whether it answers; null if only the regular Hellos tell.</summary>
    internal LinkHealth? Health { get; } = health is null ? null : new LinkHealth(health, now);

    /// <summary>Whether answers are missing: its routes serve only where there is no other, and are announced to nobody.</summary>
    internal bool IsSuspect => Health?.IsSuspect ?? false;

    /// <summary>The cost with which its routes were last compared, and when.</summary>
    internal (Metric Cost, TimeSpan At)? Compared { get; set; }

    /// <summary>Whose own route came over this link; null until one did.</summary>
    internal RouterId? RouterId { get; set; }

    /// <summary>Whether another link had the same router id before this one, and nothing has proved yet that both are right.</summary>
    internal bool IsOwnerDoubted { get; set; }

    /// <summary>What it may ask of this node.</summary>
    internal RequestLimits Limits { get; init; } = new(new RouterOptions());

    /// <summary>Number of routes through this neighbour.</summary>
    internal int RouteCount { get; private set; }

    /// <summary>Number of searches that were begun for it and go on.</summary>
    internal int OpenSearches { get; set; }

    /// <summary>The destinations with a route through this neighbour, each once.</summary>
    internal List<Destination> Destinations()
    {
        RemoveStale();
        return [.. _destinations];
    }

    /// <summary>Called by a destination that has a new route through this neighbour.</summary>
    internal void NoteAdded(Destination destination)
    {
        RouteCount++;
        _destinations.Add(destination);
    }

    /// <summary>Called by a destination whose route through this neighbour is gone.</summary>
    internal void NoteRemoved()
    {
        RouteCount--;
        if (_destinations.Count > (2 * RouteCount) + FewStale) { RemoveStale(); }
    }

    /// <summary>What the user says the link costs; null takes what is measured.</summary>
    internal Metric? FixedCost { get; set; }

    /// <summary>Cost of the link, finite and never 0: what a node announces must be worse than what it received.</summary>
    /// <remarks>Source: RFC 8966 section 3.4.</remarks>
    internal Metric Cost => FixedCost ?? new((ushort)Math.Clamp(SmoothedCost + staticCost, 1, Metric.LargestFinite.Value));

    /// <summary>Takes the arrival of an IHU as a sample of the round trip time.</summary>
    internal void HandleIhu(TimeSpan now)
    {
        if (Health is not null)
        {
            HandleAnswer(Health, now);
            return;
        }

        RoundTripTime = now - HelloTime;
        uint sample = (ushort)(long)RoundTripTime.Value.TotalMilliseconds;
        SmoothedCost = ((SmoothedCost * 9) + sample) / 10;
        IhuTime = now;
    }

    /// <summary>The machine slept: what was missed meanwhile is not held against the neighbour.</summary>
    internal void Wake(TimeSpan now)
    {
        IhuTime = now;
        Health?.Wake(now);
    }

    private void RemoveStale()
    {
        if (_destinations.Count == RouteCount) { return; }

        HashSet<Destination> seen = new(RouteCount);
        _destinations = _destinations.FindAll(destination => destination.IndexOf(this) >= 0 && seen.Add(destination));
    }

    private void HandleAnswer(LinkHealth health, TimeSpan now)
    {
        bool isOwed = health.IsAnswerOwed;
        (TimeSpan RoundTrip, bool IsQuiet)? answer = health.TakeAnswer(now);
        if (isOwed) { IhuTime = now; }

        if (answer is not { } sample) { return; }

        RoundTripTime = sample.RoundTrip;
        if (HasFixedCost) { return; }

        if (sample.IsQuiet || !_roundTrips.HasValue) { SmoothedCost = _roundTrips.Add(sample.RoundTrip); }
    }
}
