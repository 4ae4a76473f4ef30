using Mycelium.Engine.Identity;
using Mycelium.Engine.Routing;
using Mycelium.Engine.Wire;
using Xunit;

namespace Mycelium.Engine.Tests.Routing;

public sealed class DeliveryWatchTests
{
    private static readonly RouterId Victim = NodeOf(7);

    private readonly DeliveryHarness _harness = new(NodeOf(1));

    [Fact]
    public void A_way_that_answers_is_probed_once()
    {
        LinkId honest = _harness.Up(delivers: true);
        _harness.Up(delivers: true);
        _harness.Update(honest, Victim, 0, 20);

        _harness.Note(Victim);
        _harness.Advance(19);

        Assert.Equal([0.0], _harness.ProbesOver(honest));
        Assert.Empty(_harness.Actions(DeliveryActionKind.Failed));
    }

    [Fact]
    public void Traffic_leaves_a_way_that_does_not_answer_for_one_that_does_after_5_s()
    {
        (LinkId honest, LinkId liar) = Deceive();

        _harness.Advance(6, Victim);

        DeliveryAction failed = Assert.Single(_harness.Actions(DeliveryActionKind.Failed));
        DeliveryAction rerouted = Assert.Single(_harness.Actions(DeliveryActionKind.Rerouted));
        Assert.Equal((liar, TimeSpan.FromSeconds(60)), (failed.Link, failed.Duration));
        Assert.Equal((liar, honest), (rerouted.Link, rerouted.Other));
        Assert.Equal(honest, _harness.Router.OwnNextHop(Victim.Key.Subnet));
        Assert.Equal([0, 1, 2, 3, 4], _harness.ProbesOver(liar));
    }

    [Fact]
    public void Nothing_changes_when_no_way_answers_and_the_next_attempts_come_later_and_later()
    {
        (LinkId honest, LinkId liar) = Deceive();
        _harness.Delivering.Clear();

        _harness.Advance(1200, Victim);

        Assert.Empty(_harness.Actions(DeliveryActionKind.Failed));
        Assert.Equal(liar, _harness.Router.OwnNextHop(Victim.Key.Subnet));
        double[] starts = [.. _harness.ProbesOver(liar).Where((_, index) => index % DeliveryWatch.RoundsToGiveUp == 0)];
        Assert.Equal([0, 72, 204, 456, 948], starts);
        Assert.NotEmpty(_harness.ProbesOver(honest));
    }

    [Fact]
    public void Others_are_asked_for_a_way_where_none_is_known()
    {
        LinkId liar = _harness.Up(delivers: false);
        LinkId honest = _harness.Up(delivers: true);
        _harness.Update(liar, Victim, 0, 0);
        _harness.Asked = () => _harness.Update(honest, Victim, 0, 20);

        _harness.Advance(7, Victim);

        Assert.Single(_harness.Actions(DeliveryActionKind.Doubted));
        Assert.Equal(honest, _harness.Router.OwnNextHop(Victim.Key.Subnet));
    }

    [Fact]
    public void A_second_liar_does_not_get_the_traffic_of_the_first()
    {
        LinkId second = _harness.Up(delivers: false);
        (LinkId honest, LinkId first) = Deceive();
        _harness.Update(second, Victim, 0, 5);

        _harness.Advance(7, Victim);

        Assert.Equal(honest, _harness.Router.OwnNextHop(Victim.Key.Subnet));
        Assert.Equivalent(new[] { first, second }, _harness.Actions(DeliveryActionKind.Failed).Select(action => action.Link), strict: true);
    }

    [Fact]
    public void While_traffic_flows_the_liar_is_tried_again_before_it_is_trusted_and_never_gets_it()
    {
        (LinkId honest, LinkId liar) = Deceive();
        _harness.Advance(6, Victim);

        for (int minute = 0; minute < 240; minute++)
        {
            _harness.Advance(60, Victim);
            _harness.Update(honest, Victim, 0, 20);
            _harness.Update(liar, Victim, 0, 0);
            Assert.Equal(honest, _harness.Router.OwnNextHop(Victim.Key.Subnet));
        }

        double[] lengths = [.. _harness.Actions(DeliveryActionKind.Failed).Select(action => action.Duration.TotalMinutes)];
        Assert.Equal([1, 2, 4, 8, 16, 30, 30], lengths[..7]);
        Assert.Single(_harness.Actions(DeliveryActionKind.Rerouted));
    }

    [Fact]
    public void A_way_that_answers_again_gets_the_traffic_back()
    {
        (LinkId _, LinkId liar) = Deceive();
        _harness.Advance(6, Victim);

        _harness.Delivering.Add(liar);
        _harness.Advance(60, Victim);

        Assert.Equal(liar, _harness.Router.OwnNextHop(Victim.Key.Subnet));
        Assert.Equal(liar, Assert.Single(_harness.Actions(DeliveryActionKind.Restored)).Link);
    }

    [Fact]
    public void What_is_no_longer_used_is_not_probed()
    {
        (LinkId _, LinkId liar) = Deceive();
        _harness.Advance(6, Victim);
        int probes = _harness.ProbesOver(liar).Count;

        _harness.Advance(600);

        Assert.Equal(probes, _harness.ProbesOver(liar).Count);
        Assert.Equal(liar, _harness.Router.OwnNextHop(Victim.Key.Subnet));
        Assert.Equal(TimeSpan.MaxValue, _harness.Watch.NextDeadline);
    }

    [Fact]
    public void With_one_neighbour_nothing_is_probed()
    {
        LinkId only = _harness.Up(delivers: false);
        _harness.Update(only, Victim, 0, 20);

        _harness.Advance(60, Victim);

        Assert.Empty(_harness.Log);
    }

    [Fact]
    public void A_second_link_to_a_node_is_probed_and_used_if_it_delivers()
    {
        LinkId first = _harness.Up(delivers: true);
        LinkId second = _harness.Up(delivers: true);
        _harness.Router.SetSmoothedCost(second, 0);
        _harness.Update(first, Victim, 0, 0);
        _harness.Update(second, Victim, 0, 0);
        Assert.Equal(first, _harness.Router.OwnNextHop(Victim.Key.Subnet));

        _harness.Watch.NoteClaim(Victim.Key.Subnet, Victim.Key.Address, second, _harness.Now);
        _harness.Advance(1);

        Assert.Equal(second, _harness.Router.OwnNextHop(Victim.Key.Subnet));
        Assert.Empty(_harness.Actions(DeliveryActionKind.Restored));
    }

    [Fact]
    public void Destinations_and_probes_are_bounded()
    {
        LinkId link = _harness.Up(delivers: false);
        _harness.Up(delivers: false);
        for (int number = 0; number < DeliveryWatch.Capacity + 100; number++)
        {
            RouterId node = NodeOf(100 + number);
            _harness.Router.Handle(RouterEvent.TlvReceived(link, ControlTlv.From(UpdateOf(node))), _harness.Now, []);
            _harness.Note(node);
        }

        var actions = new List<DeliveryAction>();
        _harness.Watch.Look(_harness.Now, actions);

        Assert.Equal(DeliveryWatch.Capacity, _harness.Watch.Count);
        Assert.Equal(DeliveryWatch.ProbeBurst, actions.Count(action => action.Kind == DeliveryActionKind.Probe));
        Assert.True(_harness.Watch.NextDeadline > _harness.Now);
    }

    [Fact]
    public void Claims_displace_nothing_that_was_found_out_and_a_link_has_one_at_a_time()
    {
        LinkId link = _harness.Up(delivers: false);
        for (int number = 0; number < 2 * DeliveryWatch.Capacity; number++)
        {
            RouterId node = NodeOf(100 + number);
            _harness.Watch.NoteClaim(node.Key.Subnet, node.Key.Address, link, _harness.Now);
        }

        Assert.Equal(1, _harness.Watch.Count);
    }

    private static UpdateTlv UpdateOf(RouterId node) => new(0, 60000, default, new Metric(20), node.Key.Subnet, node);

    private static RouterId NodeOf(int number)
    {
        byte[] key = new byte[PublicKey.Size];
        BitConverter.TryWriteBytes(key, number);
        return RouterId.Create(new PublicKey(key), 1);
    }

    // An honest route was there first; then somebody claimed to be the victim.
    private (LinkId Honest, LinkId Liar) Deceive()
    {
        LinkId honest = _harness.Up(delivers: true);
        LinkId liar = _harness.Up(delivers: false);
        _harness.Update(honest, Victim, 0, 20);
        _harness.Update(liar, Victim, 0, 0);
        Assert.Equal(liar, _harness.Router.OwnNextHop(Victim.Key.Subnet));
        return (honest, liar);
    }
}
