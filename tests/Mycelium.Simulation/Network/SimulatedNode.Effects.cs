using Mycelium.Engine.Peering;
using Mycelium.Engine.Routing;
using Mycelium.Engine.Transports;
using Mycelium.Engine.Wire;

namespace Mycelium.Simulation.Network;

/// <content>Carries out what router and peer table decide, and tells them of connections.</content>
internal sealed partial class SimulatedNode
{
    private const int TakeOverRequests = 4096;

    // The number of the last attempt to connect to a peer, or one more if it was called off.
    private readonly Dictionary<Endpoint, int> _dials = [];

    /// <summary>Whether an attempt to connect is neither called off nor one of an earlier start.</summary>
    internal bool IsDialling(Endpoint endpoint, int attempt) => IsRunning && _dials.GetValueOrDefault(endpoint) == attempt;

    /// <summary>An attempt to connect succeeded.</summary>
    internal void HandleDialled(Endpoint endpoint, LinkEnd end)
    {
        Peers.DialSucceeded(endpoint, end.Id, Clock, _network.PeerEffects);
        if (Peers.Find(end.Id) is null)
        {
            end.Close();
        }
        else
        {
            Attach(end);
        }

        CarryOutPeerEffects();
    }

    /// <summary>An attempt to connect failed.</summary>
    internal void HandleDialFailed(Endpoint endpoint, string reason)
    {
        Peers.DialFailed(endpoint, reason, Clock, _network.PeerEffects);
        CarryOutPeerEffects();
    }

    /// <summary>A connection came in.</summary>
    internal void HandleAccepted(LinkEnd end)
    {
        var endpoint = Endpoint.Memory($"inbound-{end.Id.Value}");
        if (Peers.TryAccept(endpoint, null, end.Id, Clock, _network.PeerEffects) is null)
        {
            Attach(end);
        }
        else
        {
            end.Close();
        }

        CarryOutPeerEffects();
    }

    private void Attach(LinkEnd end)
    {
        Links.Add(end.Id, end);
        end.IsAttached = true;
        _network.Trace?.Write(_network.Now, $"{Number} connected to {end.Other.Owner.Number}");
        HandleRouter(RouterEvent.LinkUp(end.Id, StaticCost));
    }

    private void Lose(LinkEnd end, string reason)
    {
        end.Close();
        if (!Links.Remove(end.Id)) { return; }

        end.IsAttached = false;

        _network.Trace?.Write(_network.Now, $"{Number} lost {end.Other.Owner.Number}: {reason}");
        _network.TouchesAll = true;
        Peers.LinkClosed(end.Id, reason, end.ReceivedBytes, end.SentBytes, Clock, _network.PeerEffects);
        HandleRouter(RouterEvent.LinkDown(end.Id));
        CarryOutPeerEffects();
    }

    private void HandleRouter(in RouterEvent input)
    {
        Router.Handle(input, Clock, _network.RouterEffects);
        CarryOutRouterEffects();
    }

    private void CarryOutRouterEffects()
    {
        EffectList effects = _network.RouterEffects;
        for (int i = 0; i < effects.Count; i++) { CarryOut(effects[i]); }

        effects.Clear();
    }

    private void CarryOut(in RouterEffect effect)
    {
        switch (effect.Kind)
        {
            case RouterEffectKind.SendTlv:
                LinkEnd end = _network.EndOf(effect.Link);
                if (end.IsAttached) { _network.SendControl(end, effect.Tlv); }

                break;
            case RouterEffectKind.ForwardingChanged:
                LinkId before = Forwarding.Find(effect.Subnet.Network)?.NextHop ?? LinkId.None;
                Forwarding.Set(effect.Subnet, effect.Key, effect.Link, effect.ExpiresAt);
                _network.NoteForwarding(this, effect.Subnet, before, effect.Link);
                break;
            case RouterEffectKind.ForwardingRemoved:
                Forwarding.Remove(effect.Subnet);
                _network.Touched.Add(effect.Subnet);
                break;
            case RouterEffectKind.SubnetResolved:
                Release(effect.Subnet);
                break;
            case RouterEffectKind.SubnetUnreachable:
                Refuse(effect.Subnet);
                break;
            case RouterEffectKind.CloseLink:
                PostLoss(effect.Link, "It no longer answers.");
                break;
            case RouterEffectKind.NeighbourIdentified:
                Peers.NeighbourIdentified(effect.Link, effect.RouterId, Clock, _network.PeerEffects);
                CarryOutPeerEffects();
                break;
            case RouterEffectKind.LinkHealthChanged:
                if (Links.TryGetValue(effect.Link, out LinkEnd? changed)) { _network.NoteHealth(changed, Router.IsSuspect(effect.Link)); }

                break;
            default:
                throw new InvalidOperationException($"No rule for {effect.Kind}.");
        }
    }

    private void CarryOutPeerEffects()
    {
        List<PeerEffect> effects = _network.PeerEffects;
        for (int i = 0; i < effects.Count; i++)
        {
            PeerEffect effect = effects[i];
            switch (effect.Kind)
            {
                case PeerEffectKind.Dial:
                    int attempt = _dials[effect.Endpoint] = _dials.GetValueOrDefault(effect.Endpoint) + 1;
                    _network.Dial(this, effect.Endpoint, _peerEdges[effect.Endpoint], attempt);
                    break;
                case PeerEffectKind.CancelDial:
                    _dials[effect.Endpoint]++;
                    _posted.Enqueue(() => HandleDialFailed(effect.Endpoint, "Called off."));
                    break;
                case PeerEffectKind.CloseLink:
                    PostLoss(effect.Link, effect.Reason ?? "It is no longer needed.");
                    break;
                case PeerEffectKind.LearnRoutes when Links.TryGetValue(effect.Link, out LinkEnd? kept):
                    foreach (ControlTlv request in Router.RequestsToTakeOver(effect.Link, TakeOverRequests))
                    {
                        _network.SendControl(kept, request);
                    }

                    break;
                default:
                    break;
            }
        }

        effects.Clear();
    }

    private void PostLoss(LinkId link, string reason)
    {
        if (Links.TryGetValue(link, out LinkEnd? end)) { _posted.Enqueue(() => Lose(end, reason)); }
    }
}
