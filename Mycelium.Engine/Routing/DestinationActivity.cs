namespace Mycelium.Engine.Routing;

/// <summary>What is held of a destination only while it is searched, used, or asked about: few are at a time.</summary>
internal sealed class DestinationActivity
{
    /// <summary>End of the search; null if there is none.</summary>
    internal TimeSpan? QueriedUntil { get; set; }

    /// <summary>Generation of the requests that were sent in the search; 0 if it is our own.</summary>
    internal byte QueryGeneration { get; set; }

    /// <summary>When the search began or failed.</summary>
    internal TimeSpan QueryTime { get; set; }

    /// <summary>When our own search asks again; null if it does not.</summary>
    internal TimeSpan? RetryAt { get; set; }

    /// <summary>The neighbour for whom the search was begun; null if it is our own.</summary>
    internal Neighbour? Asker { get; set; }

    /// <summary>End of showing that a search failed; null if none did.</summary>
    internal TimeSpan? NoRouteUntil { get; set; }

    /// <summary>When the route was last asked for again because it is in use.</summary>
    internal TimeSpan? RefreshedAt { get; set; }

    /// <summary>When traffic to it was last reported; null if never.</summary>
    internal TimeSpan? UsedAt { get; set; }

    /// <summary>When another route was last asked for.</summary>
    internal TimeSpan? OtherAskedAt { get; set; }

    /// <summary>When a drifted cost is due to be announced; null if none is.</summary>
    internal TimeSpan? DriftDueAt { get; set; }

    /// <summary>Seqno Requests that were sent or passed on.</summary>
    internal List<SeqnoRequest>? Requests { get; set; }

    /// <summary>Whom the answer of the search goes to; null if to nobody.</summary>
    internal LinkSet? Askers { get; set; }

    /// <summary>Who was told of a route, and is told what becomes of it; null if nobody.</summary>
    internal LinkSet? Audience { get; set; }

    /// <summary>Whether something is held that must not be forgotten.</summary>
    internal bool IsPending => QueriedUntil is not null || NoRouteUntil is not null || Requests is not null;

    /// <summary>Whether nothing is held.</summary>
    internal bool IsBlank =>
        !IsPending && RefreshedAt is null && UsedAt is null && OtherAskedAt is null && DriftDueAt is null && Askers is null && Audience is null;

    /// <summary>The last route is gone: nobody has it from us any more.</summary>
    internal void Lose()
    {
        RefreshedAt = null;
        UsedAt = null;
        OtherAskedAt = null;
        Audience = null;
    }
}
