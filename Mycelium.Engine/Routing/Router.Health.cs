using Mycelium.Engine.Wire;

namespace Mycelium.Engine.Routing;

/// <content>
/// Links that stop answering, and costs that change. A route over a suspected link serves only where there is no other, and the
/// neighbours are told that there is none: announcing less than is known breaks no rule of RFC 8966.
/// </content>
public sealed partial class Router
{
    /// <summary>Counts what may have changed the table; the owner tells by it whether anybody must be told.</summary>
    internal long Changes { get; private set; }

    /// <summary>Whether a link that is up does not answer.</summary>
    public bool IsSuspect(LinkId link) => _neighbours.TryGetValue(link, out Neighbour? neighbour) && neighbour.IsSuspect;

    /// <summary>How often a link was suspected since it came up.</summary>
    internal int Suspicions(LinkId link) => _neighbours.TryGetValue(link, out Neighbour? neighbour) ? neighbour.Health?.Suspicions ?? 0 : 0;

    /// <summary>Whether an answer of a link is missing: what its transport knows of it should be asked for.</summary>
    internal bool IsProofMissing(LinkId link) =>
        _neighbours.TryGetValue(link, out Neighbour? neighbour) && neighbour.Health is { IsProofMissing: true };

    /// <summary>Whether <see cref="HandleTimers"/> would look at a link: what was seen of it must be taken in before.</summary>
    internal bool IsLookDue(LinkId link, TimeSpan now) =>
        _neighbours.TryGetValue(link, out Neighbour? neighbour) && neighbour.Health?.IsDue(now) == true;

    private void LookAtLinks(TimeSpan now, EffectList effects)
    {
        _nextLook = TimeSpan.MaxValue;
        List<Neighbour>? dead = null;
        foreach (Neighbour neighbour in _neighbours.Values)
        {
            if (neighbour.Health is null) { continue; }

            if (!neighbour.Health.IsDue(now))
            {
                _nextLook = Earlier(_nextLook, neighbour.Health.NextLook);
            }
            else if (!LookAt(neighbour, now, effects))
            {
                (dead ??= []).Add(neighbour);
            }
        }

        foreach (Neighbour neighbour in dead ?? []) { CloseNeighbour(neighbour, now, effects); }
    }

    // False if the link must be closed.
    private bool LookAt(Neighbour neighbour, TimeSpan now, EffectList effects)
    {
        if (neighbour.Health is not { } health) { return true; }

        LinkVerdict verdict = health.Look(now, out bool mustProbe);
        if (mustProbe) { SendHello(neighbour, now, effects); }

        _nextLook = Earlier(_nextLook, health.NextLook);
        if (verdict is LinkVerdict.Suspected or LinkVerdict.Recovered)
        {
            CompareRoutes(neighbour, now, effects);
            effects.Add(RouterEffect.LinkHealthChanged(neighbour.Link));
        }

        return verdict != LinkVerdict.Dead;
    }

    private void ProbeAll(bool isAwakening, TimeSpan now, EffectList effects)
    {
        foreach (Neighbour neighbour in _neighbours.Values)
        {
            if (isAwakening)
            {
                neighbour.Wake(now);
            }
            else
            {
                neighbour.Health?.Challenge(now);
            }
        }

        LookAtLinks(now, effects);
    }

    /// <summary>Compares the routes through a neighbour anew when its cost has moved away from what they were compared with.</summary>
    private void CompareCost(Neighbour neighbour, TimeSpan now, EffectList effects)
    {
        Metric cost = neighbour.Cost;
        if (neighbour.Compared is { } last)
        {
            int margin = Math.Max(_options.BigMetricChange, last.Cost.Value * _options.SignificantPercent / 100);
            if (last.Cost.DistanceTo(cost) <= margin || now - last.At < _options.CostPause) { return; }
        }

        CompareRoutes(neighbour, now, effects);
    }

    private void SetCost(Neighbour neighbour, Metric? cost, TimeSpan now, EffectList effects)
    {
        if (neighbour.FixedCost == cost) { return; }

        neighbour.FixedCost = cost;
        CompareRoutes(neighbour, now, effects);
    }

    private void CompareRoutes(Neighbour neighbour, TimeSpan now, EffectList effects)
    {
        neighbour.Compared = (neighbour.Cost, now);
        if (neighbour.RouteCount == 0) { return; }

        foreach (Destination destination in neighbour.Destinations()) { Reselect(destination, now, effects); }
    }

    private void Reselect(Destination destination, TimeSpan now, EffectList effects)
    {
        Changes++;
        Route? old = SelectedOf(destination);
        int best = SelectBest(destination);
        if (best < 0 && old is { } lost) { RequestSeqnoFromAnnouncers(destination, lost.RouterId, now, effects); }

        destination.Select(best, now);
        Route? selected = SelectedOf(destination);
        if (IsWorthAnnouncing(old, selected) || HidesOrShows(destination))
        {
            AnnounceToAll(destination, old, now, effects);
        }
        else if (selected is not null)
        {
            AnnounceDrift(destination, now, effects);
        }

        Settle(destination, effects);
        TellWaitingPackets(destination, old, selected, effects);
        if (old is { } former && destination.TotalToAnnounce.IsInfinite) { AskForAnother(destination, former.NextHop, now, effects); }
    }

    /// <summary>Notes traffic to a destination; asks for a second route now and then where only one can be used.</summary>
    private void NoteUse(Destination destination, TimeSpan now, EffectList effects)
    {
        destination.Active.UsedAt = now;
        if (destination.HasSelected && destination.Routes[0].NextHop.Health is { } health)
        {
            health.NoteUse(now);
            _nextLook = Earlier(_nextLook, health.NextLook);
        }

        TimeSpan pause = destination.IsSelectedSuspect ? _options.LossPause : _options.FallbackPause;
        if (!destination.HasSelected || HasFallback(destination) || now - destination.Active.OtherAskedAt < pause) { return; }

        Neighbour nextHop = destination.Routes[0].NextHop;
        if (_neighbours.Count > 1 && _fallbackRequests.TryTake(now)) { AskOthers(destination, nextHop, now, effects); }
    }

    /// <summary>Asks all others at once when the route to a destination in use is lost, or no longer to be relied on.</summary>
    private void AskForAnother(Destination destination, Neighbour lost, TimeSpan now, EffectList effects)
    {
        bool isUsed = now - destination.Activity?.UsedAt < _options.UseLasts;
        if (isUsed && !(now - destination.Active.OtherAskedAt < _options.LossPause)) { AskOthers(destination, lost, now, effects); }
    }

    /// <summary>What others ask for, and only infeasible routes are known of, is asked for by us: they may have no other way.</summary>
    private void AskForUsable(Destination destination, TimeSpan now, EffectList effects)
    {
        bool isOurs = _options.Health is not null && !destination.HasSelected;
        if (isOurs) { RequestSeqnoFromAnnouncers(destination, destination.Origin, now, effects); }
    }

    private void AskOthers(Destination destination, Neighbour except, TimeSpan now, EffectList effects)
    {
        destination.Active.OtherAskedAt = now;
        SendRequests(destination, NearbyGeneration, except, effects);
    }

    private static bool HasFallback(Destination destination)
    {
        RouteList routes = destination.Routes;
        for (int i = 1; i < routes.Length; i++)
        {
            ref Route route = ref routes[i];
            bool serves = !route.Metric.IsInfinite
                && !route.NextHop.IsSuspect
                && destination.IsFeasible(route.RouterId, route.Seqno, route.Metric);
            if (serves) { return true; }
        }

        return false;
    }
}
