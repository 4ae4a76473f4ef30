using Mycelium.Engine.Identity;
using Mycelium.Engine.Routing;
using Mycelium.Engine.Wire;
using Xunit;

namespace Mycelium.Engine.Tests.Routing;

public sealed class RouterDeadlineTests : IDisposable
{
    private static readonly LinkId Link = new(1);

    private readonly NodeIdentity _remote = NodeIdentity.FromSecretKey(Convert.FromHexString(new string('b', 64)));
    private readonly EffectList _effects = new();
    private readonly Router _router;
    private TimeSpan _now = TimeSpan.FromSeconds(1000);

    public RouterDeadlineTests()
    {
        using NodeIdentity self = NodeIdentity.FromSecretKey(Convert.FromHexString(new string('a', 64)));
        _router = new Router(RouterHarness.Recorded, RouterId.Create(self.PublicKey, 1), _now);
        _router.Handle(RouterEvent.LinkUp(Link, 0), _now, _effects);
    }

    public void Dispose() => _remote.Dispose();

    [Fact]
    public void After_the_timers_nothing_is_due_at_once_even_when_the_last_neighbour_is_lost()
    {
        Receive(seqno: 0, interval: 30_000);
        bool isClosed = false;
        while (_now < TimeSpan.FromSeconds(1100))
        {
            _now = _router.NextDeadline;
            _effects.Clear();
            _router.HandleTimers(_now, _effects);
            isClosed |= _effects.Any(effect => effect.Kind == RouterEffectKind.CloseLink);

            Assert.True(_router.NextDeadline > _now, $"Due at {_router.NextDeadline}, at {_now}.");
        }

        Assert.True(isClosed);
    }

    [Fact]
    public void Deadlines_that_come_ever_earlier_take_no_more_space_than_the_subnets()
    {
        for (ushort i = 0; i < 10_000; i++)
        {
            Receive(i, (ushort)(60_000 - i));
            Assert.InRange(_router.ScheduledCount, 1, 4 * (_router.DestinationCount + 4));
        }

        _router.AssertInvariants(_now);
    }

    private void Receive(ushort seqno, ushort interval)
    {
        var origin = RouterId.Create(_remote.PublicKey, 2);
        var update = new UpdateTlv(0, interval, new SequenceNumber(seqno), new Metric(10), _remote.Subnet, origin);
        _effects.Clear();
        _router.Handle(RouterEvent.TlvReceived(Link, ControlTlv.From(update)), _now, _effects);
        _router.AssertInvariants(_now);
    }
}
