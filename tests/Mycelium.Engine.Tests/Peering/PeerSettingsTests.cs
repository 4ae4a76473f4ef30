using Mycelium.Engine.Peering;
using Mycelium.Engine.Wire;
using Xunit;
using static Mycelium.Engine.Tests.Peering.PeerSamples;

namespace Mycelium.Engine.Tests.Peering;

public sealed class PeerSettingsTests
{
    private static readonly TimeSpan Now = TimeSpan.FromSeconds(100);

    private readonly List<PeerEffect> _effects = [];
    private readonly PeerTable _table = new(new PeerTableOptions(), Large, seed: 1);

    [Fact]
    public void A_connected_peer_that_is_disabled_is_closed_kept_and_not_dialled_again()
    {
        Connect();

        Assert.True(_table.SetEnabled(There, false, Now, _effects));
        Assert.Equal(PeerState.Disabled, _table.Find(There)!.State);
        Assert.Contains(_effects, effect => effect.Kind == PeerEffectKind.CloseLink && effect.Link == new LinkId(1));

        _table.LinkClosed(new LinkId(1), "closed", 10, 20, Now, _effects);
        PeerRecord peer = _table.Find(There)!;
        Assert.Equal((PeerState.Disabled, null, 10, 20), (peer.State, peer.NextAttempt, peer.PastReceivedBytes, peer.PastSentBytes));
        Assert.Null(_table.NextDeadline);
    }

    [Fact]
    public void An_attempt_of_a_peer_that_is_disabled_is_called_off_and_its_outcome_does_not_count()
    {
        _table.Add(There, PeerKind.Static, Now, _effects);
        _table.SetEnabled(There, false, Now, _effects);
        Assert.Contains(_effects, effect => effect.Kind == PeerEffectKind.CancelDial);

        _effects.Clear();
        _table.DialSucceeded(There, new LinkId(1), Now, _effects);
        _table.DialFailed(There, "late", Now, _effects);

        Assert.Equal(PeerEffectKind.CloseLink, Assert.Single(_effects).Kind);
        Assert.Equal((PeerState.Disabled, 0), (_table.Find(There)!.State, _table.Find(There)!.FailedAttempts));
    }

    [Fact]
    public void A_peer_that_is_added_disabled_is_not_dialled_before_it_is_enabled()
    {
        Assert.Equal(AddPeerOutcome.Added, _table.Add(There, PeerKind.Static, Now, _effects, isEnabled: false));
        _table.NetworkChanged(Now, _effects);
        Assert.Equal((PeerEffectKind.StateChanged, PeerState.Disabled), (Assert.Single(_effects).Kind, _effects[0].State));
        Assert.Null(_table.NextDeadline);

        _table.SetEnabled(There, true, Now, _effects);
        Assert.Single(_effects, effect => effect.Kind == PeerEffectKind.Dial);
    }

    [Fact]
    public void A_peer_that_is_enabled_is_dialled_at_once()
    {
        _table.Add(There, PeerKind.Static, Now, _effects);
        _table.SetEnabled(There, false, Now, _effects);
        _effects.Clear();

        _table.NetworkChanged(Now, _effects);
        Assert.DoesNotContain(_effects, effect => effect.Kind == PeerEffectKind.Dial);

        _table.SetEnabled(There, true, Now, _effects);
        Assert.Single(_effects, effect => effect.Kind == PeerEffectKind.Dial);
        Assert.Equal(PeerState.Connecting, _table.Find(There)!.State);

        _effects.Clear();
        Assert.True(_table.SetEnabled(There, true, Now, _effects));
        Assert.Empty(_effects);
    }

    [Fact]
    public void A_peer_that_is_enabled_before_its_connection_has_ended_is_dialled_when_it_has()
    {
        Connect();
        _table.SetEnabled(There, false, Now, _effects);
        _table.SetEnabled(There, true, Now, _effects);

        _table.LinkClosed(new LinkId(1), "closed", 0, 0, Now, _effects);

        Assert.NotNull(_table.Find(There)!.NextAttempt);
    }

    [Fact]
    public void Who_connected_by_itself_or_is_not_known_can_not_be_disabled()
    {
        Assert.False(_table.SetEnabled(There, false, Now, _effects));
        _table.TryAccept(There, There.Address, new LinkId(1), Now, _effects);

        Assert.False(_table.SetEnabled(There, false, Now, _effects));
        Assert.Equal(PeerState.Connecting, _table.Find(There)!.State);
    }

    [Fact]
    public void A_cost_is_kept_over_connections()
    {
        Assert.False(_table.SetCost(There, 7));
        Connect();

        Assert.True(_table.SetCost(There, 7));
        _table.LinkClosed(new LinkId(1), "closed", 0, 0, Now, _effects);

        Assert.Equal<ushort?>(7, _table.Find(There)!.FixedCost);
    }

    private void Connect()
    {
        _table.Add(There, PeerKind.Static, Now, _effects);
        _table.DialSucceeded(There, new LinkId(1), Now, _effects);
    }
}
