using System.Globalization;
using CsCheck;
using Mycelium.Engine.Management;
using Mycelium.Engine.Peering;
using Mycelium.Engine.Routing;
using Mycelium.Engine.Topology;
using Xunit;
using static Mycelium.Engine.Tests.Topology.Known;

namespace Mycelium.Engine.Tests.Topology;

public sealed class NetworkTopologyTests
{
    [Fact]
    public void One_node_knows_itself_its_peers_and_destinations_behind_them()
    {
        NetworkTopology topology = Build(View(1, [Peer(2, cost: 12)], [Route(2, 2, 12), Route(3, 2, 40)]));

        Assert.Equal(["node1 Own", $"{Id(2)} Neighbour", $"{Id(3)} Remote"], topology.Nodes.Select(node => $"{node} {node.Kind}"));
        Assert.All(topology.Nodes, node => Assert.Equal(TopologyNodeState.Reachable, node.State));
        Assert.Equal(
            [$"{Id(1)} - {Id(2)}: Peer 12, 2 routes", $"{Id(2)} - {Id(3)}: Route metric 40, 0 routes"], topology.Links.Select(Text));
        Assert.Equal([new TopologyRoute(Id(1), Id(2), Id(2), 12, true), new TopologyRoute(Id(1), Id(3), Id(2), 40, true)], topology.Routes);
        Assert.Equal("3 nodes, 2 links", topology.ToString());
    }

    [Fact]
    public void A_link_that_both_ends_know_is_one_link_with_both_costs()
    {
        NetworkTopology topology = Build(
            View(2, [Peer(1, cost: 30)], [Route(1, 1, 30)]),
            View(1, [Peer(2, cost: 12) with { RoundTripTime = TimeSpan.FromMilliseconds(9) }], [Route(2, 2, 12)]));

        TopologyLink link = Assert.Single(topology.Links);
        Assert.Equal((Id(1), Id(2), 12, 30, 2), (link.From, link.To, link.Cost, link.ReverseCost, link.RouteCount));
        Assert.Equal((TimeSpan.FromMilliseconds(9), null), (link.RoundTripTime, link.ReverseRoundTripTime));
        Assert.Equal(["node1", "node2"], topology.Nodes.Select(node => node.Name));
    }

    [Fact]
    public void What_is_said_of_ways_behind_a_peer_is_left_out_where_the_peer_was_asked_itself()
    {
        NodeView first = View(1, [Peer(2)], [Route(2, 2, 1), Route(3, 2, 2), Route(4, 2, 3)]);
        NodeView second = View(2, [Peer(1), Peer(3)], [Route(1, 1, 1), Route(3, 3, 1), Route(4, 3, 2)]);

        NetworkTopology topology = Build(first, second);

        Assert.Equal(
            [$"{Id(1)} - {Id(2)} Peer", $"{Id(2)} - {Id(3)} Peer", $"{Id(3)} - {Id(4)} Route"],
            topology.Links.Select(link => $"{link} {link.Kind}"));
        Assert.Equal(2, topology.Links[2].Metric);
    }

    [Fact]
    public void A_way_that_is_not_in_use_is_a_fallback_and_a_lost_one_is_dead()
    {
        NetworkTopology topology = Build(View(1, [Peer(2), Peer(3)], [Route(4, 2, 9), Route(4, 3, 20, RouteState.Fallback), Route(5, 3, 65535, RouteState.NoRoute)]));

        Assert.Equal(
            ["Peer Alive", "Peer Alive", "Route Alive", "Fallback Alive", "Route Dead"], topology.Links.Select(link => $"{link.Kind} {link.State}"));
        Assert.Equal(TopologyNodeState.Unreachable, topology.Nodes.Single(node => node.Id == Id(5)).State);
        Assert.Equal([true, false], topology.Routes.Select(route => route.IsSelected));
    }

    [Theory]
    [InlineData(PeerState.Alive, false, TopologyLinkState.Alive, TopologyNodeState.Reachable)]
    [InlineData(PeerState.Alive, true, TopologyLinkState.Suspect, TopologyNodeState.Suspect)]
    [InlineData(PeerState.Connecting, false, TopologyLinkState.Connecting, TopologyNodeState.Unreachable)]
    [InlineData(PeerState.Dead, false, TopologyLinkState.Dead, TopologyNodeState.Unreachable)]
    [InlineData(PeerState.Disabled, false, TopologyLinkState.Disabled, TopologyNodeState.Unreachable)]
    public void The_state_of_a_peer_is_that_of_its_link_and_node(PeerState state, bool isSuspect, TopologyLinkState link, TopologyNodeState node)
    {
        PeerSnapshot peer = Peer(2, state: state) with { IsSuspect = isSuspect, LastError = "refused" };

        NetworkTopology topology = Build(View(1, [peer], []));

        Assert.Equal((link, node), (topology.Links.Single().State, topology.Nodes[1].State));
        Assert.Equal(state is PeerState.Connecting or PeerState.Dead ? "refused" : null, topology.Links.Single().LastError);
    }

    [Fact]
    public void Of_two_peers_that_are_one_node_the_better_counts_and_of_two_ends_the_worse()
    {
        PeerSnapshot inbound = Peer(2) with { Endpoint = "tcp://192.0.2.9:40000", Kind = PeerKind.Inbound };
        NodeView first = View(1, [Peer(2, state: PeerState.Dead), inbound], []);

        Assert.Equal(TopologyLinkState.Alive, Build(first).Links.Single().State);
        Assert.Equal(TopologyLinkState.Suspect, Build(first, View(2, [Peer(1) with { IsSuspect = true }], [])).Links.Single().State);
        Assert.Equal([Endpoint(2), "tcp://192.0.2.9:40000"], Build(first).Nodes[1].Endpoints);
    }

    [Fact]
    public void A_peer_whose_address_is_not_known_is_named_by_its_endpoint_unless_another_node_knows_it()
    {
        NodeView first = View(1, [Peer(9, state: PeerState.Dead, isKnown: false)], []);

        Assert.Equal(Endpoint(9), Build(first).Nodes[1].Id);
        Assert.Equal(Id(9), Build(first, View(2, [Peer(9)], [])).Nodes[2].Id);
    }

    [Fact]
    public void Nodes_without_peers_no_nodes_and_itself_as_a_peer_are_no_problem()
    {
        Assert.Empty(Build().Nodes);
        Assert.Equal("1 node, 0 links", Build(View(1, [], [])).ToString());
        Assert.Empty(Build(View(1, [Peer(1)], [Route(1, 1, 0)])).Links);
        Assert.Empty(Build(View(1, [], [Route(2, 7, 5), Route(3, 7, 65535, RouteState.Queried) with { Address = null }])).Links);
    }

    [Fact]
    public void A_limit_keeps_what_is_near_and_counts_what_is_left_out()
    {
        NetworkTopology all = Build(View(1, [Peer(2), Peer(3)], [.. Enumerable.Range(4, 96).Select(to => Route(to, 2 + (to % 2), 200 - to))]));

        NetworkTopology few = all.Limit(10);

        Assert.Equal([1, 2, 3, .. Enumerable.Range(93, 7)], few.Nodes.Select(node => int.Parse(node.Id.Split(':')[1], NumberStyles.HexNumber, null)));
        Assert.Equal((89, 89), (few.OmittedNodeCount, few.OmittedLinkCount));
        Assert.Same(all, all.Limit(99));
        Assert.Throws<ArgumentOutOfRangeException>(() => all.Limit(0));
    }

    [Fact]
    public void A_limit_bounds_the_links_too_and_leaves_fallback_ones_out_first()
    {
        PeerSnapshot[] peers = [.. Enumerable.Range(2, 20).Select(number => Peer(number))];
        IEnumerable<RouteSnapshot> routes = Enumerable.Range(100, 60).SelectMany(to =>
            Enumerable.Range(2, 20).Select(hop => Route(to, hop, 10 + hop, hop == 2 ? RouteState.Selected : RouteState.Fallback)));
        NetworkTopology topology = Build(View(1, peers, [.. routes])).Limit(81);

        Assert.Equal((81, 4 * 81), (topology.Nodes.Count, topology.Links.Count));
        Assert.Equal(60, topology.Links.Count(link => link.Kind == TopologyLinkKind.Route));
        Assert.Equal(20 + (60 * 20) - (4 * 81), topology.OmittedLinkCount);
    }

    [Fact]
    public void The_order_in_which_nodes_are_asked_does_not_matter() =>
        Gen.Shuffle(Enumerable.Range(0, 5).Select(number => RandomView(number)).ToArray()).Sample(
            views => Assert.Equal(Expected, TopologyWriter.Write(NetworkTopology.Build(views, Time), TopologyFormat.Html)), seed: "000000000001", iter: 40);

    [Fact]
    public void Whatever_is_known_every_end_exists_and_no_link_is_there_twice() =>
        Gen.Int[1, 6].Select(Gen.Int[0, 1_000_000]).Sample(
            (views, seed) =>
            {
                NetworkTopology topology = NetworkTopology.Build(Enumerable.Range(0, views).Select(number => RandomView(number, seed)), Time);
                var ids = topology.Nodes.Select(node => node.Id).ToHashSet();
                Assert.Equal(topology.Nodes.Count, ids.Count);
                Assert.All(topology.Links, link => Assert.True(ids.Contains(link.From) && ids.Contains(link.To) && link.From != link.To));
                Assert.All(topology.Routes, route => Assert.True(ids.Contains(route.From) && ids.Contains(route.To) && ids.Contains(route.NextHop)));
                Assert.Equal(
                    topology.Links.Count,
                    topology.Links.Where(link => link.Kind == TopologyLinkKind.Peer).DistinctBy(link => string.CompareOrdinal(link.From, link.To) < 0 ? link.ToString() : $"{link.To} - {link.From}").Count()
                        + topology.Links.Where(link => link.Kind != TopologyLinkKind.Peer).DistinctBy(link => link.ToString()).Count());
                Assert.Equal(topology.Links.Count * 2, topology.Nodes.Sum(node => node.LinkCount));
            },
            seed: "000000000001",
            iter: 300);

    private static string Expected { get; } =
        TopologyWriter.Write(NetworkTopology.Build(Enumerable.Range(0, 5).Select(number => RandomView(number)), Time), TopologyFormat.Html);

    private static NodeView RandomView(int number, int seed = 7)
    {
        var random = new Random((seed * 31) + number);
        PeerSnapshot[] peers =
        [
            .. Enumerable.Range(0, random.Next(6)).Select(_ => random.Next(12)).Distinct().Select(
                peer => Peer(peer, random.Next(100), (PeerState)random.Next(4), random.Next(4) > 0) with { IsSuspect = random.Next(5) == 0 }),
        ];
        return View(number, peers, [.. Enumerable.Range(0, 20).Select(_ => Route(random.Next(20), random.Next(12), random.Next(999), (RouteState)random.Next(4)))]);
    }

    private static string Text(TopologyLink link) => $"{link}: {link.Kind} {TopologyText.Cost(link)}, {link.RouteCount} routes";
}
