using Mycelium.Engine.Management;
using Mycelium.Engine.Peering;

namespace Mycelium.Engine.Topology;

/// <summary>A connection of a topology that is being built, with what each end says of it.</summary>
internal sealed class LinkDraft(string first, string second)
{
    private PeerSnapshot? _ofFirst;
    private PeerSnapshot? _ofSecond;

    internal int RouteCount { get; set; }

    /// <summary>Adds what one end says. It may have the other as several peers, such as one that it dials and one that came in: the best
    /// counts.</summary>
    internal void Add(string speaker, PeerSnapshot peer)
    {
        ref PeerSnapshot? side = ref speaker == first ? ref _ofFirst : ref _ofSecond;
        if (side is null || StateOf(peer) < StateOf(side)) { side = peer; }
    }

    internal TopologyLink ToLink(IReadOnlyDictionary<string, int> order)
    {
        bool isSwapped = order[first] > order[second];
        (PeerSnapshot? near, PeerSnapshot? far) = isSwapped ? (_ofSecond, _ofFirst) : (_ofFirst, _ofSecond);
        var state = (TopologyLinkState)Math.Max((int)StateOf(near), (int)StateOf(far));
        return new TopologyLink
        {
            From = isSwapped ? second : first,
            To = isSwapped ? first : second,
            Kind = TopologyLinkKind.Peer,
            State = state,
            Cost = near?.Cost,
            ReverseCost = far?.Cost,
            RoundTripTime = near?.RoundTripTime,
            ReverseRoundTripTime = far?.RoundTripTime,
            RouteCount = RouteCount,
            LastError = state is TopologyLinkState.Dead or TopologyLinkState.Connecting ? near?.LastError ?? far?.LastError : null,
        };
    }

    // An end that says nothing does not make it worse.
    private static TopologyLinkState StateOf(PeerSnapshot? peer) => peer switch
    {
        null => TopologyLinkState.Alive,
        { State: PeerState.Alive, IsSuspect: true } => TopologyLinkState.Suspect,
        { State: PeerState.Alive } => TopologyLinkState.Alive,
        { State: PeerState.Connecting } => TopologyLinkState.Connecting,
        { State: PeerState.Disabled } => TopologyLinkState.Disabled,
        _ => TopologyLinkState.Dead,
    };
}
