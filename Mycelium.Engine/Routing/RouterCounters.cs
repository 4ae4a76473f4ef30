namespace Mycelium.Engine.Routing;

/// <summary>What the router counted since its start.</summary>
public sealed record RouterCounters
{
    /// <summary>TLVs taken in.</summary>
    public long ReceivedTlvs { get; internal set; }

    /// <summary>TLVs given out.</summary>
    public long SentTlvs { get; internal set; }

    /// <summary>Updates refused by the filters, or because another key holds the subnet.</summary>
    public long FilteredUpdates { get; internal set; }

    /// <summary>Updates that were not feasible.</summary>
    public long InfeasibleUpdates { get; internal set; }

    /// <summary>Updates whose seqno ran further ahead of what is known than an origin can have advanced.</summary>
    public long RefusedSeqnos { get; internal set; }

    /// <summary>Seqno Requests not passed on: their neighbour asks for the same subnet too often.</summary>
    public long RefusedSeqnoRequests { get; internal set; }

    /// <summary>Route Requests that could not be meant: other prefixes, or too old a generation.</summary>
    public long IgnoredRequests { get; internal set; }

    /// <summary>Requests dropped because their sender sent too many.</summary>
    public long LimitedRequests { get; internal set; }

    /// <summary>Routes and searches refused because a bound was reached.</summary>
    public long RefusedByBound { get; internal set; }
}
