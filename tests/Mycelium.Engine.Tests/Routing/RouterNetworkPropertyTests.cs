using CsCheck;
using Mycelium.Engine.Routing;
using Xunit;

namespace Mycelium.Engine.Tests.Routing;

/// <summary>Small random networks: faults, in which nothing may run in a circle, then quiet, in which all is found again.</summary>
public sealed class RouterNetworkPropertyTests
{
    // Short lives of routes, so that a quiet phase sees many renewals.
    private static readonly RouterOptions Options = new() { UpdateInterval = TimeSpan.FromSeconds(20) };

    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    // A Seqno Request that was lost on its way is passed on again after 60 s; before and after it there may be searches of 15 s.
    private static readonly TimeSpan LongestRecovery = TimeSpan.FromSeconds(120);

    private static readonly Gen<VirtualFault> Fault = Gen.Select(
        Gen.Frequency(
            (3, Gen.Const(VirtualFaultKind.Cut)),
            (2, Gen.Const(VirtualFaultKind.Silence)),
            (2, Gen.Const(VirtualFaultKind.Stall)),
            (5, Gen.Const(VirtualFaultKind.Connect)),
            (1, Gen.Const(VirtualFaultKind.Restart)),
            (4, Gen.Const(VirtualFaultKind.Need))),
        Gen.Int[0, 100],
        Gen.Int[0, 100],
        Gen.OneOf(Gen.Int[0, 400], Gen.Int[400, 20_000]),
        (kind, first, second, milliseconds) => new VirtualFault(kind, first, second, TimeSpan.FromMilliseconds(milliseconds)));

    private static readonly Gen<VirtualEdge> Edge = Gen.Select(
        Gen.Int[0, 6], Gen.Int[0, 6], Gen.UShort[5, 200], Gen.UShort[5, 200], Gen.Int[1, 300],
        (first, second, there, back, delay) => new VirtualEdge(first, second, there, back, delay));

    private static readonly Gen<VirtualCase> Case = Gen.Select(
        Gen.Int[3, 7], Edge.Array[0, 6], Fault.Array[0, 60], Gen.Int[0, 100], Gen.Int,
        (nodes, edges, faults, jitter, seed) => VirtualCase.Make(nodes, edges, faults, jitter, seed));

    [Fact]
    [Trait("Checklist", "R132")]
    public void No_packet_ever_runs_in_a_circle_and_after_the_faults_all_is_found_again_by_short_ways() =>
        Case.Sample(
            item =>
            {
                VirtualNetwork network = item.Build(Options);
                foreach (VirtualFault fault in item.Faults) { fault.Apply(network); }

                network.Run(TimeSpan.FromSeconds(4));
                network.NeedAll(LongestRecovery, Second);
                AssertAllFound(network);
                for (int round = 0; round < 20; round++)
                {
                    network.ExchangeTables();
                    network.NeedAll(5 * Second, 5 * Second);
                }

                AssertShortWays(network);
                Assert.True(network.Loops.Checks > 0);
            },
            iter: 60,
            print: item => item.ToString());

    private static void AssertAllFound(VirtualNetwork network)
    {
        int?[,] shortest = ShortestWays(network);
        for (int from = 0; from < network.Nodes.Count; from++)
        {
            for (int to = 0; to < network.Nodes.Count; to++)
            {
                bool isFound = network.Loops.CostOfWay(from, to) is not null;
                Assert.True(
                    isFound == shortest[from, to] is not null, $"{from} to {to} at {network.Now}: found {isFound}.{network.Explain(to)}");
            }
        }
    }

    // Learned routes are not repeated, so what a node knows of better ways is what it asked for: hence the exchange of tables before.
    // Each node on the way may keep a route that is worse by the margin, and need not tell of a change within the threshold.
    private static void AssertShortWays(VirtualNetwork network)
    {
        int slackPerHop = Options.SignificantImprovement + Options.BigMetricChange;
        double slackFactor = Math.Pow(1 + (Options.SignificantPercent / 100.0), network.Nodes.Count - 1);
        int?[,] shortest = ShortestWays(network);
        for (int from = 0; from < network.Nodes.Count; from++)
        {
            for (int to = 0; to < network.Nodes.Count; to++)
            {
                int? cost = network.Loops.CostOfWay(from, to);
                double? limit = (shortest[from, to] + (slackPerHop * (network.Nodes.Count - 1))) * slackFactor;
                Assert.True(
                    cost is null == limit is null && !(cost > limit),
                    $"{from} to {to}: {cost}, shortest {shortest[from, to]}.{network.Explain(to)}");
            }
        }
    }

    /// <summary>The oracle: Floyd and Warshall's method over the links that are up.</summary>
    private static int?[,] ShortestWays(VirtualNetwork network)
    {
        int count = network.Nodes.Count;
        var ways = new int?[count, count];
        for (int i = 0; i < count; i++) { ways[i, i] = 0; }

        foreach (VirtualEdge edge in network.Edges.Where(edge => edge.Connection is not null))
        {
            ways[edge.First, edge.Second] = Smaller(ways[edge.First, edge.Second], edge.CostFromFirst);
            ways[edge.Second, edge.First] = Smaller(ways[edge.Second, edge.First], edge.CostFromSecond);
        }

        for (int over = 0; over < count; over++)
        {
            for (int from = 0; from < count; from++)
            {
                for (int to = 0; to < count; to++) { ways[from, to] = Smaller(ways[from, to], ways[from, over] + ways[over, to]); }
            }
        }

        return ways;
    }

    private static int? Smaller(int? a, int? b) => a is null || b < a ? b : a;
}
