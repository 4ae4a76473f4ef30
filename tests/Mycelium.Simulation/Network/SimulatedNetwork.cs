using System.Globalization;
using Mycelium.Engine.Identity;
using Mycelium.Engine.Peering;
using Mycelium.Engine.Routing;
using Mycelium.Engine.Transports;
using Mycelium.Engine.Wire;
using Mycelium.Simulation.Scenarios;
using Mycelium.Simulation.Watching;

namespace Mycelium.Simulation.Network;

/// <summary>All nodes and edges of a run in one virtual time, on one thread.</summary>
internal sealed partial class SimulatedNetwork
{
    private static readonly TimeSpan DialLimit = TimeSpan.FromSeconds(10);

    // A link may be suspected for this long after a disturbance that is over: the longest limit of the router.
    private static readonly TimeSpan AfterEffect = TimeSpan.FromSeconds(10) + LinkEnd.LongestReturn;

    private readonly Dictionary<int, SimulatedNode> _nodes = [];
    private readonly Dictionary<(int First, int Second), SimulatedEdge> _edges = [];
    private readonly Dictionary<Subnet, SimulatedNode> _owners = [];
    private readonly byte[] _scratch = new byte[256];
    private readonly Scenario _scenario;
    private readonly List<LinkEnd> _ends = [];

    /// <summary>Makes the nodes of a scenario; starts none.</summary>
    internal SimulatedNetwork(Scenario scenario, Trace? trace)
    {
        _scenario = scenario;
        Trace = trace;
        RouterOptions watching = new() { UpdateInterval = scenario.UpdateInterval, AnnouncedUnasked = scenario.AnnouncedUnasked };
        RouterOptions regular = watching with
        {
            Health = RouterOptions.Regular.Health,
            SignificantPercent = RouterOptions.Regular.SignificantPercent,
        };
        var regularNodes = scenario.RegularNodes.ToHashSet();
        foreach (int number in scenario.Nodes)
        {
            var node = new SimulatedNode(this, number, Seed(number, -1), regularNodes.Contains(number) ? regular : watching);
            _nodes.Add(number, node);
            _owners.Add(node.Key.Subnet, node);
        }

        foreach (ScenarioEdge plan in scenario.Edges)
        {
            var edge = new SimulatedEdge(plan, _nodes[plan.First], _nodes[plan.Second], Seed(plan.First, plan.Second));
            _edges.Add((plan.First, plan.Second), edge);
            edge.First.AddPeer(edge);
            if (plan.IsDialledByBoth) { edge.Second.AddPeer(edge); }
        }
    }

    internal Agenda Agenda { get; } = new();

    internal TimeSpan Now => Agenda.Now;

    /// <summary>The time of day, on which all nodes agree.</summary>
    internal DateTimeOffset TimeOfDay => DateTimeOffset.UnixEpoch + Now;

    /// <summary>What is under way on all connections.</summary>
    internal FramePool Frames { get; } = new();

    internal Trace? Trace { get; }

    internal PeerTableOptions PeerTableOptions { get; } = new() { MaximumInbound = int.MaxValue };

    internal IReadOnlyCollection<SimulatedNode> Nodes => _nodes.Values;

    internal IReadOnlyCollection<SimulatedEdge> Edges => _edges.Values;

    /// <summary>Who only watches.</summary>
    internal List<INetworkWatch> Watches { get; } = [];

    /// <summary>What the run measures.</summary>
    internal NetworkCounters Counters { get; } = new();

    /// <summary>Effects of the router that is being driven.</summary>
    internal EffectList RouterEffects { get; } = [];

    /// <summary>Effects of the peer table that is being driven.</summary>
    internal List<PeerEffect> PeerEffects { get; } = [];

    /// <summary>Subnets that the present turn of a node has to do with.</summary>
    internal List<Subnet> Touched { get; } = [];

    /// <summary>Whether the present turn of a node may have to do with all subnets.</summary>
    internal bool TouchesAll { get; set; }

    internal SimulatedNode Node(int number) => _nodes[number];

    /// <summary>The end of a connection that a node knows by this id, which no other node uses.</summary>
    internal LinkEnd EndOf(LinkId link) => _ends[link.Value - 1];

    internal SimulatedNode? OwnerOf(Subnet subnet) => _owners.GetValueOrDefault(subnet);

    /// <summary>Starts all nodes within a second, plans the faults, and lets the flows send.</summary>
    /// <param name="firstRequests">Time in which the flows begin.</param>
    /// <param name="requestPause">Time between two requests of a flow.</param>
    internal void Start(TimeSpan firstRequests, TimeSpan requestPause)
    {
        foreach (SimulatedNode node in _nodes.Values)
        {
            var random = new Random(Seed(node.Number, -2));
            Agenda.At(TimeSpan.FromMilliseconds(random.Next(1000)), node.Start);
        }

        foreach (Fault fault in _scenario.Faults) { Agenda.At(fault.At, () => Begin(fault)); }

        var starts = new Random(_scenario.Seed);
        for (int i = 0; i < _scenario.Flows.Count; i++) { Repeat(i, firstRequests * starts.NextDouble(), requestPause); }
    }

    /// <summary>Begins an attempt of a node to connect.</summary>
    internal void Dial(SimulatedNode node, Endpoint endpoint, SimulatedEdge edge, int attempt)
    {
        SimulatedNode target = edge.Opposite(node);
        int start = node.Starts;
        bool isAnswered = target.IsPowered && edge.Passes(node) && edge.Passes(target);
        Agenda.At(Now + (isAnswered ? edge.Delay * 2 : DialLimit), () =>
        {
            if (node.Starts != start || !node.IsDialling(endpoint, attempt)) { return; }

            if (isAnswered && target.IsRunning)
            {
                Connect(node, target, endpoint, edge);
            }
            else
            {
                node.Post(() => node.HandleDialFailed(endpoint, isAnswered ? "Refused." : "No answer."));
            }
        });
    }

    internal void SendControl(LinkEnd end, in ControlTlv tlv)
    {
        NoteTouched(tlv);
        ControlFrame.TryWrite(tlv, _scratch, out int size);
        Counters.ControlFrames++;
        Counters.ControlBytes += size;
        if (Trace is not null) { Trace.Write(Now, $"{end.Owner.Number} to {end.Other.Owner.Number}: {Describe(tlv)}"); }

        end.Send(FrameKind.Control, tlv, null, size);
    }

    /// <summary>Notes which subnet a TLV is about.</summary>
    internal void NoteTouched(in ControlTlv tlv)
    {
        switch (tlv.Type)
        {
            case TlvType.Update: Touched.Add(tlv.Update.Subnet); break;
            case TlvType.SeqnoRequest: Touched.Add(tlv.SeqnoRequest.Subnet); break;
            case TlvType.RouteRequest when tlv.RouteRequest.Subnet is { } subnet: Touched.Add(subnet); break;
            default: break;
        }
    }

    internal void NoteForwarding(SimulatedNode node, Subnet subnet, LinkId before, LinkId after)
    {
        Touched.Add(subnet);
        if (before == after) { return; }

        if (before != LinkId.None && after != LinkId.None) { Counters.Flaps++; }

        if (Trace is not null)
        {
            string way = node.Links.TryGetValue(after, out LinkEnd? end) ? $"by {end.Other.Owner.Number}" : "nowhere";
            Trace.Write(Now, $"{node.Number} sends what is for {OwnerOf(subnet)?.Number} {way}");
        }

        foreach (INetworkWatch watch in Watches) { watch.ForwardingChanged(node, subnet); }
    }

    internal void NoteDrop(SimulatedNode node, Packet packet, string reason)
    {
        Counters.DroppedPackets++;
        Trace?.Write(Now, $"{node.Number} drops a packet of flow {packet.Flow}: {reason}");
    }

    /// <summary>Notes that a link is suspected, or no longer so; and whether there was a reason for it.</summary>
    internal void NoteHealth(LinkEnd end, bool isSuspect)
    {
        Trace?.Write(Now, $"{end.Owner.Number} {(isSuspect ? "suspects" : "trusts")} {end.Other.Owner.Number}");
        if (!isSuspect) { return; }

        Counters.Suspicions++;
        if (!HasCarried(end)) { return; }

        bool isStrained = end.Edge.IsStrained || Now - end.Edge.ChangedAt < AfterEffect;
        Counters.StrainedSuspicions += isStrained ? 1 : 0;
        Counters.FalseSuspicions += isStrained ? 0 : 1;
    }

    internal void NoteReply(int flow)
    {
        Counters.Replies++;
        Counters.RepliedAt[flow] = Now;
        Trace?.Write(Now, $"flow {flow} is answered");
    }

    /// <summary>Ends a turn of a node: the watches look at what it touched.</summary>
    internal void EndTurn(SimulatedNode node)
    {
        foreach (INetworkWatch watch in Watches) { watch.TurnEnded(node, Touched, TouchesAll); }

        Touched.Clear();
        TouchesAll = false;
    }

    /// <summary>Whether packets get from one node to another as the tables are now.</summary>
    internal bool Reaches(SimulatedNode from, SimulatedNode to) => Way(from, to) is not null;

    /// <summary>The links that packets take as the tables are now; null if they do not arrive.</summary>
    internal List<LinkEnd>? Way(SimulatedNode from, SimulatedNode to)
    {
        List<LinkEnd> way = [];
        while (from != to)
        {
            LinkEnd? end = way.Count > _nodes.Count ? null : from.NextHop(to.Address);
            if (end is null || !end.Other.IsAlive || !end.Passes) { return null; }

            way.Add(end);
            from = end.Other.Owner;
        }

        return way;
    }

    private static string Describe(in ControlTlv tlv) => tlv.Type switch
    {
        TlvType.Update => string.Create(
            CultureInfo.InvariantCulture,
            $"Update {tlv.Update.Subnet} seqno {tlv.Update.Seqno} metric {tlv.Update.Metric} origin {tlv.Update.RouterId.Suffix:x}"),
        TlvType.RouteRequest => $"Route Request {tlv.RouteRequest.Subnet} generation {tlv.RouteRequest.Generation}",
        TlvType.SeqnoRequest =>
            $"Seqno Request {tlv.SeqnoRequest.Subnet} seqno {tlv.SeqnoRequest.Seqno} origin {tlv.SeqnoRequest.RouterId.Suffix:x}",
        _ => tlv.Type.ToString(),
    };

    // Nothing was cut, and nobody stopped, for as long as it can matter.
    private bool HasCarried(LinkEnd end) =>
        end.Other.IsAlive
        && end.Passes
        && end.Other.Passes
        && end.Other.Owner.IsActive
        && Now - end.Edge.CutAt >= AfterEffect
        && Now - end.Other.Owner.ActiveSince >= AfterEffect;

    private int Seed(int a, int b) => unchecked((((_scenario.Seed * 486_187_739) + a) * 16_777_619) + b);

    private void Connect(SimulatedNode node, SimulatedNode target, Endpoint endpoint, SimulatedEdge edge)
    {
        var near = new LinkEnd(this, new LinkId(_ends.Count + 1), node, edge);
        var far = new LinkEnd(this, new LinkId(_ends.Count + 2), target, edge) { Other = near };
        near.Other = far;
        _ends.Add(near);
        _ends.Add(far);
        edge.Add(near);
        edge.Add(far);
        node.Post(() => node.HandleDialled(endpoint, near));
        target.Post(() => target.HandleAccepted(far));
    }

    private void Repeat(int flow, TimeSpan at, TimeSpan pause) => Agenda.At(at, () =>
    {
        Counters.Requests++;
        _nodes[_scenario.Flows[flow].From].SendRequest(flow, _nodes[_scenario.Flows[flow].To].Address);
        Repeat(flow, at + pause, pause);
    });
}
