using System.Net;
using Mycelium.Engine.Identity;
using Mycelium.Engine.Wire;

namespace Mycelium.Engine.Peering;

/// <content>Two connections with one node: which is kept, and that it knows what the other knew before that goes.</content>
public sealed partial class PeerTable
{
    /// <summary>The node at the other end of a connection announced itself.</summary>
    public void NeighbourIdentified(LinkId link, RouterId routerId, TimeSpan now, ICollection<PeerEffect> effects)
    {
        if (!_byLink.TryGetValue(link, out Peer? peer)) { return; }

        bool isNew = peer.RouterId is null;
        peer.RouterId = routerId;
        peer.IsSelf = routerId == self;
        if (peer.IsSelf)
        {
            effects.Add(Effect(PeerEffectKind.CloseLink, peer, "The endpoint is this node itself."));
            return;
        }

        if (isNew) { effects.Add(Effect(PeerEffectKind.StateChanged, peer)); }

        bool isOursGivenUp = self.Key.IsLargerThan(routerId.Key);
        foreach (Peer dialled in _peers.Values.Where(item => item.RouterId == routerId && IsReplaceable(item)))
        {
            if (InboundFrom(routerId, dialled.Address) is not { } inbound) { continue; }

            // Once for each pair: the other end may say again and again who it is.
            if (dialled.HandOverAt is not null || dialled.Twin == inbound.Link) { continue; }

            dialled.Twin = inbound.Link;
            effects.Add(Effect(PeerEffectKind.LearnRoutes, isOursGivenUp ? inbound : dialled));
            if (isOursGivenUp)
            {
                dialled.HandOverAt = now + options.HandOver;
                _handOvers.Add(dialled);
            }
        }
    }

    // True while the other connection has yet to answer.
    private bool TryHandOver(Peer dialled, TimeSpan now, ICollection<PeerEffect> effects)
    {
        dialled.HandOverAt = null;
        if (dialled.RouterId is not { } routerId || !IsReplaceable(dialled) || InboundFrom(routerId, dialled.Address) is not { } inbound)
        {
            return false;
        }

        if (!IsAnswering(inbound.Link))
        {
            dialled.HandOverAt = now + options.HandOver;
            effects.Add(Effect(PeerEffectKind.LearnRoutes, inbound));
            return true;
        }

        dialled.Substitute = inbound.Link;
        effects.Add(Effect(PeerEffectKind.CloseLink, dialled, "The node is connected to us already."));
        return false;
    }

    private Peer? InboundFrom(RouterId routerId, IPAddress? address) => _peers.Values.FirstOrDefault(peer =>
        peer.Kind == PeerKind.Inbound
        && peer.Link != LinkId.None
        && peer.RouterId == routerId
        && IsSameAddress(peer.Address, address));

    private static bool IsSameAddress(IPAddress? a, IPAddress? b) =>
        a is null || b is null ? a is null && b is null : Ipv6Address.From(a) == Ipv6Address.From(b);

    // A connection that this node dialled and still keeps.
    private static bool IsReplaceable(Peer peer) =>
        peer.Kind != PeerKind.Inbound && peer.Link != LinkId.None && peer.Substitute == LinkId.None;

    private void LoseSubstitute(Peer peer, TimeSpan now, ICollection<PeerEffect> effects)
    {
        peer.Substitute = LinkId.None;
        if (peer.Link != LinkId.None) { return; }

        peer.ConnectedAt = null;
        Plan(peer, now);
        effects.Add(Effect(PeerEffectKind.StateChanged, peer, "The connection that the node had opened to us ended."));
    }
}
