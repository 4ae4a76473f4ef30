using Mycelium.Engine.DataPlane;
using Mycelium.Engine.Management;
using Mycelium.Engine.Peering;
using Mycelium.Engine.Routing;
using Mycelium.Engine.Wire;

namespace Mycelium.Engine;

/// <content>Carries out what router and peer table decided.</content>
internal sealed partial class NodeControl
{
    // Routes that are asked for when one connection to a node is given up for another.
    private const int TakeOverRequests = 4096;

    private void HandleRouter(in RouterEvent input)
    {
        _router.Handle(input, _clock.Now, _routerEffects);
        CarryOutRouterEffects();
    }

    // One effect can bring new ones to the end of the list, never to its beginning.
    private void CarryOutRouterEffects()
    {
        for (int i = 0; i < _routerEffects.Count; i++) { CarryOut(_routerEffects[i]); }

        _routerEffects.Clear();
    }

    private void CarryOut(in RouterEffect effect)
    {
        switch (effect.Kind)
        {
            case RouterEffectKind.SendTlv:
                _packets.SendControl(effect.Link, effect.Tlv);
                break;
            case RouterEffectKind.ForwardingChanged:
                Wipe(_forwarding.Set(effect.Subnet, effect.Key, effect.Link, effect.ExpiresAt));
                _hasChanged = true;
                break;
            case RouterEffectKind.ForwardingRemoved:
                Wipe(_forwarding.Remove(effect.Subnet));
                _hasChanged = true;
                break;
            case RouterEffectKind.OwnNextHopChanged:
                _forwarding.SetOwn(effect.Subnet, effect.Link);
                break;
            case RouterEffectKind.SubnetResolved:
                _packets.Release(effect.Subnet);
                _hasChanged = true;
                break;
            case RouterEffectKind.SubnetUnreachable:
                _packets.Refuse(effect.Subnet);
                _hasChanged = true;
                break;
            case RouterEffectKind.CloseLink:
                _packets.DetachLink(effect.Link, "It no longer answers.");
                break;
            case RouterEffectKind.NeighbourIdentified:
                NoteClaim(effect.Link, effect.RouterId);
                _peers.NeighbourIdentified(effect.Link, effect.RouterId, _clock.Now, _peerEffects);
                CarryOutPeerEffects();
                _hasChanged = true;
                break;
            case RouterEffectKind.LinkHealthChanged:
                ReportHealth(effect.Link);
                break;
            default:
                throw new InvalidOperationException($"No rule for {effect.Kind}.");
        }
    }

    private void Wipe(ForwardingEntry? entry)
    {
        if (entry is not null) { _packets.Wipe(entry); }
    }

    private void CarryOutPeerEffects()
    {
        for (int i = 0; i < _peerEffects.Count; i++) { CarryOut(_peerEffects[i]); }

        _peerEffects.Clear();
    }

    private void CarryOut(in PeerEffect effect)
    {
        switch (effect.Kind)
        {
            case PeerEffectKind.Dial when !_isStopping:
                _peering.BeginDial(effect.Endpoint);
                break;
            case PeerEffectKind.CancelDial:
                _peering.CancelDial(effect.Endpoint);
                break;
            case PeerEffectKind.CloseLink when _links.ContainsKey(effect.Link):
                _packets.DetachLink(effect.Link, effect.Reason ?? "It is no longer needed.");
                break;
            case PeerEffectKind.LearnRoutes when _links.TryGetValue(effect.Link, out NodeLink? link):
                link.ReceivedBefore = link.Counters.ReceivedBytes;
                foreach (ControlTlv request in _router.RequestsToTakeOver(effect.Link, TakeOverRequests))
                {
                    _packets.SendControl(effect.Link, request);
                }

                break;
            case PeerEffectKind.Dial or PeerEffectKind.CloseLink or PeerEffectKind.LearnRoutes:
                break;
            case PeerEffectKind.StateChanged:
                Report(effect);
                break;
            default:
                throw new InvalidOperationException($"No rule for {effect.Kind}.");
        }
    }

    private void Report(in PeerEffect effect)
    {
        _hasChanged = true;
        string reason = effect.Reason is null ? string.Empty : $" {effect.Reason}";
        NodeEventSeverity severity = effect.State == PeerState.Connecting ? NodeEventSeverity.Debug : NodeEventSeverity.Information;
        _events.Raise(severity, "peering", $"{effect.Endpoint}: {effect.State}.{reason}");
    }
}
