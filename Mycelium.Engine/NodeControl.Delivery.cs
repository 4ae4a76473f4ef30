using Mycelium.Engine.DataPlane;
using Mycelium.Engine.Identity;
using Mycelium.Engine.Management;
using Mycelium.Engine.Routing;
using Mycelium.Engine.Wire;

namespace Mycelium.Engine;

/// <content>Carries out what the watch over own traffic wants.</content>
internal sealed partial class NodeControl
{
    private static readonly TimeSpan ProbeTimeout = TimeSpan.FromSeconds(4);

    private const byte ProbeHopLimit = 64;

    // Every node can take packets of 1280 bytes.
    private const int LargestProbe = 1280 - EchoClient.Overhead;

    private readonly List<DeliveryAction> _deliveryActions = [];
    private readonly DeliveryWatch _deliveries;
    private readonly Random _probeSizes;

    private void NoteDelivery(Ipv6Address address)
    {
        if (_forwarding.Find(address) is { } entry) { _deliveries.Note(entry.Subnet, entry.Key.Address, _clock.Now); }
    }

    private void NoteClaim(LinkId link, RouterId routerId)
    {
        if (_router.IsOwnerDoubted(link)) { _deliveries.NoteClaim(routerId.Key.Subnet, routerId.Key.Address, link, _clock.Now); }
    }

    private void HandleDeliveries()
    {
        TimeSpan now = _clock.Now;
        if (_deliveries.NextDeadline > now) { return; }

        _deliveries.Look(now, _deliveryActions);
        CarryOutDeliveryActions();
    }

    private void HandleProof(Subnet subnet, LinkId link)
    {
        _deliveries.Answered(subnet, link, _clock.Now, _deliveryActions);
        CarryOutDeliveryActions();
    }

    private void CarryOutDeliveryActions()
    {
        for (int i = 0; i < _deliveryActions.Count; i++) { CarryOut(_deliveryActions[i]); }

        _deliveryActions.Clear();
    }

    private void CarryOut(in DeliveryAction action)
    {
        switch (action.Kind)
        {
            case DeliveryActionKind.Probe:
                SendProbe(action.Subnet, action.Link, action.Address);
                break;
            case DeliveryActionKind.Doubted:
                HandleRouter(RouterEvent.DeliveryDoubted(action.Subnet));
                break;
            case DeliveryActionKind.Failed:
                HandleRouter(RouterEvent.DeliveryFailed(action.Subnet, action.Link, action.Duration));
                break;
            case DeliveryActionKind.Proved:
                HandleRouter(RouterEvent.DeliveryProved(action.Subnet, action.Link));
                break;
            case DeliveryActionKind.Rerouted:
                string rerouted = $"{action.Subnet}: {NameOf(action.Link)} announces it but does not deliver; "
                    + $"traffic goes through {NameOf(action.Other)}.";
                _events.Raise(NodeEventSeverity.Warning, "routing", rerouted);
                break;
            case DeliveryActionKind.Restored:
                _events.Raise(NodeEventSeverity.Information, "routing", $"{action.Subnet}: {NameOf(action.Link)} delivers again.");
                break;
            default:
                throw new InvalidOperationException($"No rule for {action.Kind}.");
        }
    }

    private void SendProbe(Subnet subnet, LinkId link, Ipv6Address address) =>
        _packets.Ping(new EchoRequest(address, 1, ProbeSize(), ProbeHopLimit, ProbeTimeout)
        {
            Via = link,
            Answered = () => _inbox.Post(() => HandleProof(subnet, link)),
        });

    // Who drops packets by their size can't make probes the exception.
    private int ProbeSize() => _probeSizes.Next(EchoClient.MinimumPayload, LargestProbe + 1);

    private string NameOf(LinkId link) => _links.TryGetValue(link, out NodeLink? known) ? known.Endpoint.ToString() : "a peer that is gone";
}
