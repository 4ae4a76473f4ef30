using Mycelium.Engine.DataPlane;
using Mycelium.Engine.Identity;
using Mycelium.Engine.Routing;
using Mycelium.Engine.Wire;

namespace Mycelium.Benchmarks.Routes;

/// <summary>A router and the forwarding table that it decides over, with two neighbours.</summary>
internal sealed class RouteTables
{
    private static readonly TimeSpan Step = TimeSpan.FromTicks(1);

    private readonly Router _router;
    private readonly EffectList _effects = new();
    private TimeSpan _now;

    internal RouteTables(int capacity)
    {
        Span<byte> key = stackalloc byte[PublicKey.Size];
        key.Fill(7);
        _router = new Router(new RouterOptions { MaximumDestinations = capacity }, RouterId.Create(new PublicKey(key), 1), _now);
        _router.Handle(RouterEvent.LinkUp(new LinkId(1), 1), _now, _effects);
        _router.Handle(RouterEvent.LinkUp(new LinkId(2), 1), _now, _effects);
        CarryOut();
    }

    internal ForwardingTable Forwarding { get; } = new();

    internal int SelectedCount => _router.SelectedCount;

    internal long SentTlvs { get; private set; }

    internal void Take(LinkId link, UpdateTlv update)
    {
        _now += Step;
        _router.Handle(RouterEvent.TlvReceived(link, ControlTlv.From(update)), _now, _effects);
        CarryOut();
    }

    internal void Lose(LinkId link)
    {
        _router.Handle(RouterEvent.LinkDown(link), _now, _effects);
        CarryOut();
        while (_router.IsLosingRoutes)
        {
            _router.HandleTimers(_now, _effects);
            CarryOut();
        }
    }

    private void CarryOut()
    {
        for (int i = 0; i < _effects.Count; i++)
        {
            RouterEffect effect = _effects[i];
            switch (effect.Kind)
            {
                case RouterEffectKind.SendTlv:
                    SentTlvs++;
                    break;
                case RouterEffectKind.ForwardingChanged:
                    Forwarding.Set(effect.Subnet, effect.Key, effect.Link, effect.ExpiresAt);
                    break;
                case RouterEffectKind.ForwardingRemoved:
                    Forwarding.Remove(effect.Subnet);
                    break;
                default:
                    break;
            }
        }

        _effects.Clear();
    }
}
