namespace Mycelium.Engine.Routing;

/// <content>What falls due in one destination. Source: <c>routing-behaviour.md</c> sections 3 and 10.</content>
public sealed partial class Router
{
    private void HandleDue(Destination destination, TimeSpan now, EffectList effects)
    {
        Changes++;
        destination.RemoveExpiredSources(now);
        destination.RemoveRequests(request => now - request.LastSent >= _options.SeqnoRequestLife);
        if (destination.Activity is { } activity)
        {
            if (activity.NoRouteUntil <= now) { activity.NoRouteUntil = null; }

            if (activity.QueriedUntil <= now) { FailQuery(destination, now, effects); }

            if (activity.RetryAt <= now) { RepeatSearch(destination, now, effects); }
        }

        ExpireRoutes(destination, now, effects);
        if (destination.Activity?.DriftDueAt <= now) { AnnounceDrift(destination, now, effects); }

        Settle(destination, effects);
    }

    private void FailQuery(Destination destination, TimeSpan now, EffectList effects)
    {
        DestinationActivity search = destination.Active;
        EndQuery(destination);
        search.Askers = null;
        if (search.QueryGeneration > 0 && IsLarge) { return; }

        search.QueryTime = now;
        search.NoRouteUntil = now + _options.NoRouteDisplay;
        effects.Add(RouterEffect.SubnetUnreachable(destination.Subnet));
    }

    private void ExpireRoutes(Destination destination, TimeSpan now, EffectList effects)
    {
        for (int i = destination.RouteCount - 1; i >= 0; i--)
        {
            if (destination.Routes[i].ExpiresAt > now) { continue; }

            if (i == 0 && destination.HasSelected)
            {
                Route expired = destination.Routes[0];
                Retract(ref destination.Routes[0], now);
                destination.Select(SelectBest(destination), now);
                AnnounceToAll(destination, expired, now, effects);
            }
            else
            {
                destination.RemoveAt(i);
            }
        }
    }
}
