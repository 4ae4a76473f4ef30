using Mycelium.Engine.DataPlane;
using Mycelium.Engine.Management;
using Mycelium.Engine.Peering;
using Mycelium.Engine.Routing;

namespace Mycelium.Engine;

/// <content>Carries out what router and peer table decided.</content>
internal sealed partial class NodeControl
{
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
                _peers.NeighbourIdentified(effect.Link, effect.RouterId, _peerEffects);
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
            case PeerEffectKind.Dial or PeerEffectKind.CloseLink:
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
