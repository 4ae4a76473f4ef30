using Mycelium.Engine.Wire;

namespace Mycelium.Engine.Routing;

/// <content>Links coming and going, Hellos, and who is silent. Source: <c>routing-behaviour.md</c> sections 4, 5 and 9.</content>
public sealed partial class Router
{
    private void AddNeighbour(LinkId link, ushort staticCost, TimeSpan now, EffectList effects)
    {
        var neighbour = new Neighbour(link, staticCost, _options.InitialSmoothedCost, now);
        if (!_neighbours.TryAdd(link, neighbour)) { throw new ArgumentException($"{link} is up already.", nameof(link)); }

        Send(neighbour, ControlTlv.From(OwnUpdate()), effects);
        foreach (Destination destination in _queried) { Send(neighbour, Request(destination, 0), effects); }
    }

    private void SendHellos(TimeSpan now, EffectList effects)
    {
        foreach (Neighbour neighbour in _neighbours.Values)
        {
            var hello = new HelloTlv(true, neighbour.HelloSeqno, Centiseconds(_options.HelloInterval));
            neighbour.HelloSeqno = neighbour.HelloSeqno.Next;
            neighbour.HelloTime = now;
            Send(neighbour, ControlTlv.From(hello), effects);
        }
    }

    private void CloseSilentNeighbours(TimeSpan now, EffectList effects)
    {
        List<Neighbour> silent = [.. _neighbours.Values.Where(neighbour => now - neighbour.IhuTime > _options.NeighbourTimeout)];
        foreach (Neighbour neighbour in silent)
        {
            RemoveNeighbour(neighbour, now, effects);
            effects.Add(RouterEffect.CloseLink(neighbour.Link));
        }
    }

    private void RemoveNeighbour(Neighbour neighbour, TimeSpan now, EffectList effects)
    {
        neighbour.IsAlive = false;
        _neighbours.Remove(neighbour.Link);
        if (neighbour.RouteCount == 0) { return; }

        List<Destination> lost = [.. _destinations.All.Where(destination => destination.IndexOf(neighbour) >= 0)];
        foreach (Destination destination in lost) { LoseNextHop(destination, neighbour, now, effects); }
    }

    private void LoseNextHop(Destination destination, Neighbour neighbour, TimeSpan now, EffectList effects)
    {
        int index = destination.IndexOf(neighbour);
        if (index > 0 || !destination.HasSelected)
        {
            destination.RemoveAt(index);
            Settle(destination, effects);
            return;
        }

        Route lost = destination.Routes[0];
        Retract(ref destination.Routes[0], now);
        int best = SelectBest(destination);
        if (best < 0) { RequestSeqnoFromAnnouncers(destination, lost.RouterId, now, effects); }

        destination.Select(best, now);
        effects.Add(best < 0 ? RouterEffect.SubnetUnreachable(destination.Subnet) : RouterEffect.SubnetResolved(destination.Subnet));
        AnnounceToAll(destination, now, effects);
        Settle(destination, effects);
    }

    private void Retract(ref Route route, TimeSpan now)
    {
        route.Metric = Metric.Infinite;
        route.ExpiresAt = now + _options.RetractionHold;
    }
}
