using Mycelium.Engine.Identity;
using Mycelium.Engine.Routing;
using Mycelium.Engine.Wire;

namespace Mycelium.Fuzzing.Targets;

/// <summary>One router with its clock and links; checks the invariants and the effects after each event.</summary>
internal sealed class RouterRun
{
    private readonly EffectList _effects = new();
    private readonly LinkId[] _links = new LinkId[4];
    private readonly RouterOptions _options;
    private readonly Router _router;
    private TimeSpan _now = TimeSpan.FromSeconds(1000);
    private int _lastLink;

    internal RouterRun(RouterOptions options, RouterId self)
    {
        _options = options;
        _router = new Router(options, self, _now);
    }

    internal void LinkUp(int place, ushort cost)
    {
        if (_links[place] != LinkId.None) { return; }

        _links[place] = new LinkId(++_lastLink);
        Handle(RouterEvent.LinkUp(_links[place], cost));
    }

    internal void LinkDown(int place)
    {
        LinkId link = _links[place];
        _links[place] = LinkId.None;
        Handle(RouterEvent.LinkDown(link));
    }

    // Also on a link that is down: such an event may be under way, and is ignored.
    internal void Receive(int place, in ControlTlv tlv) => Handle(RouterEvent.TlvReceived(_links[place], tlv));

    internal void Need(Ipv6Address address, RouteNeed need) => Handle(RouterEvent.RouteNeeded(address, need));

    /// <summary>Moves the clock, and calls the timers whenever they are due.</summary>
    internal void PassTime(TimeSpan time, int maximumRounds)
    {
        TimeSpan end = _now + time;
        for (int round = 0; _router.NextDeadline <= end; round++)
        {
            Property.Require(round < maximumRounds, $"The timers were due {round} times within {time}.");
            _now = _router.NextDeadline > _now ? _router.NextDeadline : _now;
            _router.HandleTimers(_now, _effects);
            Check();
            Property.Require(_router.NextDeadline > _now, $"The timers are due again at {_router.NextDeadline}, at {_now}.");
        }

        _now = end;
    }

    private void Handle(in RouterEvent input)
    {
        _router.Handle(input, _now, _effects);
        Check();
    }

    private void Check()
    {
        _router.AssertInvariants(_now);
        Property.Require(_router.DestinationCount <= _options.MaximumDestinations, $"{_router.DestinationCount} subnets are known.");
        Property.Require(_router.ScheduledCount <= 4 * (_router.DestinationCount + 4), $"{_router.ScheduledCount} deadlines wait.");
        Property.Require(
            _effects.Count <= 8 * (_options.MaximumDestinations + 2) * (_links.Length + 1),
            $"One event has {_effects.Count} effects.");
        foreach (RouterEffect effect in _effects) { Check(effect); }

        _effects.Clear();
        foreach (RouteRecord route in _router.Routes())
        {
            Property.Require(
                route.NextHop == LinkId.None || _links.Contains(route.NextHop) || route.ReceivedMetric.IsInfinite,
                $"{route} goes through a link that is down.");
        }
    }

    private void Check(in RouterEffect effect)
    {
        switch (effect.Kind)
        {
            case RouterEffectKind.SendTlv:
                Property.Require(_links.Contains(effect.Link), $"{effect.Tlv} is sent on {effect.Link}, which is down.");
                ControlTlvs.RequireRoundTrip(effect.Tlv);
                break;
            case RouterEffectKind.CloseLink:
                int place = Array.IndexOf(_links, effect.Link);
                Property.Require(place >= 0, $"{effect.Link} is closed, which is down.");
                _links[place] = LinkId.None;
                break;
            case RouterEffectKind.ForwardingChanged:
                Property.Require(effect.Subnet.IsOverlay && effect.Subnet.PrefixLength >= 64, $"{effect.Subnet} is forwarded.");
                Property.Require(effect.Subnet.Contains(effect.Key.Address), $"{effect.Key} gets the packets of {effect.Subnet}.");
                break;
            default:
                break;
        }
    }
}
