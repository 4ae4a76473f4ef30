using Mycelium.Engine.Identity;
using Mycelium.Engine.Wire;

namespace Mycelium.Engine.Routing;

/// <summary>A row of the source table: what was announced of a subnet under one router id.</summary>
internal struct SourceEntry
{
    internal RouteOrigin Origin;
    internal TimeSpan ExpiresAt;
    internal FeasibilityDistance Distance;

    /// <summary>How fast the seqno has advanced; see <see cref="SeqnoLimit"/>. On the clock of <see cref="ExpiresAt"/>.</summary>
    internal TimeSpan SeqnoDebt;

    internal readonly RouterId RouterId => Origin.RouterId;

    /// <summary>Takes in an announcement that would expire at <paramref name="expiresAt"/>.</summary>
    internal void Announce(SequenceNumber seqno, Metric metric, TimeSpan expiresAt)
    {
        SeqnoDebt = SeqnoLimit.Charge(SeqnoDebt, SeqnoLimit.Advance(Distance.Seqno, seqno), expiresAt);
        Distance = Distance.Announce(seqno, metric, out bool isRenewed);
        if (isRenewed) { ExpiresAt = expiresAt; }
    }
}
