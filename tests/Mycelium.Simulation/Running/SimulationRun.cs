using Mycelium.Engine.Routing;
using Mycelium.Simulation.Network;
using Mycelium.Simulation.Scenarios;
using Mycelium.Simulation.Watching;

namespace Mycelium.Simulation.Running;

/// <summary>Runs a scenario: the faults, then quiet, in which every flow must be answered again within a bound.</summary>
internal sealed class SimulationRun
{
    /// <summary>
    /// The longest time from the last fault until all flows are answered: a dead connection is noticed after up to 53 s, dialled
    /// again after up to 60 s more, and a Seqno Request that was lost is passed on again after 60 s; searches last 15 s.
    /// </summary>
    internal static readonly TimeSpan LongestConvergence = TimeSpan.FromSeconds(200);

    /// <summary>
    /// How far apart two nodes may be that must find each other: a Route Request is sent with a generation of 15 at most, and the
    /// neighbours of a node know its route.
    /// </summary>
    internal const int MostHops = 17;

    private const int MostRounds = 30;
    private static readonly RouterOptions Options = new();
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan FirstRequests = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Steadiness = TimeSpan.FromSeconds(5);

    private readonly Scenario _scenario;
    private readonly SimulatedNetwork _network;
    private readonly LoopWatch _loops;
    private readonly RouterWatch _routers;
    private readonly OutageWatch _outages;
    private readonly IReadOnlyList<(int Flow, SimulatedNode From, SimulatedNode To)> _required;
    private TimeSpan _convergence;

    /// <summary>Prepares a run.</summary>
    /// <param name="scenario">What happens.</param>
    /// <param name="trace">Receives the events as text; null for none.</param>
    internal SimulationRun(Scenario scenario, Trace? trace)
    {
        _scenario = scenario;
        _network = new SimulatedNetwork(scenario, trace);
        _loops = new LoopWatch(_network);
        _routers = new RouterWatch(_network);
        _network.Watches.Add(_loops);
        _network.Watches.Add(_routers);
        _required = [.. RequiredFlows()];
        _outages = new OutageWatch(_network, [.. _required.Select(flow => _scenario.Flows[flow.Flow])]);
        _network.Watches.Add(_outages);
    }

    internal SimulatedNetwork Network => _network;

    /// <summary>Runs a scenario without a trace.</summary>
    internal static RunReport Run(Scenario scenario) => new SimulationRun(scenario, null).Run();

    /// <summary>Runs to the end, or to the first invariant that is broken.</summary>
    internal RunReport Run()
    {
        try
        {
            _network.Start(FirstRequests, Second);
            _network.Agenda.RunUntil(_scenario.FaultsEnd);
            Converge();
            if (_scenario is { ChecksShortWays: true, IsOnDemand: false }) { CheckShortWays(); }

            foreach (SimulatedNode node in _network.Nodes.Where(node => node.IsRunning)) { node.Router.AssertInvariants(node.Clock); }

            return Report(null, null);
        }
        catch (InvariantException exception)
        {
            return Report(exception.Invariant, exception.Message);
        }
#pragma warning disable CA1031 // Whatever the engine throws is a failure of the run, and is reported with its seed.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return Report(exception.GetType().Name, exception.ToString());
        }
    }

    private IEnumerable<(int Flow, SimulatedNode From, SimulatedNode To)> RequiredFlows()
    {
        ILookup<int, int> neighbours = Neighbours();
        for (int i = 0; i < _scenario.Flows.Count; i++)
        {
            Flow flow = _scenario.Flows[i];
            bool isNear = neighbours.Contains(flow.From) && Surroundings(flow.From, neighbours).Contains(flow.To);
            if (isNear) { yield return (i, _network.Node(flow.From), _network.Node(flow.To)); }
        }
    }

    private ILookup<int, int> Neighbours()
    {
        var remaining = _scenario.Remaining.ToHashSet();
        return _scenario.Edges
            .Where(edge => remaining.Contains(edge.First) && remaining.Contains(edge.Second))
            .SelectMany(edge => ((int From, int To)[])[(edge.First, edge.Second), (edge.Second, edge.First)])
            .ToLookup(pair => pair.From, pair => pair.To);
    }

    private static HashSet<int> Surroundings(int node, ILookup<int, int> neighbours)
    {
        HashSet<int> reached = [node];
        List<int> edge = [node];
        for (int hops = 0; hops < MostHops; hops++) { edge = [.. edge.SelectMany(at => neighbours[at]).Where(reached.Add)]; }

        return reached;
    }

    private void Converge()
    {
        TimeSpan quiet = _network.Now;
        while (_network.Now - quiet < LongestConvergence)
        {
            _network.Agenda.RunUntil(_network.Now + Second);
            if (!_required.All(flow => IsAnswered(flow, quiet))) { continue; }

            TimeSpan converged = _network.Now;
            _network.Agenda.RunUntil(converged + Steadiness);
            if (!_required.All(flow => IsAnswered(flow, converged))) { continue; }

            _convergence = converged - quiet;
            return;
        }

        (int Flow, SimulatedNode From, SimulatedNode To) failed = _required.First(flow => !IsAnswered(flow, _network.Now - Steadiness));
        throw new InvariantException(
            "convergence",
            $"{failed.From.Number} and {failed.To.Number} do not reach each other {LongestConvergence} after the last fault");
    }

    private bool IsAnswered((int Flow, SimulatedNode From, SimulatedNode To) flow, TimeSpan since) =>
        _network.Counters.RepliedAt.TryGetValue(flow.Flow, out TimeSpan at)
        && at >= since
        && _network.Reaches(flow.From, flow.To)
        && _network.Reaches(flow.To, flow.From);

    /// <remarks>
    /// Learned routes are not repeated, so what a node knows of better ways is what it asked for: hence the tables are exchanged first,
    /// over connections with steady costs.
    /// </remarks>
    private void CheckShortWays()
    {
        foreach (SimulatedEdge edge in _network.Edges) { edge.IsSteady = true; }

        foreach (SimulatedNode node in _network.Nodes) { node.SettleCosts(); }

        string? failure = null;
        for (int round = 0; round < MostRounds; round++)
        {
            foreach (SimulatedNode node in _network.Nodes) { node.ExchangeTables(); }

            _network.Agenda.RunUntil(_network.Now + Steadiness);
            failure = FindLongWay();
            if (failure is null) { return; }
        }

        throw new InvariantException("short ways", failure!);
    }

    private string? FindLongWay()
    {
        var oracle = new ShortestWays(_network.Nodes);
        foreach (IGrouping<SimulatedNode, (int Flow, SimulatedNode From, SimulatedNode To)> group in _required.GroupBy(flow => flow.From))
        {
            Func<int, IReadOnlyList<int>?> find = oracle.From(group.Key.Number);
            foreach ((_, SimulatedNode from, SimulatedNode to) in group)
            {
                int? cost = _network.Way(from, to)?.Sum(ShortestWays.CostOf);
                IReadOnlyList<int>? shortest = find(to.Number);
                if (cost is null || shortest is null || cost > Bound(shortest))
                {
                    return $"{from.Number} to {to.Number} costs {cost}, by the shortest way {shortest?.Sum()} over {shortest?.Count} hops";
                }
            }
        }

        return null;
    }

    // Each node on the way may keep a route that is worse by the margin, and need not tell of a change within the threshold.
    private double Bound(IReadOnlyList<int> costs)
    {
        bool isRegular = _scenario.RegularNodes.Count == _scenario.Nodes.Count;
        double share = isRegular ? 0 : Options.SignificantPercent / 100.0;
        double bound = 0;
        for (int i = costs.Count - 1; i >= 0; i--)
        {
            double best = bound + costs[i] + Options.BigMetricChange + (share * costs[i]);
            bound = Math.Max(best + Options.SignificantImprovement, best / (1 - share));
        }

        return bound;
    }

    private RunReport Report(string? invariant, string? failure) => new()
    {
        Scenario = _scenario,
        Invariant = invariant,
        Failure = failure,
        Convergence = _convergence,
        Duration = _network.Now,
        Events = _network.Agenda.Count,
        ControlBytes = _network.Counters.ControlBytes,
        LargestTable = _network.Nodes.Max(node => node.Starts > 0 ? node.Router.DestinationCount : 0),
        Flaps = _network.Counters.Flaps,
        Requests = _network.Counters.Requests,
        Replies = _network.Counters.Replies,
        MixedLoops = _loops.MixedLoops,
        Suspicions = _network.Counters.Suspicions,
        FalseSuspicions = _network.Counters.FalseSuspicions,
        StrainedSuspicions = _network.Counters.StrainedSuspicions,
        Outages = _outages.Outages,
        LoopChecks = _loops.Checks,
        RouterChecks = _routers.Checks,
        TraceHash = _network.Trace?.Hash,
    };
}
