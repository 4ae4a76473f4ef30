using Mycelium.Engine.Peering;
using Mycelium.Engine.Wire;
using Xunit;
using static Mycelium.Engine.Tests.Peering.PeerSamples;

namespace Mycelium.Engine.Tests.Peering;

public sealed class PeerAnnouncementTests
{
    private readonly List<PeerEffect> _effects = [];
    private readonly PeerTable _table = new(new PeerTableOptions(), Large, seed: 1);
    private readonly TimeSpan _now = TimeSpan.FromSeconds(100);

    [Fact]
    public void What_listens_but_is_no_node_is_never_alive_and_fails_as_if_nobody_listened()
    {
        _table.Add(There, PeerKind.Static, _now, _effects);
        TimeSpan now = _now;
        for (int attempt = 1; attempt <= 2; attempt++)
        {
            _table.DialSucceeded(There, new LinkId(attempt), now, _effects);
            now += new PeerTableOptions().StableAfter;
            _table.LinkClosed(new LinkId(attempt), "It sent nothing valid.", 0, 0, now, _effects);

            PeerRecord peer = _table.Find(There)!;
            Assert.Equal((PeerState.Dead, "It sent nothing valid.", attempt), (peer.State, peer.LastError, peer.FailedAttempts));
            now = _table.NextDeadline!.Value;
            _table.HandleTimers(now, _effects);
        }

        Assert.DoesNotContain(_effects, effect => effect.State == PeerState.Alive);
    }

    [Fact]
    public void Who_comes_again_has_to_announce_itself_again()
    {
        _table.Add(There, PeerKind.Static, _now, _effects);
        _table.DialSucceeded(There, new LinkId(1), _now, _effects);
        _table.NeighbourIdentified(new LinkId(1), Small, _now, _effects);
        _table.LinkClosed(new LinkId(1), "closed", 0, 0, _now, _effects);
        _table.HandleTimers(_table.NextDeadline!.Value, _effects);
        Assert.Equal(PeerState.Connecting, _table.Find(There)!.State);

        _table.DialSucceeded(There, new LinkId(2), _now, _effects);

        Assert.Equal(PeerState.Connecting, _table.Find(There)!.State);
    }
}
