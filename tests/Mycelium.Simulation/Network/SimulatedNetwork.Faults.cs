using Mycelium.Simulation.Scenarios;
using Mycelium.Simulation.Watching;

namespace Mycelium.Simulation.Network;

/// <content>What goes wrong.</content>
internal sealed partial class SimulatedNetwork
{
    private const int ExtraLoss = 50;
    private const int FlapPauses = 10;
    private static readonly TimeSpan ShortestFlapPause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan ExtraDelay = TimeSpan.FromMilliseconds(400);

    private void Begin(Fault fault)
    {
        Trace?.Write(Now, $"fault {fault.Kind} {fault.First} {fault.Second} for {fault.Duration}");
        foreach (INetworkWatch watch in Watches) { watch.FaultBegins(fault); }

        switch (fault.Kind)
        {
            case FaultKind.Close: CloseAll(Edge(fault)); break;
            case FaultKind.SilentCut: Cut([Edge(fault)], true, fault.End); break;
            case FaultKind.AsymmetricCut: Cut([Edge(fault)], false, fault.End); break;
            case FaultKind.Flap: Flap(Edge(fault), fault); break;
            case FaultKind.SilentFlap: FlapSilently(Edge(fault), fault); break;
            case FaultKind.Slow:
                Change(Edge(fault), edge => edge.ExtraDelay += ExtraDelay, edge => edge.ExtraDelay -= ExtraDelay, fault);
                break;
            case FaultKind.Loss:
                Change(Edge(fault), edge => edge.ExtraLossPercent += ExtraLoss, edge => edge.ExtraLossPercent -= ExtraLoss, fault);
                break;
            case FaultKind.Crash: Restart(_nodes[fault.First], false, fault.End); break;
            case FaultKind.PowerCut: Restart(_nodes[fault.First], true, fault.End); break;
            case FaultKind.Pause: Pause(_nodes[fault.First], TimeSpan.Zero, fault); break;
            case FaultKind.Sleep: Pause(_nodes[fault.First], fault.Duration, fault); break;
            case FaultKind.ClockJump: _nodes[fault.First].JumpClock(fault.Duration); break;
            case FaultKind.Partition: Partition(fault); break;
            case FaultKind.Move: Move(_nodes[fault.First]); break;
            case FaultKind.Leave: _nodes[fault.First].Stop(isSilent: false); break;
            default: throw new InvalidOperationException($"No rule for {fault.Kind}.");
        }
    }

    /// <summary>The edge that a fault concerns.</summary>
    internal SimulatedEdge Edge(Fault fault) => _edges[(fault.First, fault.Second)];

    private static void CloseAll(SimulatedEdge edge)
    {
        foreach (LinkEnd end in edge.Ends.ToList()) { end.Owner.Reset(end); }
    }

    private void Cut(IReadOnlyList<SimulatedEdge> edges, bool isBothWays, TimeSpan until)
    {
        foreach (SimulatedEdge edge in edges) { edge.Cut(+1, true, isBothWays, Now); }

        Agenda.At(until, () =>
        {
            foreach (SimulatedEdge edge in edges) { edge.Cut(-1, true, isBothWays, Now); }
        });
    }

    private void FlapSilently(SimulatedEdge edge, Fault fault)
    {
        TimeSpan pause = FlapPause(fault);
        for (TimeSpan at = fault.At; at < fault.End; at += pause * 2)
        {
            TimeSpan end = at + pause < fault.End ? at + pause : fault.End;
            Agenda.At(at, () => Cut([edge], true, end));
        }
    }

    private static TimeSpan FlapPause(Fault fault)
    {
        TimeSpan pause = fault.Duration / FlapPauses;
        return pause < ShortestFlapPause ? ShortestFlapPause : pause;
    }

    private void Flap(SimulatedEdge edge, Fault fault)
    {
        for (TimeSpan at = fault.At; at <= fault.End; at += FlapPause(fault)) { Agenda.At(at, () => CloseAll(edge)); }
    }

    private void Change(SimulatedEdge edge, Action<SimulatedEdge> begin, Action<SimulatedEdge> end, Fault fault)
    {
        Apply(begin);
        Agenda.At(fault.End, () => Apply(end));

        void Apply(Action<SimulatedEdge> change)
        {
            change(edge);
            edge.ChangedAt = Now;
        }
    }

    private static void Move(SimulatedNode node)
    {
        if (!node.IsRunning) { return; }

        foreach (LinkEnd end in node.Links.Values) { end.Strand(); }

        node.Post(node.HandleNetworkChanged);
    }

    private void Restart(SimulatedNode node, bool isSilent, TimeSpan until)
    {
        if (!node.IsRunning) { return; }

        node.Stop(isSilent);
        bool isLeaving = _scenario.Faults.Any(other => other.Kind == FaultKind.Leave && other.First == node.Number && other.At <= until);
        if (!isLeaving) { Agenda.At(until, node.Start); }
    }

    private void Pause(SimulatedNode node, TimeSpan lost, Fault fault)
    {
        if (!node.IsRunning) { return; }

        int start = node.Starts;
        node.Pause();
        Agenda.At(fault.End, () => node.Resume(node.Starts == start ? lost : TimeSpan.Zero));
    }

    private void Partition(Fault fault)
    {
        var random = new Random(unchecked((fault.First * 397) + (int)fault.At.TotalMilliseconds));
        int split = random.Next();
        Cut([.. _edges.Values.Where(edge => Side(edge.First) != Side(edge.Second))], true, fault.End);

        int Side(SimulatedNode node) => new Random(unchecked(split + node.Number)).Next(2);
    }
}
