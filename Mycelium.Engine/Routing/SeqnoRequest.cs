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

    /// <summary>To whom it was sent; as many entries as there are links, or a few more.</summary>
    internal LinkSet Targets { get; } = new();

    /// <summary>Who asked us; as many entries as there are links, or a few more.</summary>
    internal LinkSet Requesters { get; } = new();
}
