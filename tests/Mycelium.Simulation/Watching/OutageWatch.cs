using Mycelium.Engine.Identity;
using Mycelium.Simulation.Network;
using Mycelium.Simulation.Scenarios;

namespace Mycelium.Simulation.Watching;

/// <summary>
/// Measures how long flows are down after a link goes dead without a word, where there is another way and nothing else goes wrong
/// meanwhile.
/// </summary>
/// <param name="network">The network that is watched.</param>
/// <param name="flows">The flows that count.</param>
internal sealed class OutageWatch(SimulatedNetwork network, IReadOnlyList<Flow> flows) : INetworkWatch
{
    // Most hops that a search bridges.
    private const int MostHops = 15;

    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(20);

    /// <summary>Cuts that are over sooner say nothing of how other ways are found.</summary>
    private static readonly TimeSpan ShortestCut = TimeSpan.FromSeconds(10);

    private readonly List<Outage> _outages = [];
    private readonly List<Flow> _down = [];
    private Fault? _fault;

    /// <summary>What was measured.</summary>
    internal IReadOnlyList<Outage> Outages => _outages;

    public void ForwardingChanged(SimulatedNode node, Subnet subnet)
    {
    }

    public void TurnEnded(SimulatedNode node, IReadOnlyList<Subnet> touched, bool touchesAll)
    {
    }

    public void FaultBegins(Fault fault)
    {
        _down.Clear();
        _fault = fault;
        bool counts = fault.Kind is FaultKind.SilentCut or FaultKind.AsymmetricCut && fault.Duration >= ShortestCut;
        if (!counts) { return; }

        SimulatedEdge edge = network.Edge(fault);
        _down.AddRange(flows.Where(flow => Crosses(flow, edge) && HasOtherWay(flow, edge)));
        network.Agenda.At(network.Now, () => Begin(fault));
    }

    // A cut in one direction leaves up what runs in the other.
    private void Begin(Fault fault)
    {
        if (_fault != fault) { return; }

        _down.RemoveAll(flow => Way(flow) is not null);
        Look(fault);
    }

    private void Look(Fault fault)
    {
        if (_fault != fault) { return; }

        bool isOver = network.Now >= fault.End;
        for (int i = _down.Count - 1; i >= 0; i--)
        {
            if (!isOver && Way(_down[i]) is null) { continue; }

            SimulatedEdge edge = network.Edge(fault);
            var outage = new Outage(network.Now - fault.At, edge.Delay * 2, edge.First.WatchesLinks && edge.Second.WatchesLinks);
            network.Trace?.Write(network.Now, $"{_down[i]} was down for {outage.Duration}");
            _outages.Add(outage);
            _down.RemoveAt(i);
        }

        if (_down.Count > 0) { network.Agenda.At(network.Now + Step, () => Look(fault)); }
    }

    private bool Crosses(Flow flow, SimulatedEdge edge) => Way(flow)?.Exists(end => end.Edge == edge) ?? false;

    // There and back.
    private List<LinkEnd>? Way(Flow flow)
    {
        SimulatedNode from = network.Node(flow.From);
        SimulatedNode to = network.Node(flow.To);
        if (!from.IsActive || !to.IsActive) { return null; }

        List<LinkEnd>? way = network.Way(from, to);
        List<LinkEnd>? back = way is null ? null : network.Way(to, from);
        return back is null ? null : [.. way!, .. back];
    }

    private bool HasOtherWay(Flow flow, SimulatedEdge edge)
    {
        SimulatedNode to = network.Node(flow.To);
        HashSet<SimulatedNode> reached = [network.Node(flow.From)];
        List<SimulatedNode> last = [.. reached];
        for (int hops = 0; hops < MostHops && last.Count > 0 && !reached.Contains(to); hops++)
        {
            last = [.. last.SelectMany(node => node.Links.Values).Where(Carries).Select(end => end.Other.Owner).Where(reached.Add)];
        }

        return reached.Contains(to);

        bool Carries(LinkEnd end) =>
            end.Edge != edge && CarriesNow(end) && CarriesNow(end.Other) && end.Other.IsAlive && end.Other.Owner.IsActive;
    }

    private static bool CarriesNow(LinkEnd end) => end.Passes && !end.IsHeld;
}
