using Mycelium.Engine.Identity;
using Mycelium.Engine.Routing;
using Mycelium.Engine.Wire;
using Xunit;

namespace Mycelium.Engine.Tests.Routing;

/// <summary>Several routers together. Checklist section 11.</summary>
public sealed class RouterNetworkTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    [Trait("Checklist", "R130")]
    public void A_chain_that_comes_up_at_once_knows_all_and_a_late_node_only_its_neighbour()
    {
        VirtualNetwork chain = Chain(4);
        foreach (VirtualEdge edge in chain.Edges) { chain.Connect(edge); }

        chain.Run(Second);

        Assert.Equal([null, 10, 20, 30], Costs(chain, 0));
        Assert.Equal([30, 20, 10, null], Costs(chain, 3));

        VirtualNetwork late = Chain(4);
        late.Connect(late.Edges[0]);
        late.Connect(late.Edges[1]);
        late.Run(Second);
        late.Connect(late.Edges[2]);
        late.Run(Second);

        Assert.Equal([30, 20, 10], Enumerable.Range(0, 3).Select(from => Total(late, from, 3)));
        Assert.Equal([null, null, 10, null], Costs(late, 3));
    }

    [Fact]
    [Trait("Checklist", "R131")]
    public void A_node_that_joins_late_finds_the_far_end_within_a_few_round_trips()
    {
        VirtualNetwork chain = Chain(5);
        foreach (VirtualEdge edge in chain.Edges.Take(3)) { chain.Connect(edge); }

        chain.Run(TimeSpan.FromSeconds(3000));
        chain.Connect(chain.Edges[3]);
        chain.Run(Second);
        Assert.Null(Total(chain, 4, 0));
        chain.Trace = [];

        chain.Need(4, 0);
        chain.Run(TimeSpan.FromMilliseconds(100));

        Assert.Equal(40, Total(chain, 4, 0));
        Assert.Equal(40, chain.Loops.CostOfWay(4, 0));
        Assert.Contains(chain.Trace, item => item.From == 2 && item.To == 1 && IsRequest(item.Tlv, chain.Nodes[0]));
    }

    [Fact]
    [Trait("Checklist", "R133")]
    public void A_partition_that_heals_is_forgotten_within_60_s()
    {
        for (int seed = 0; seed < 10; seed++)
        {
            VirtualNetwork ring = Ring(6, seed);
            foreach (VirtualEdge edge in ring.Edges) { ring.Connect(edge); }

            ring.NeedAll(TimeSpan.FromSeconds(20), Second);
            ring.Cut(ring.Edges[0]);
            ring.Cut(ring.Edges[3]);
            ring.NeedAll(TimeSpan.FromSeconds(100), Second);
            Assert.Null(ring.Loops.CostOfWay(1, 4));

            ring.Connect(ring.Edges[0]);
            ring.Connect(ring.Edges[3]);
            ring.NeedAll(TimeSpan.FromSeconds(60), Second);

            AssertAllReach(ring);
        }
    }

    [Fact]
    [Trait("Checklist", "R134")]
    public void A_node_that_restarts_is_known_again_at_once_everywhere()
    {
        VirtualNetwork ring = Ring(5, seed: 3);
        foreach (VirtualEdge edge in ring.Edges) { ring.Connect(edge); }

        ring.Run(TimeSpan.FromSeconds(10));
        RouterId before = Origin(ring, 2, 0);

        ring.Restart(0);
        // Its neighbours need up to 3 s to notice that the old connections are gone.
        ring.Run(TimeSpan.FromSeconds(3.5));

        RouterId after = Origin(ring, 2, 0);
        Assert.NotEqual(before, after);
        Assert.All([1, 2, 3, 4], from => Assert.Equal(after, Origin(ring, from, 0)));
        ring.Run(TimeSpan.FromSeconds(10));
        Assert.All([1, 2, 3, 4], from => Assert.NotNull(ring.Loops.CostOfWay(from, 0)));
    }

    [Theory]
    [InlineData(18, true)]
    [InlineData(19, false)]
    [Trait("Checklist", "R135")]
    public void A_search_reaches_a_node_17_hops_away_and_none_further(int nodes, bool isFound)
    {
        VirtualNetwork chain = Chain(nodes);
        for (int i = 0; i < chain.Edges.Count; i++)
        {
            // From one end to the other, with pauses: so each node hears only of those that were there before it.
            chain.Connect(chain.Edges[i]);
        }

        // After the flood of the start is forgotten, neighbours know each other again and nothing else.
        chain.Run(TimeSpan.FromSeconds(1400));
        Assert.All(Enumerable.Range(0, nodes), from => Assert.Equal(Neighbours(from, nodes), chain.Nodes[from].Router.SelectedCount));
        chain.Trace = [];

        chain.Need(0, nodes - 1);
        chain.Run(TimeSpan.FromSeconds(5));

        byte oldest = chain.Trace.Where(item => IsRequest(item.Tlv, chain.Nodes[^1])).Max(item => item.Tlv.RouteRequest.Generation);
        Assert.Equal(15, oldest);
        Assert.Equal(isFound ? (nodes - 1) * 10 : null, Total(chain, 0, nodes - 1));
    }

    private static int Neighbours(int number, int nodes) => number == 0 || number == nodes - 1 ? 1 : 2;

    private static bool IsRequest(ControlTlv tlv, VirtualNode wanted) =>
        tlv.Type == TlvType.RouteRequest && tlv.RouteRequest.Subnet == wanted.Key.Subnet;

    private static VirtualNetwork Chain(int nodes) =>
        new(nodes, [.. Enumerable.Range(0, nodes - 1).Select(i => new VirtualEdge(i, i + 1, 10, 10, 1))], new RouterOptions(), seed: 1);

    private static VirtualNetwork Ring(int nodes, int seed)
    {
        var random = new Random(seed);
        VirtualEdge[] edges =
        [
            .. Enumerable.Range(0, nodes).Select(i =>
                new VirtualEdge(i, (i + 1) % nodes, (ushort)random.Next(5, 200), (ushort)random.Next(5, 200), random.Next(1, 50))),
        ];
        return new VirtualNetwork(nodes, edges, new RouterOptions(), seed, jitterMilliseconds: 20);
    }

    private static int? Total(VirtualNetwork network, int from, int to) =>
        network.Nodes[from].Selected(network.Nodes[to].Key.Subnet)?.TotalMetric.Value;

    private static int?[] Costs(VirtualNetwork network, int from) =>
        [.. Enumerable.Range(0, network.Nodes.Count).Select(to => Total(network, from, to))];

    private static RouterId Origin(VirtualNetwork network, int from, int to) =>
        network.Nodes[from].Selected(network.Nodes[to].Key.Subnet)!.Value.RouterId;

    private static void AssertAllReach(VirtualNetwork network)
    {
        for (int from = 0; from < network.Nodes.Count; from++)
        {
            for (int to = 0; to < network.Nodes.Count; to++) { Assert.NotNull(network.Loops.CostOfWay(from, to)); }
        }
    }
}
