using Mycelium.Engine.Identity;
using Mycelium.Engine.Wire;

namespace Mycelium.Engine.Routing;

/// <content>Received Updates. Source: <c>routing-behaviour.md</c> sections 6 and 7.</content>
public sealed partial class Router
{
    private const int LifeNumerator = 7;
    private const int LifeDenominator = 2;

    /// <summary>How long a route lives after an Update.</summary>
    internal TimeSpan HoldTime(ushort intervalCentiseconds, Metric metric)
    {
        if (metric.IsInfinite) { return _options.RetractionHold; }

        TimeSpan interval = TimeSpan.FromMilliseconds(intervalCentiseconds * 10L);
        interval = interval < _options.MinimumUpdateInterval ? _options.MinimumUpdateInterval : interval;
        return interval * LifeNumerator / LifeDenominator;
    }

    /// <summary>The admission rules for a prefix, its key and its metric.</summary>
    internal static bool PassesFilters(in UpdateTlv update) =>
        update.Subnet.IsOverlay
        && update.Subnet.PrefixLength >= 64
        && (update.Metric.IsInfinite || update.Subnet.Contains(update.RouterId.Key.Address));

    private void HandleUpdate(Neighbour sender, in UpdateTlv update, TimeSpan now, EffectList effects)
    {
        _destinations.TryGet(update.Subnet, out Destination? destination);
        bool isKnownKey = destination is { Exists: true } && destination.Key == update.RouterId.Key;

        // A key that has passed for the subnet needs no second hash.
        if (!isKnownKey && !PassesFilters(update))
        {
            Counters.FilteredUpdates++;
            return;
        }

        if (update.Metric.Value == 0) { Identify(sender, update.RouterId, effects); }

        if (update.Subnet == _ownSubnet) { return; }

        if (destination is not null && IsTooFarAhead(destination, sender, update, now))
        {
            Counters.RefusedSeqnos++;
        }
        else if (destination is { Exists: true })
        {
            UpdateExisting(destination, sender, update, now, effects);
        }
        else if (!update.Metric.IsInfinite)
        {
            LearnSubnet(destination, sender, update, now, effects);
        }
    }

    private void Identify(Neighbour sender, RouterId routerId, EffectList effects)
    {
        if (sender.RouterId == routerId) { return; }

        sender.RouterId = routerId;
        sender.IsOwnerDoubted = HasOwner(routerId, sender);
        effects.Add(RouterEffect.NeighbourIdentified(sender.Link, routerId));
    }

    private void LearnSubnet(Destination? destination, Neighbour sender, in UpdateTlv update, TimeSpan now, EffectList effects)
    {
        if (destination?.IsFeasible(update.RouterId, update.Seqno, update.Metric) == false)
        {
            Counters.InfeasibleUpdates++;
            RequestSeqno(destination, update.RouterId, sender, now, effects);
            Settle(destination, effects);
            return;
        }

        destination ??= _destinations.TryAdd(update.Subnet, now);
        if (destination is null || !TryInsert(destination, sender, update, now))
        {
            Counters.RefusedByBound++;
            if (destination is not null) { Settle(destination, effects); }

            return;
        }

        destination.IsForAll = !IsLarge;
        SelectAndAnnounce(destination, null, update, now, effects);
    }

    private void UpdateExisting(Destination destination, Neighbour sender, in UpdateTlv update, TimeSpan now, EffectList effects)
    {
        if (!update.Metric.IsInfinite && destination.Key != update.RouterId.Key)
        {
            // Another key that hashes into the same prefix: the first one stays, until its routes are gone.
            Counters.FilteredUpdates++;
            return;
        }

        bool isFeasible = destination.IsFeasible(update.RouterId, update.Seqno, update.Metric);
        if (!isFeasible) { Counters.InfeasibleUpdates++; }

        int index = destination.IndexOf(sender);
        if (index < 0)
        {
            UpdateFromNewNeighbour(destination, sender, update, isFeasible, now, effects);
        }
        else
        {
            UpdateRoute(destination, index, update, isFeasible, now, effects);
        }
    }

    private void UpdateFromNewNeighbour(
        Destination destination, Neighbour sender, in UpdateTlv update, bool isFeasible, TimeSpan now, EffectList effects)
    {
        if (update.Metric.IsInfinite) { return; }

        Route? old = SelectedOf(destination);
        if (!isFeasible)
        {
            if (KeepsInfeasible(destination) && TryInsert(destination, sender, update, now)) { Settle(destination, effects); }

            RequestSeqnoIfBetter(destination, sender, update, now, effects);
        }
        else if (TryInsert(destination, sender, update, now))
        {
            SelectAndAnnounce(destination, old, update, now, effects);
        }
        else
        {
            Counters.RefusedByBound++;
        }
    }

    private void UpdateRoute(Destination destination, int index, in UpdateTlv update, bool isFeasible, TimeSpan now, EffectList effects)
    {
        bool isSelected = index == 0 && destination.HasSelected;
        Route? old = SelectedOf(destination);
        ref Route route = ref destination.Routes[index];
        if (isSelected && !isFeasible && route.RouterId == update.RouterId)
        {
            RequestSeqno(destination, route.RouterId, route.NextHop, now, effects);
            Settle(destination, effects);
            return;
        }

        if (route.Metric.IsInfinite && update.Metric.IsInfinite) { return; }

        route.Seqno = update.Seqno;
        route.Metric = update.Metric;
        route.Origin = destination.OriginOf(update.RouterId);
        if (isFeasible)
        {
            route.ExpiresAt = now + HoldTime(update.IntervalCentiseconds, update.Metric);
        }
        else if (!isSelected)
        {
            Neighbour sender = route.NextHop;
            if (KeepsInfeasible(destination))
            {
                route.ExpiresAt = now + HoldTime(update.IntervalCentiseconds, update.Metric);
                Settle(destination, effects);
            }

            RequestSeqnoIfBetter(destination, sender, update, now, effects);
            return;
        }

        SelectAndAnnounce(destination, old, update, now, effects);
    }

    /// <summary>Asks for a newer seqno if that would make an infeasible route the selected one (RFC 8966 section 3.8.2.2).</summary>
    private void RequestSeqnoIfBetter(Destination destination, Neighbour sender, in UpdateTlv update, TimeSpan now, EffectList effects)
    {
        Metric total = update.Metric.Plus(sender.Cost);
        bool isWanted = !destination.HasSelected
            || destination.IsSelectedSuspect
            || IsDistrusted(destination, destination.Routes[0].NextHop)
            || total < destination.Routes[0].Total.Minus(new Metric(ImprovementOver(destination.Routes[0].Total)));
        if (!isWanted) { return; }

        RequestSeqno(destination, update.RouterId, sender, now, effects);
        Settle(destination, effects);
    }

    private bool TryInsert(Destination destination, Neighbour sender, in UpdateTlv update, TimeSpan now)
    {
        if (sender.RouteCount >= _options.MaximumRoutesPerLink)
        {
            sender.Limits.Refused++;
            return false;
        }

        destination.Add(new Route
        {
            NextHop = sender,
            Origin = destination.OriginOf(update.RouterId),
            Seqno = update.Seqno,
            Metric = update.Metric,
            ExpiresAt = now + HoldTime(update.IntervalCentiseconds, update.Metric),
            Since = now,
        });
        return true;
    }

    /// <summary>What follows every accepted change of a route.</summary>
    private void SelectAndAnnounce(Destination destination, Route? old, in UpdateTlv update, TimeSpan now, EffectList effects)
    {
        int best = SelectBest(destination);
        if (best < 0 && old is { } lost) { RequestSeqnoFromAnnouncers(destination, lost.RouterId, now, effects); }

        destination.Select(best, now);
        Route? selected = SelectedOf(destination);
        bool isAnnounced = IsWorthAnnouncing(old, selected) || HidesOrShows(destination);
        if (isAnnounced) { AnnounceToAll(destination, old, now, effects); }

        AnswerWaiting(destination, update, isAnnounced, now, effects);
        if (!isAnnounced && selected is not null) { AnnounceDrift(destination, now, effects); }

        // In this order: packets that are released must find their route.
        Settle(destination, effects);
        TellWaitingPackets(destination, old, selected, effects);
        if (destination.TotalToAnnounce.IsInfinite && old is not null) { AskForAnother(destination, old.Value.NextHop, now, effects); }
    }

    private static void TellWaitingPackets(Destination destination, Route? old, Route? selected, EffectList effects)
    {
        if (selected is not null && (old is null || old.Value.Metric.IsInfinite))
        {
            effects.Add(RouterEffect.SubnetResolved(destination.Subnet));
        }
        else if (selected is null && old is not null)
        {
            effects.Add(RouterEffect.SubnetUnreachable(destination.Subnet));
        }
    }

    private bool IsWorthAnnouncing(Route? old, Route? selected) => (old, selected) switch
    {
        (null, null) => false,
        ({ } before, { } after) =>
            before.RouterId != after.RouterId || before.Metric.DistanceTo(after.Metric) > _options.BigMetricChange,
        _ => true,
    };

    // The neighbours believe in a route that they must not use any more, or the other way round.
    private static bool HidesOrShows(Destination destination) =>
        destination.Announced is { } announced && announced.IsInfinite != destination.TotalToAnnounce.IsInfinite;

    private static Route? SelectedOf(Destination destination) => destination.HasSelected ? destination.Routes[0] : null;

    private int SelectBest(Destination destination)
    {
        RouteList routes = destination.Routes;
        Span<RouteCandidate> candidates = routes.Length <= 32 ? stackalloc RouteCandidate[routes.Length] : new RouteCandidate[routes.Length];
        for (int i = 0; i < routes.Length; i++)
        {
            bool isFeasible = routes[i].NextHop.IsAlive && destination.IsFeasible(routes[i].RouterId, routes[i].Seqno, routes[i].Metric);
            bool isSuspect = routes[i].NextHop.IsSuspect
                || IsDistrusted(destination, routes[i].NextHop)
                || IsDoubtedOwner(destination, routes[i]);
            candidates[i] = new RouteCandidate(routes[i].Metric, routes[i].Total, isFeasible, isSuspect);
        }

        return destination.HasSelected
            ? RouteCandidate.Select(candidates, 0, ImprovementOver(routes[0].Total))
            : RouteCandidate.Select(candidates, -1, _options.SignificantImprovement);
    }

    /// <summary>By how much another total must be better than the selected one.</summary>
    private ushort ImprovementOver(Metric selected) =>
        (ushort)Math.Max(_options.SignificantImprovement, selected.Value * _options.SignificantPercent / 100);
}
