using Mycelium.Engine.Identity;
using Mycelium.Engine.Wire;

namespace Mycelium.Engine.Routing;

/// <summary>A Seqno Request that this node sent or passed on, and who waits for what comes of it.</summary>
internal sealed class SeqnoRequest(RouterId routerId, SequenceNumber wanted)
{
    internal RouterId RouterId { get; } = routerId;

    internal SequenceNumber Wanted { get; } = wanted;

    /// <summary>When it was last sent to anybody.</summary>
    internal TimeSpan LastSent { get; set; }

    /// <summary>To whom it was sent; at most one entry per link.</summary>
    internal HashSet<LinkId> Targets { get; } = [];

    /// <summary>Who asked us; at most one entry per link.</summary>
    internal HashSet<LinkId> Requesters { get; } = [];
}
