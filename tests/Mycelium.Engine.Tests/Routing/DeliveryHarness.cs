using Mycelium.Engine.Identity;
using Mycelium.Engine.Routing;
using Mycelium.Engine.Wire;

namespace Mycelium.Engine.Tests.Routing;

/// <summary>A router with a watch over its own traffic, a virtual clock, and links that deliver or do not.</summary>
internal sealed class DeliveryHarness
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(100);

    private readonly EffectList _effects = [];
    private readonly List<DeliveryAction> _actions = [];
    private int _nextLink = 1;

    internal DeliveryHarness(RouterId self)
    {
        Router = new Router(RouterOptions.Regular, self, TimeSpan.Zero);
        Watch = new DeliveryWatch(Router);
    }

    internal Router Router { get; }

    internal DeliveryWatch Watch { get; }

    internal TimeSpan Now { get; private set; }

    /// <summary>Links whose probes are answered.</summary>
    internal HashSet<LinkId> Delivering { get; } = [];

    /// <summary>All actions, with their time.</summary>
    internal List<(TimeSpan At, DeliveryAction Action)> Log { get; } = [];

    /// <summary>What the neighbours do when they are asked for a route.</summary>
    internal Action? Asked { get; set; }

    internal IEnumerable<DeliveryAction> Actions(DeliveryActionKind kind) =>
        Log.Where(item => item.Action.Kind == kind).Select(item => item.Action);

    internal LinkId Up(bool delivers)
    {
        var link = new LinkId(_nextLink++);
        Handle(RouterEvent.LinkUp(link, 10));
        if (delivers) { Delivering.Add(link); }

        return link;
    }

    internal void Update(LinkId link, RouterId origin, int seqno, int metric)
    {
        var update = new UpdateTlv(0, 60000, new SequenceNumber((ushort)seqno), new Metric((ushort)metric), origin.Key.Subnet, origin);
        Handle(RouterEvent.TlvReceived(link, ControlTlv.From(update)));
    }

    internal void Handle(in RouterEvent input)
    {
        Router.Handle(input, Now, _effects);
        _effects.Clear();
        Router.AssertInvariants(Now);
    }

    internal void Note(RouterId destination) => Watch.Note(destination.Key.Subnet, destination.Key.Address, Now);

    /// <summary>Lets time pass; with a destination, traffic to it asks for a check every 2 s.</summary>
    internal void Advance(double seconds, RouterId? used = null)
    {
        TimeSpan end = Now + TimeSpan.FromSeconds(seconds);
        while (Now < end)
        {
            bool isWhole = Now.Ticks % (TimeSpan.TicksPerSecond * 2) == 0;
            if (used is { } destination && isWhole) { Note(destination); }

            if (Watch.NextDeadline <= Now) { Watch.Look(Now, _actions); }

            CarryOut();
            Now += Tick;
            Router.HandleTimers(Now, _effects);
            KeepAlive();
            _effects.Clear();
        }
    }

    internal IReadOnlyList<double> ProbesOver(LinkId link) =>
        [.. Log.Where(item => item.Action.Kind == DeliveryActionKind.Probe && item.Action.Link == link).Select(item => item.At.TotalSeconds)];

    private void KeepAlive()
    {
        foreach (RouterEffect effect in _effects.ToList())
        {
            bool isHello = effect.Kind == RouterEffectKind.SendTlv && effect.Tlv.Type == TlvType.Hello;
            if (isHello) { Router.Handle(RouterEvent.TlvReceived(effect.Link, ControlTlv.From(new IhuTlv(0, 6000, null))), Now, _effects); }
        }
    }

    private void CarryOut()
    {
        for (int i = 0; i < _actions.Count; i++)
        {
            DeliveryAction action = _actions[i];
            Log.Add((Now, action));
            switch (action.Kind)
            {
                case DeliveryActionKind.Probe when Delivering.Contains(action.Link):
                    Watch.Answered(action.Subnet, action.Link, Now, _actions);
                    break;
                case DeliveryActionKind.Doubted:
                    Handle(RouterEvent.DeliveryDoubted(action.Subnet));
                    Asked?.Invoke();
                    break;
                case DeliveryActionKind.Failed:
                    Handle(RouterEvent.DeliveryFailed(action.Subnet, action.Link, action.Duration));
                    break;
                case DeliveryActionKind.Proved:
                    Handle(RouterEvent.DeliveryProved(action.Subnet, action.Link));
                    break;
                default:
                    break;
            }
        }

        _actions.Clear();
    }
}
