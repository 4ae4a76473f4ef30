using System.Globalization;
using System.Net;
using Mycelium.Engine.Peering;
using Mycelium.Engine.Transports;
using Mycelium.Engine.Wire;
using Xunit;
using static Mycelium.Engine.Tests.Peering.PeerSamples;

namespace Mycelium.Engine.Tests.Peering;

public sealed class PeerTableTests
{
    private readonly List<PeerEffect> _effects = [];
    private PeerTable _table = new(new PeerTableOptions(), Large, seed: 1);
    private TimeSpan _now = TimeSpan.FromSeconds(100);

    [Fact]
    public void A_static_peer_is_dialled_at_once_and_is_alive_when_the_other_end_announces_itself()
    {
        Assert.Equal(AddPeerOutcome.Added, _table.Add(There, PeerKind.Static, _now, _effects));
        Assert.Contains(_effects, effect => effect.Kind == PeerEffectKind.Dial && effect.Endpoint == There);
        Assert.Equal(PeerState.Connecting, _table.Find(There)!.State);

        _table.DialSucceeded(There, new LinkId(1), _now, _effects);

        PeerRecord peer = _table.Find(There)!;
        Assert.Equal((PeerState.Connecting, new LinkId(1), _now), (peer.State, peer.Link, peer.ConnectedAt));
        _effects.Clear();
        _table.NeighbourIdentified(new LinkId(1), Small, _now, _effects);
        _table.NeighbourIdentified(new LinkId(1), Small, _now, _effects);
        Assert.Equal(PeerState.Alive, _table.Find(There)!.State);
        Assert.Equal((PeerEffectKind.StateChanged, PeerState.Alive), (Assert.Single(_effects).Kind, _effects[0].State));
        Assert.Equal(AddPeerOutcome.Exists, _table.Add(There, PeerKind.Static, _now, _effects));
    }

    [Fact]
    public void Failed_attempts_are_repeated_with_growing_pauses_up_to_a_minute_half_of_them_random()
    {
        _table.Add(There, PeerKind.Static, _now, _effects);
        for (int i = 0; i < 12; i++)
        {
            _table.DialFailed(There, "refused", _now, _effects);
            PeerRecord peer = _table.Find(There)!;
            double pause = (peer.NextAttempt!.Value - _now).TotalSeconds;
            double full = Math.Min(Math.Pow(2, i), 60);
            Assert.InRange(pause, full / 2, full);
            Assert.Equal((i + 1, "refused", PeerState.Dead), (peer.FailedAttempts, peer.LastError, peer.State));
            Assert.Equal(peer.NextAttempt, _table.NextDeadline);
            _now = peer.NextAttempt.Value;
            _table.HandleTimers(_now, _effects);
            Assert.Equal(PeerState.Connecting, _table.Find(There)!.State);
        }
    }

    [Fact]
    public void Nodes_with_other_seeds_come_back_at_other_moments()
    {
        TimeSpan FirstPause(int seed)
        {
            var table = new PeerTable(new PeerTableOptions(), Large, seed);
            table.Add(There, PeerKind.Static, _now, _effects);
            table.DialFailed(There, "refused", _now, _effects);
            return table.NextDeadline!.Value;
        }

        Assert.True(Enumerable.Range(0, 20).Select(FirstPause).Distinct().Count() > 15);
    }

    [Fact]
    public void A_connection_that_lived_long_enough_forgets_earlier_failures_and_a_short_one_does_not()
    {
        _table.Add(There, PeerKind.Static, _now, _effects);
        for (int i = 0; i < 5; i++) { Fail(); }

        Connect(1, lasts: 1);
        Assert.Equal(6, _table.Find(There)!.FailedAttempts);
        Pass(60);
        Connect(2, lasts: 30);
        Assert.Equal(1, _table.Find(There)!.FailedAttempts);
    }

    [Fact]
    public void Counters_of_a_peer_go_on_over_its_connections()
    {
        _table.Add(There, PeerKind.Static, _now, _effects);
        Connect(1, lasts: 30);
        Pass(60);
        Connect(2, lasts: 30);

        Assert.Equal((20L, 40L), (_table.Find(There)!.PastReceivedBytes, _table.Find(There)!.PastSentBytes));
    }

    [Fact]
    public void A_discovered_peer_is_forgotten_after_three_failures_in_a_row()
    {
        _table.Add(There, PeerKind.Discovered, _now, _effects);
        Fail();
        Fail();
        Assert.NotNull(_table.Find(There));
        Fail();
        Assert.Null(_table.Find(There));
    }

    [Fact]
    public void A_peer_that_is_removed_while_it_is_dialled_leaves_no_connection_behind()
    {
        _table.Add(There, PeerKind.Static, _now, _effects);
        _table.Remove(There, _effects);
        Assert.Contains(_effects, effect => effect.Kind == PeerEffectKind.CancelDial);

        _table.DialSucceeded(There, new LinkId(1), _now, _effects);

        Assert.Contains(_effects, effect => effect.Kind == PeerEffectKind.CloseLink && effect.Link == new LinkId(1));
        Assert.Null(_table.Find(There));
    }

    [Fact]
    public void An_inbound_peer_is_never_dialled_and_goes_with_its_connection()
    {
        Assert.Null(Accept(1, "192.0.2.7"));
        Assert.Equal(PeerKind.Inbound, _table.Find(new LinkId(1))!.Kind);

        _table.LinkClosed(new LinkId(1), "gone", 0, 0, _now, _effects);

        Assert.Empty(_table.Peers);
        Assert.DoesNotContain(_effects, effect => effect.Kind == PeerEffectKind.Dial);
    }

    [Fact]
    public void Inbound_connections_are_bounded_in_total_and_by_network_loopback_exempt()
    {
        var options = new PeerTableOptions { MaximumInbound = 10, MaximumInboundPerAddress = 3 };
        _table = new PeerTable(options, Large, 1);
        Assert.All(Enumerable.Range(1, 3), i => Assert.Null(Accept(i, $"2001:db8::{i}")));
        Assert.Contains("network", Accept(4, "2001:db8::4"), StringComparison.Ordinal);
        Assert.Null(Accept(5, "2001:db8:0:1::1"));
        Assert.All(Enumerable.Range(6, 6), i => Assert.Null(Accept(i, "127.0.0.1")));
        Assert.Contains("10 inbound", Accept(12, "127.0.0.1"), StringComparison.Ordinal);
    }

    [Fact]
    public void The_table_and_the_attempts_under_way_are_bounded()
    {
        _table = new PeerTable(new PeerTableOptions { MaximumStatic = 5, MaximumDials = 2 }, Large, 1);
        for (int i = 0; i < 5; i++) { Assert.Equal(AddPeerOutcome.Added, _table.Add(Endpoint.Memory($"n{i}"), PeerKind.Static, _now, _effects)); }

        Assert.Equal(AddPeerOutcome.Full, _table.Add(Endpoint.Memory("n5"), PeerKind.Static, _now, _effects));
        Assert.Equal(2, _effects.Count(effect => effect.Kind == PeerEffectKind.Dial));
        Assert.Null(_table.NextDeadline);

        _table.DialFailed(Endpoint.Memory("n0"), "refused", _now, _effects);
        Assert.Equal(3, _effects.Count(effect => effect.Kind == PeerEffectKind.Dial));
    }

    [Fact]
    public void An_endpoint_that_is_this_node_itself_is_closed_and_tried_again_much_later()
    {
        _table.Add(There, PeerKind.Static, _now, _effects);
        _table.DialSucceeded(There, new LinkId(1), _now, _effects);
        _table.NeighbourIdentified(new LinkId(1), Large, _now, _effects);
        Assert.Contains(_effects, effect => effect.Kind == PeerEffectKind.CloseLink && effect.Link == new LinkId(1));

        _table.LinkClosed(new LinkId(1), "closed", 0, 0, _now, _effects);

        PeerRecord peer = _table.Find(There)!;
        Assert.Equal("The endpoint is this node itself.", peer.LastError);
        Assert.Equal(_now + TimeSpan.FromMinutes(30), peer.NextAttempt);
    }

    [Fact]
    public void Of_two_connections_between_two_nodes_the_one_that_the_smaller_key_dialled_stays()
    {
        _table.Add(There, PeerKind.Static, _now, _effects);
        _table.DialSucceeded(There, new LinkId(1), _now, _effects);
        Accept(2, "192.0.2.1");
        _table.NeighbourIdentified(new LinkId(1), Small, _now, _effects);
        _table.NeighbourIdentified(new LinkId(2), Small, _now, _effects);
        Assert.Equal(new LinkId(2), Assert.Single(_effects, effect => effect.Kind == PeerEffectKind.LearnRoutes).Link);
        Assert.DoesNotContain(_effects, effect => effect.Kind == PeerEffectKind.CloseLink);
        Assert.Equal(_now + TimeSpan.FromSeconds(5), _table.NextDeadline);

        Pass(5);
        Assert.Equal(new LinkId(1), Assert.Single(_effects, effect => effect.Kind == PeerEffectKind.CloseLink).Link);

        _table.LinkClosed(new LinkId(1), "surplus", 0, 0, _now, _effects);
        Assert.Equal((PeerState.Alive, new LinkId(2)), (_table.Find(There)!.State, _table.Find(There)!.Link));
        Assert.Null(_table.NextDeadline);

        _table.LinkClosed(new LinkId(2), "gone", 0, 0, _now, _effects);
        Assert.Equal(PeerState.Connecting, _table.Find(There)!.State);
    }

    [Fact]
    public void Who_claims_from_elsewhere_to_be_a_connected_node_takes_nothing_away_from_it()
    {
        _table.Add(There, PeerKind.Static, _now, _effects);
        _table.DialSucceeded(There, new LinkId(1), _now, _effects);
        _table.NeighbourIdentified(new LinkId(1), Small, _now, _effects);
        Accept(2, "192.0.2.66");
        _table.NeighbourIdentified(new LinkId(2), Small, _now, _effects);

        Assert.DoesNotContain(_effects, effect => effect.Kind == PeerEffectKind.CloseLink);
    }

    [Fact]
    public void A_peer_dialled_by_name_is_known_again_by_the_address_that_the_name_had()
    {
        Assert.True(Endpoint.TryParse("tcp://node.example:9651", out Endpoint named, out _));
        _table.Add(named, PeerKind.Static, _now, _effects);
        _table.DialSucceeded(named, new LinkId(1), _now, _effects, IPAddress.Parse("192.0.2.1"));
        _table.NeighbourIdentified(new LinkId(1), Small, _now, _effects);
        Accept(2, "::ffff:192.0.2.1");
        _table.NeighbourIdentified(new LinkId(2), Small, _now, _effects);

        Pass(5);
        Assert.Equal(new LinkId(1), Assert.Single(_effects, effect => effect.Kind == PeerEffectKind.CloseLink).Link);
    }

    [Fact]
    public void A_connection_that_does_not_answer_displaces_none_that_does()
    {
        bool isAnswering = false;
        _table = new PeerTable(new PeerTableOptions(), Large, 1) { IsAnswering = link => link == new LinkId(2) && isAnswering };
        _table.Add(There, PeerKind.Static, _now, _effects);
        Accept(2, "192.0.2.1");
        _table.NeighbourIdentified(new LinkId(2), Small, _now, _effects);
        _table.DialSucceeded(There, new LinkId(3), _now, _effects);
        _table.NeighbourIdentified(new LinkId(3), Small, _now, _effects);

        for (int i = 0; i < 8; i++) { Pass(5); }

        Assert.DoesNotContain(_effects, effect => effect.Kind == PeerEffectKind.CloseLink);
        Assert.Equal(9, _effects.Count(effect => effect.Kind == PeerEffectKind.LearnRoutes && effect.Link == new LinkId(2)));

        isAnswering = true;
        Pass(5);
        Assert.Equal(new LinkId(3), Assert.Single(_effects, effect => effect.Kind == PeerEffectKind.CloseLink).Link);
        Assert.Equal((PeerState.Alive, null), (_table.Find(There)!.State, _table.NextDeadline));
    }

    [Fact]
    public void When_the_other_connection_ends_during_the_hand_over_the_own_one_stays()
    {
        _table.Add(There, PeerKind.Static, _now, _effects);
        _table.DialSucceeded(There, new LinkId(1), _now, _effects);
        Accept(2, "192.0.2.1");
        _table.NeighbourIdentified(new LinkId(1), Small, _now, _effects);
        _table.NeighbourIdentified(new LinkId(2), Small, _now, _effects);
        _table.LinkClosed(new LinkId(2), "gone", 0, 0, _now, _effects);

        Pass(5);

        Assert.DoesNotContain(_effects, effect => effect.Kind == PeerEffectKind.CloseLink);
        Assert.Equal((PeerState.Alive, new LinkId(1)), (_table.Find(There)!.State, _table.Find(There)!.Link));
        Assert.Null(_table.NextDeadline);
    }

    [Fact]
    public void Discovered_peers_are_bounded_by_address_and_who_failed_gives_way()
    {
        _table = new PeerTable(new PeerTableOptions { MaximumDiscovered = 6 }, Large, 1);
        for (int port = 1; port <= 4; port++) { Assert.Equal(AddPeerOutcome.Added, Discover("fe80::1", port)); }

        Assert.Equal(AddPeerOutcome.Full, Discover("fe80::1", 5));
        Assert.Equal(AddPeerOutcome.Added, Discover("fe80::2", 1));
        Assert.Equal(AddPeerOutcome.Added, Discover("fe80::3", 1));
        Assert.Equal(AddPeerOutcome.Full, Discover("fe80::4", 1));

        _table.DialFailed(At("fe80::1", 2), "refused", _now, _effects);
        Assert.Equal(AddPeerOutcome.Added, Discover("fe80::4", 1));
        Assert.Null(_table.Find(At("fe80::1", 2)));
        Assert.Equal(6, _table.Count);
    }

    [Theory]
    [InlineData("2001:db8:1:{0:x}::1", "2001:db8:2::1")]
    [InlineData("192.0.2.{0}", "192.0.3.1")]
    public void Inbound_connections_are_bounded_by_site(string near, string far)
    {
        for (int i = 0; i < 64; i++) { Assert.Null(Accept(i + 1, string.Format(CultureInfo.InvariantCulture, near, i + 1))); }

        Assert.Contains("neighbourhood", Accept(100, string.Format(CultureInfo.InvariantCulture, near, 200)), StringComparison.Ordinal);
        Assert.Null(Accept(101, far));
    }

    [Fact]
    public void The_node_with_the_smaller_key_closes_nothing()
    {
        _table = new PeerTable(new PeerTableOptions(), Small, 1);
        _table.Add(There, PeerKind.Static, _now, _effects);
        _table.DialSucceeded(There, new LinkId(1), _now, _effects);
        Accept(2, "192.0.2.1");
        _table.NeighbourIdentified(new LinkId(1), Large, _now, _effects);
        _table.NeighbourIdentified(new LinkId(2), Large, _now, _effects);
        Assert.Equal(new LinkId(1), Assert.Single(_effects, effect => effect.Kind == PeerEffectKind.LearnRoutes).Link);
        Pass(5);

        Assert.DoesNotContain(_effects, effect => effect.Kind == PeerEffectKind.CloseLink);
    }

    [Fact]
    public void A_change_of_the_network_dials_everything_that_waits()
    {
        _table.Add(There, PeerKind.Static, _now, _effects);
        for (int i = 0; i < 6; i++) { Fail(); }

        _table.DialFailed(There, "unreachable", _now, _effects);
        _table.NetworkChanged(_now, _effects);

        Assert.Equal((PeerState.Connecting, 0), (_table.Find(There)!.State, _table.Find(There)!.FailedAttempts));
    }

    [Fact]
    public void After_a_change_of_the_network_an_attempt_that_waits_is_called_off_and_begun_anew_without_a_failure()
    {
        _table.Add(There, PeerKind.Static, _now, _effects);
        _now += TimeSpan.FromSeconds(2);
        _effects.Clear();

        _table.NetworkChanged(_now, _effects);
        Assert.Equal([PeerEffectKind.CancelDial], _effects.Select(effect => effect.Kind));
        _table.DialFailed(There, "called off", _now, _effects);

        Assert.Single(_effects, effect => effect.Kind == PeerEffectKind.Dial);
        Assert.Equal((PeerState.Connecting, 0), (_table.Find(There)!.State, _table.Find(There)!.FailedAttempts));
        _effects.Clear();
        _table.NetworkChanged(_now, _effects);
        Assert.Empty(_effects);
        _table.DialFailed(There, "refused", _now, _effects);
        Assert.Equal((PeerState.Dead, 1), (_table.Find(There)!.State, _table.Find(There)!.FailedAttempts));
    }

    [Theory]
    [InlineData(1, 4, true)]
    [InlineData(1, 6, false)]
    [InlineData(0, 4, false)]
    public void A_connection_that_ends_soon_after_a_change_of_the_network_is_dialled_again_at_once(int before, int after, bool isAtOnce)
    {
        _table.Add(There, PeerKind.Static, _now, _effects);
        _table.DialSucceeded(There, new LinkId(1), _now, _effects);
        _now += TimeSpan.FromSeconds(before);
        _table.NetworkChanged(_now, _effects);
        _now += TimeSpan.FromSeconds(after);
        _effects.Clear();

        _table.LinkClosed(new LinkId(1), "silent", 0, 0, _now, _effects);

        Assert.Equal(isAtOnce, _effects.Any(effect => effect.Kind == PeerEffectKind.Dial));
        Assert.Equal("silent", _table.Find(There)!.LastError);
    }

    private static Endpoint At(string address, int port) => Endpoint.Tcp(IPAddress.Parse(address), port);

    private AddPeerOutcome Discover(string address, int port) => _table.Add(At(address, port), PeerKind.Discovered, _now, _effects);

    private string? Accept(int link, string address) =>
        _table.TryAccept(Endpoint.Tcp(IPAddress.Parse(address), 40_000 + link), IPAddress.Parse(address), new LinkId(link), _now, _effects);

    private void Fail()
    {
        _table.DialFailed(There, "refused", _now, _effects);
        Pass(60);
    }

    private void Connect(int link, int lasts)
    {
        _table.DialSucceeded(There, new LinkId(link), _now, _effects);
        _table.NeighbourIdentified(new LinkId(link), Small, _now, _effects);
        Pass(lasts);
        _table.LinkClosed(new LinkId(link), "broken", 10, 20, _now, _effects);
    }

    private void Pass(double seconds)
    {
        _now += TimeSpan.FromSeconds(seconds);
        _table.HandleTimers(_now, _effects);
    }
}
