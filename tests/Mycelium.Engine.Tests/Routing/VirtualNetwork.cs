using System.Globalization;
using System.Text;
using Mycelium.Engine.Identity;
using Mycelium.Engine.Routing;
using Mycelium.Engine.Wire;

namespace Mycelium.Engine.Tests.Routing;

/// <summary>
/// Routers in one virtual time, connected by links with delays. Each link keeps the order of what it carries; links overtake each
/// other. The same seed gives the same run. After each event the router concerned and all paths are checked.
/// </summary>
internal sealed class VirtualNetwork
{
    private readonly PriorityQueue<Action, (TimeSpan At, long Order)> _agenda = new();
    private readonly EffectList _effects = [];
    private readonly Random _random;
    private readonly int _jitterMilliseconds;
    private readonly LoopWatch _loops;
    private long _order;
    private int _lastLink;

    internal VirtualNetwork(int nodes, IReadOnlyList<VirtualEdge> edges, RouterOptions options, int seed, int jitterMilliseconds = 0)
    {
        Nodes = [.. Enumerable.Range(0, nodes).Select(number => new VirtualNode(number, options with { HasFixedCosts = true }))];
        Edges = edges;
        _random = new Random(seed);
        _jitterMilliseconds = jitterMilliseconds;
        _loops = new LoopWatch(Nodes);
    }

    internal IReadOnlyList<VirtualNode> Nodes { get; }

    internal IReadOnlyList<VirtualEdge> Edges { get; }

    internal TimeSpan Now { get; private set; }

    internal LoopWatch Loops => _loops;

    /// <summary>Every TLV sent, if asked for: time, from, to, what.</summary>
    internal List<(TimeSpan At, int From, int To, ControlTlv Tlv)>? Trace { get; set; }

    /// <summary>Connects the two nodes of an edge; without effect if they are connected.</summary>
    internal void Connect(VirtualEdge edge)
    {
        if (edge.Connection is not null) { return; }

        var first = new VirtualLink(new LinkId(++_lastLink), edge.First, edge.Second, edge.CostFromFirst);
        var second = new VirtualLink(new LinkId(++_lastLink), edge.Second, edge.First, edge.CostFromSecond) { Other = first };
        first.Other = second;
        edge.Connection = first;
        foreach (VirtualLink end in (VirtualLink[])[first, second])
        {
            Nodes[end.Owner].Links.Add(end.Id, end);
            Apply(end.Owner, RouterEvent.LinkUp(end.Id, end.Cost));
        }
    }

    /// <summary>Cuts a connection: what is under way is lost, and each end notices it after a while.</summary>
    internal void Cut(VirtualEdge edge)
    {
        if (edge.Connection is not { } first) { return; }

        edge.Connection = null;
        foreach (VirtualLink end in (VirtualLink[])[first, first.Other])
        {
            end.IsCut = true;
            VirtualNode node = Nodes[end.Owner];
            int start = node.Starts;
            At(TimeSpan.FromMilliseconds(_random.Next(0, 3000)), () =>
            {
                if (node.Starts == start && node.Links.Remove(end.Id)) { Apply(end.Owner, RouterEvent.LinkDown(end.Id)); }
            });
        }
    }

    /// <summary>Cuts a connection without a sign: its ends must find out by themselves.</summary>
    internal static void Silence(VirtualEdge edge)
    {
        if (edge.Connection is not { } first) { return; }

        edge.Connection = null;
        first.IsCut = first.Other.IsCut = true;
    }

    /// <summary>Holds back what is sent over a connection from now on, in both directions.</summary>
    internal void Stall(VirtualEdge edge, TimeSpan duration)
    {
        if (edge.Connection is not { } first) { return; }

        first.LastArrival = Later(first.LastArrival, Now + duration);
        first.Other.LastArrival = Later(first.Other.LastArrival, Now + duration);
    }

    /// <summary>A node loses everything but its key, and is connected again as it was a second later.</summary>
    internal void Restart(int number)
    {
        VirtualEdge[] connected = [.. Edges.Where(edge => edge.Connection is not null && (edge.First == number || edge.Second == number))];
        foreach (VirtualEdge edge in connected) { Cut(edge); }

        Nodes[number].Start(Now);
        At(TimeSpan.FromSeconds(1), () => Array.ForEach(connected, Connect));
    }

    /// <summary>A node has a packet for another: each router that it comes to is asked for the way.</summary>
    internal void Need(int from, int to)
    {
        int hops = 0;
        RouteNeed need = RouteNeed.SealDestination;
        for (int? at = from; at is { } node && node != to && hops++ < Nodes.Count; at = _loops.NextHop(node, Nodes[to].Key.Subnet)?.Remote)
        {
            Apply(node, RouterEvent.RouteNeeded(Nodes[to].Key.Address, need));
            need = RouteNeed.Forward;
        }
    }

    /// <summary>Every node is asked by each neighbour for all its routes.</summary>
    internal void ExchangeTables()
    {
        var wildcard = ControlTlv.From(new RouteRequestTlv(0, null));
        foreach (VirtualNode node in Nodes)
        {
            foreach (VirtualLink end in node.Links.Values.Where(end => !end.IsCut).ToList())
            {
                Apply(end.Owner, RouterEvent.TlvReceived(end.Id, wildcard));
            }
        }
    }

    /// <summary>Every node has a packet for every other, again and again.</summary>
    internal void NeedAll(TimeSpan duration, TimeSpan pause)
    {
        TimeSpan end = Now + duration;
        while (Now < end)
        {
            for (int from = 0; from < Nodes.Count; from++)
            {
                for (int to = 0; to < Nodes.Count; to++)
                {
                    if (from != to) { Need(from, to); }
                }
            }

            Run(pause);
        }
    }

    /// <summary>Lets time pass.</summary>
    internal void Run(TimeSpan duration)
    {
        TimeSpan end = Now + duration;
        while (true)
        {
            int due = EarliestNode();
            TimeSpan timer = Later(Nodes[due].Router.NextDeadline, Now);
            bool hasEvent = _agenda.TryPeek(out _, out (TimeSpan At, long Order) next);
            if (hasEvent && next.At < timer && next.At <= end)
            {
                Now = next.At;
                _agenda.Dequeue()();
            }
            else if (timer <= end)
            {
                Now = timer;
                Nodes[due].Router.HandleTimers(Now, _effects);
                CarryOut(due);
            }
            else
            {
                Now = end;
                return;
            }
        }
    }

    /// <summary>What every node knows of the way to another, for the message of a failed test.</summary>
    internal string Explain(int to)
    {
        Subnet subnet = Nodes[to].Key.Subnet;
        var text = new StringBuilder();
        for (int number = 0; number < Nodes.Count; number++)
        {
            VirtualNode node = Nodes[number];
            text.AppendLine().Append(CultureInfo.InvariantCulture, $"  node {number}:");
            foreach (RouteRecord route in node.Router.Routes().Where(route => route.Subnet == subnet))
            {
                int? remote = node.Links.GetValueOrDefault(route.NextHop)?.Remote;
                text.Append(
                    CultureInfo.InvariantCulture,
                    $" [{route.State} via {remote}, origin {route.RouterId.Suffix}, seqno {route.Seqno}, {route.ReceivedMetric}, "
                    + $"feasible {route.IsFeasible}, until {route.ExpiresAt.TotalSeconds:0.0}]");
            }

            foreach ((_, SourceEntry source) in node.Router.Sources().Where(item => item.Subnet == subnet))
            {
                text.Append(
                    CultureInfo.InvariantCulture,
                    $" (announced origin {source.RouterId.Suffix}, seqno {source.Distance.Seqno}, {source.Distance.Metric})");
            }
        }

        return text.ToString();
    }

    private static TimeSpan Later(TimeSpan a, TimeSpan b) => a > b ? a : b;

    private int EarliestNode()
    {
        int earliest = 0;
        for (int i = 1; i < Nodes.Count; i++)
        {
            if (Nodes[i].Router.NextDeadline < Nodes[earliest].Router.NextDeadline) { earliest = i; }
        }

        return earliest;
    }

    private void At(TimeSpan delay, Action action) => _agenda.Enqueue(action, (Now + delay, _order++));

    private void Apply(int number, RouterEvent input)
    {
        Router router = Nodes[number].Router;
        router.Handle(input, Now, _effects);

        // Delays here are longer than the costs are meant to be, so that much overtakes; the cost stays that of the edge.
        bool movesCost = input.Kind == RouterEventKind.LinkUp
            || (input.Kind == RouterEventKind.TlvReceived && input.Tlv.Type == TlvType.Ihu);
        if (movesCost && router.LinkState(input.Link) is not null) { router.SetSmoothedCost(input.Link, 0); }

        CarryOut(number);
    }

    private void CarryOut(int number)
    {
        VirtualNode node = Nodes[number];
        RouterEffect[] effects = [.. _effects];
        _effects.Clear();
        node.Router.AssertInvariants(Now);
        node.Watch.Check(Now);
        foreach (RouterEffect effect in effects)
        {
            if (effect.Kind == RouterEffectKind.SendTlv) { Send(node.Links[effect.Link], effect.Tlv); }

            if (effect.Kind == RouterEffectKind.CloseLink) { Close(node, effect.Link); }
        }

        if (effects.Any(effect => effect.Kind is RouterEffectKind.ForwardingChanged or RouterEffectKind.ForwardingRemoved))
        {
            _loops.Check(Now);
        }
    }

    // The other end is told at once, as by a socket: if it can still be reached.
    private void Close(VirtualNode node, LinkId id)
    {
        node.Links.Remove(id, out VirtualLink? end);
        VirtualLink other = end!.Other;
        if (Edges.FirstOrDefault(edge => edge.Connection == end || edge.Connection == other) is { } edge) { edge.Connection = null; }

        if (!end.IsCut && Nodes[other.Owner].Links.Remove(other.Id)) { Apply(other.Owner, RouterEvent.LinkDown(other.Id)); }

        end.IsCut = other.IsCut = true;
    }

    private void Send(VirtualLink from, ControlTlv tlv)
    {
        Trace?.Add((Now, from.Owner, from.Remote, tlv));
        VirtualEdge? edge = Edges.FirstOrDefault(edge => edge.Connection == from || edge.Connection == from.Other);
        if (from.IsCut || edge is null) { return; }

        TimeSpan arrival = Now + TimeSpan.FromMilliseconds(edge.DelayMilliseconds + _random.Next(0, _jitterMilliseconds + 1));
        from.LastArrival = Later(arrival, from.LastArrival);
        VirtualLink to = from.Other;
        At(from.LastArrival - Now, () =>
        {
            if (!to.IsCut) { Apply(to.Owner, RouterEvent.TlvReceived(to.Id, tlv)); }
        });
    }
}
