using Mycelium.Engine.Wire;

namespace Mycelium.Engine.Routing;

/// <summary>
/// How fast the seqno of a source may advance: a leaky bucket, kept as the one moment at which it will be empty. An origin bumps its
/// seqno once in 4 s at most, so only somebody else's invention runs ahead faster; believed, it would make the origin's own Updates
/// look old for as long as a feasibility distance lives.
/// </summary>
internal static class SeqnoLimit
{
    /// <summary>Advance allowed at once: what may have been missed of an honest origin while its other announcers were heard.</summary>
    internal const int Burst = 16;

    /// <summary>Time in which one more is allowed: half of the least time between two bumps.</summary>
    internal static readonly TimeSpan Leak = TimeSpan.FromSeconds(2);

    /// <summary>By how much one seqno is newer than another, 0 to 32767; 0 if it is not.</summary>
    internal static int Advance(SequenceNumber from, SequenceNumber to) => to.IsNewerThan(from) ? (ushort)(to.Value - from.Value) : 0;

    /// <summary>Least time between two bumps of an honest origin.</summary>
    internal static readonly TimeSpan Pause = TimeSpan.FromSeconds(4);

    /// <summary>Whether an advance is within the bound.</summary>
    /// <param name="debt">The bucket.</param>
    /// <param name="advance">By how much the seqno is newer.</param>
    /// <param name="now">The clock of the bucket.</param>
    /// <param name="unheard">For how long nothing newer was announced: an honest origin may have bumped all the time.</param>
    internal static bool Allows(TimeSpan debt, int advance, TimeSpan now, TimeSpan unheard) =>
        Charge(debt, advance - (int)(unheard / Pause), now) - now <= Leak * Burst;

    /// <summary>The moment at which the bucket is empty after an advance.</summary>
    internal static TimeSpan Charge(TimeSpan debt, int advance, TimeSpan now) => (debt > now ? debt : now) + (Leak * advance);
}
