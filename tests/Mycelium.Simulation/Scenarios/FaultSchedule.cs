namespace Mycelium.Simulation.Scenarios;

/// <summary>Makes random faults: each seed leaves some kinds out, and weighs the others wildly.</summary>
internal static class FaultSchedule
{
    private const int LongestPhase = 120;
    private const int MostFaults = 25;
    private const int LargestWeightPower = 6;
    private const int LongestJump = 600;

    /// <summary>Makes the faults of a network, in order of time.</summary>
    internal static IEnumerable<Fault> Generate(int nodes, IReadOnlyList<ScenarioEdge> edges, TopologyKind topology, Random random)
    {
        var faults = new List<Fault>();
        if (topology == TopologyKind.Islands)
        {
            // The two networks form apart from each other, and are merged.
            ScenarioEdge bridge = edges[^1];
            faults.Add(new Fault(TimeSpan.Zero, FaultKind.SilentCut, bridge.First, bridge.Second, Scenario.Formation * 2));
        }

        int[] weights = [.. Enum.GetValues<FaultKind>().Select(kind => RandomWeight(kind, random))];
        int phase = random.Next(5, LongestPhase);
        int count = weights.Sum() == 0 ? 0 : random.Next(MostFaults + 1);
        for (int i = 0; i < count; i++) { faults.Add(RandomFault(Pick(weights, random), nodes, edges, phase, random)); }

        return faults.OrderBy(fault => fault.At);
    }

    /// <summary>A fault of one kind.</summary>
    internal static Fault RandomFault(FaultKind kind, int nodes, IReadOnlyList<ScenarioEdge> edges, int phaseSeconds, Random random)
    {
        ScenarioEdge edge = edges[random.Next(edges.Count)];
        TimeSpan at = Scenario.Formation + TimeSpan.FromMilliseconds(random.Next(phaseSeconds * 1000));
        int seconds = random.Next(3) switch { 0 => 2, 1 => 20, _ => 90 };
        TimeSpan duration = kind == FaultKind.ClockJump
            ? TimeSpan.FromSeconds(random.Next(1, LongestJump))
            : TimeSpan.FromMilliseconds(random.Next(100, seconds * 1000));
        var fault = new Fault(at, kind, edge.First, edge.Second, duration);
        return fault.IsOfEdge ? fault : fault with { First = random.Next(nodes), Second = 0 };
    }

    private static int RandomWeight(FaultKind kind, Random random)
    {
        int weight = random.Next(2) == 0 ? 0 : 1 << random.Next(LargestWeightPower + 1);
        return kind == FaultKind.Leave ? Math.Min(weight, 1) : weight;
    }

    private static FaultKind Pick(int[] weights, Random random)
    {
        int place = random.Next(weights.Sum());
        int kind = 0;
        while (place >= weights[kind]) { place -= weights[kind++]; }

        return (FaultKind)kind;
    }
}
