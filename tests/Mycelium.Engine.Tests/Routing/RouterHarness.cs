using Mycelium.Engine.Identity;
using Mycelium.Engine.Routing;
using Mycelium.Engine.Wire;
using Xunit;

namespace Mycelium.Engine.Tests.Routing;

/// <summary>A router under test with a virtual clock: neighbours by name, everything sent kept as text, invariants checked at each step.</summary>
internal sealed class RouterHarness
{
    private readonly EffectList _effects = [];
    private readonly Dictionary<string, LinkId> _links = [];
    private int _nextLink = 1;

    internal RouterHarness(RouterId self, RouterOptions? options = null)
    {
        Self = self;
        Options = options ?? Recorded;
        Router = new Router(Options, self, TimeSpan.Zero);
    }

    /// <summary>
    /// What the recordings were made with, and the checklist speaks of: Hellos every 20 s only, the first after 20 s, cost smoothed from
    /// 1000, no suspicion, a margin of 10. What the product does instead is tested in RouterHealthTests.
    /// </summary>
    internal static RouterOptions Recorded => RouterOptions.Regular;

    internal RouterId Self { get; }

    internal RouterOptions Options { get; }

    internal Router Router { get; }

    internal TimeSpan Now { get; private set; }

    /// <summary>Whether live neighbours answer Hellos, without a change of their cost.</summary>
    internal bool NeighboursAnswer { get; set; } = true;

    /// <summary>A neighbour that answers no Hello, though the others do; none if all answer.</summary>
    internal LinkId Silent { get; set; }

    /// <summary>Called after each step of the router, once its invariants were checked.</summary>
    internal Action? AfterStep { get; set; }

    /// <summary>All effects since the last <see cref="Clear"/>, with the name of the neighbour.</summary>
    internal List<(string Peer, RouterEffect Effect)> Log { get; } = [];

    internal IEnumerable<(string Peer, ControlTlv Tlv)> Sent =>
        Log.Where(item => item.Effect.Kind == RouterEffectKind.SendTlv).Select(item => (item.Peer, item.Effect.Tlv));

    /// <summary>What was sent to one neighbour, in order.</summary>
    internal IReadOnlyList<ControlTlv> SentTo(string peer) => [.. Sent.Where(item => item.Peer == peer).Select(item => item.Tlv)];

    internal IEnumerable<RouterEffect> Effects(RouterEffectKind kind) => Log.Where(item => item.Effect.Kind == kind).Select(item => item.Effect);

    internal LinkId Link(string peer) => _links[peer];

    internal bool IsUp(string peer) => Router.LinkState(_links[peer]) is not null;

    internal void Clear() => Log.Clear();

    internal void Up(string peer, int staticCost = 10, int? smoothedCost = 0)
    {
        _links[peer] = new LinkId(_nextLink++);
        Handle(RouterEvent.LinkUp(_links[peer], (ushort)staticCost));
        if (smoothedCost is { } cost) { Router.SetSmoothedCost(_links[peer], (uint)cost); }
    }

    internal void Down(string peer) => Handle(RouterEvent.LinkDown(_links[peer]));

    internal void SetSmoothedCost(string peer, int cost) => Router.SetSmoothedCost(_links[peer], (uint)cost);

    internal void Receive(string peer, in ControlTlv tlv) => Handle(RouterEvent.TlvReceived(_links[peer], tlv));

    internal void Receive(string peer, in UpdateTlv tlv) => Receive(peer, ControlTlv.From(tlv));

    internal void Receive(string peer, in RouteRequestTlv tlv) => Receive(peer, ControlTlv.From(tlv));

    internal void Receive(string peer, in SeqnoRequestTlv tlv) => Receive(peer, ControlTlv.From(tlv));

    internal void Need(Ipv6Address address, RouteNeed need) => Handle(RouterEvent.RouteNeeded(address, need));

    /// <summary>Lets time pass that the router does not see.</summary>
    internal void Sleep(double seconds) => Now += TimeSpan.FromSeconds(seconds);

    internal void Doubt(Subnet subnet) => Handle(RouterEvent.DeliveryDoubted(subnet));

    internal void Fail(string peer, Subnet subnet, double seconds = 60) =>
        Handle(RouterEvent.DeliveryFailed(subnet, _links[peer], TimeSpan.FromSeconds(seconds)));

    internal void Prove(string peer, Subnet subnet) => Handle(RouterEvent.DeliveryProved(subnet, _links[peer]));

    internal void Wake() => Handle(RouterEvent.Woke());

    internal void ChangeNetwork() => Handle(RouterEvent.NetworkChanged());

    /// <summary>Lets time pass, with timers handled when they are due.</summary>
    internal void Advance(double seconds)
    {
        TimeSpan end = Now + TimeSpan.FromSeconds(seconds);
        while (Router.NextDeadline <= end)
        {
            Now = Router.NextDeadline > Now ? Router.NextDeadline : Now;
            Router.HandleTimers(Now, _effects);
            Assert.True(Router.NextDeadline > Now, $"At {Now} the next deadline is {Router.NextDeadline}.");
            Take();
        }

        Now = end;
    }

    internal IReadOnlyList<RouteRecord> Routes(Subnet subnet) => [.. Router.Routes().Where(route => route.Subnet == subnet)];

    internal RouteRecord? Selected(Subnet subnet) =>
        Router.Routes().Where(route => route.Subnet == subnet && route.State == RouteState.Selected).Select(route => (RouteRecord?)route).FirstOrDefault();

    internal string PeerOf(LinkId link) => _links.FirstOrDefault(pair => pair.Value == link).Key ?? "";

    private void Handle(in RouterEvent input)
    {
        Router.Handle(input, Now, _effects);
        Take();
    }

    private void Take()
    {
        RouterEffect[] effects = [.. _effects];
        _effects.Clear();
        Router.AssertInvariants(Now);
        AfterStep?.Invoke();
        foreach (RouterEffect effect in effects)
        {
            Log.Add((PeerOf(effect.Link), effect));
            if (effect.Kind == RouterEffectKind.SendTlv && effect.Tlv.Type == TlvType.Hello && NeighboursAnswer && effect.Link != Silent) { AnswerHello(effect.Link); }
        }
    }

    private void AnswerHello(LinkId link)
    {
        if (Router.LinkState(link) is not { } state) { return; }

        // The smoothed cost is the cost without its static part; it is put back as it was.
        ushort before = state.Cost.Value;
        Handle(RouterEvent.TlvReceived(link, ControlTlv.From(new IhuTlv(0, 6000, null))));
        int change = before - Router.LinkState(link)!.Value.Cost.Value;
        if (change != 0) { Router.SetSmoothedCost(link, (uint)(Router.SmoothedCost(link) + change)); }
    }
}
