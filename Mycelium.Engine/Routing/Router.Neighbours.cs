using Mycelium.Engine.Wire;

namespace Mycelium.Engine.Routing;

/// <content>Links coming and going, Hellos, and who is silent. Source: <c>routing-behaviour.md</c> sections 4, 5 and 9.</content>
public sealed partial class Router
{
    private void AddNeighbour(LinkId link, ushort staticCost, TimeSpan now, EffectList effects)
    {
        uint smoothed = _options.HasFixedCosts ? 0 : _options.InitialSmoothedCost;
        var neighbour = new Neighbour(link, staticCost, smoothed, now, _options.Health) { HasFixedCost = _options.HasFixedCosts, Limits = new RequestLimits(_options) };
        if (!_neighbours.TryAdd(link, neighbour)) { throw new ArgumentException($"{link} is up already.", nameof(link)); }

        Send(neighbour, ControlTlv.From(OwnUpdate()), effects);
        foreach (Destination destination in _queried)
        {
            bool isOurs = destination.Activity?.QueryGeneration == 0;
            if (isOurs || !IsLarge) { Send(neighbour, Request(destination, 0), effects); }
        }

        LookAt(neighbour, now, effects);
    }

    private void SendHellos(TimeSpan now, EffectList effects)
    {
        foreach (Neighbour neighbour in _neighbours.Values)
        {
            if (neighbour.Health is null) { SendHello(neighbour, now, effects); }
        }
    }

    private void SendHello(Neighbour neighbour, TimeSpan now, EffectList effects)
    {
        var hello = new HelloTlv(true, neighbour.HelloSeqno, Centiseconds(_options.HelloInterval));
        neighbour.HelloSeqno = neighbour.HelloSeqno.Next;
        neighbour.HelloTime = now;
        Send(neighbour, ControlTlv.From(hello), effects);
    }

    private void CloseSilentNeighbours(TimeSpan now, EffectList effects)
    {
        List<Neighbour> silent = [.. _neighbours.Values.Where(neighbour => now - neighbour.IhuTime > _options.NeighbourTimeout)];
        foreach (Neighbour neighbour in silent) { CloseNeighbour(neighbour, now, effects); }
    }

    private void CloseNeighbour(Neighbour neighbour, TimeSpan now, EffectList effects)
    {
        RemoveNeighbour(neighbour, now, effects);
        effects.Add(RouterEffect.CloseLink(neighbour.Link));
    }

    private void RemoveNeighbour(Neighbour neighbour, TimeSpan now, EffectList effects)
    {
        neighbour.IsAlive = false;
        _neighbours.Remove(neighbour.Link);
        _distrust.Forget(neighbour.Link);
        if (neighbour.RouteCount == 0) { return; }

        _lost.Enqueue((neighbour, new Queue<Destination>(neighbour.Destinations())));
        LoseRoutes(now, effects);
    }

    /// <summary>Takes back the routes of lost neighbours, a slice at a time: one may have had very many, of which all others were told.</summary>
    private void LoseRoutes(TimeSpan now, EffectList effects)
    {
        for (int i = 0; i < _options.LossSlice && _lost.TryPeek(out (Neighbour Neighbour, Queue<Destination> Destinations) lost); i++)
        {
            if (lost.Destinations.TryDequeue(out Destination? destination))
            {
                LoseNextHop(destination, lost.Neighbour, now, effects);
            }
            else
            {
                _lost.Dequeue();
            }
        }
    }

    private void LoseNextHop(Destination destination, Neighbour neighbour, TimeSpan now, EffectList effects)
    {
        int index = destination.IndexOf(neighbour);
        if (index != 0 || !destination.HasSelected)
        {
            if (index >= 0) { destination.RemoveAt(index); }

            Settle(destination, effects);
            return;
        }

        Route lost = destination.Routes[0];
        Retract(ref destination.Routes[0], now);
        int best = SelectBest(destination);
        if (best < 0) { RequestSeqnoFromAnnouncers(destination, lost.RouterId, now, effects); }

        destination.Select(best, now);
        AnnounceToAll(destination, lost, now, effects);

        // In this order: packets that are released must find their route.
        Settle(destination, effects);
        effects.Add(best < 0 ? RouterEffect.SubnetUnreachable(destination.Subnet) : RouterEffect.SubnetResolved(destination.Subnet));
        if (destination.TotalToAnnounce.IsInfinite) { AskForAnother(destination, neighbour, now, effects); }
    }

    private void Retract(ref Route route, TimeSpan now)
    {
        route.Metric = Metric.Infinite;
        route.ExpiresAt = now + _options.RetractionHold;
    }
}
