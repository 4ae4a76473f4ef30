using System.Net;
using CsCheck;
using Mycelium.Engine.Identity;
using Mycelium.Engine.Peering;
using Mycelium.Engine.Transports;
using Mycelium.Engine.Wire;
using Xunit;

namespace Mycelium.Engine.Tests.Peering;

/// <summary>Random histories against a model of the world: every effect is carried out as the node would.</summary>
public sealed class PeerTablePropertyTests
{
    private static readonly PeerTableOptions Options = new() { MaximumStatic = 6, MaximumInbound = 4, MaximumDials = 3 };

    [Fact]
    public void Whatever_happens_the_bounds_hold_and_no_connection_is_lost_or_kept_by_mistake() =>
        Gen.Int[0, 9].Select(Gen.Int[0, 7], Gen.Int[0, 40]).List[1, 200].Sample(
            steps =>
            {
                var world = new World();
                foreach ((int action, int subject, int delay) in steps) { world.Step(action, subject, delay); }
            },
            seed: "000000000001",
            iter: 500);

    private sealed class World
    {
        private static readonly RouterId Self = new(PublicKey.Parse(new string('5', 64)), 5);
        private readonly PeerTable _table = new(Options, Self, seed: 3);
        private readonly List<PeerEffect> _effects = [];
        private readonly List<Endpoint> _dials = [];
        private readonly List<LinkId> _links = [];
        private TimeSpan _now;
        private int _nextLink = 1;

        internal void Step(int action, int subject, int delay)
        {
            _now += TimeSpan.FromSeconds(delay);
            Endpoint endpoint = Endpoint.Memory($"n{subject}");
            LinkId link = _links.Count > 0 ? _links[subject % _links.Count] : LinkId.None;
            Endpoint? dial = _dials.Count > 0 ? _dials[subject % _dials.Count] : null;
            switch (action)
            {
                case 0 or 1: _table.Add(endpoint, subject % 3 == 0 ? PeerKind.Discovered : PeerKind.Static, _now, _effects); break;
                case 2: _table.Remove(endpoint, _effects); break;
                case 3 or 4 when dial is { } target: Succeed(target); break;
                case 5 when dial is { } target: Fail(target); break;
                case 6: Accept(subject); break;
                case 7 when link != LinkId.None: Close(link); break;
                case 8 when link != LinkId.None: _table.NeighbourIdentified(link, Router(subject), _now, _effects); break;
                default: _table.HandleTimers(_now, _effects); break;
            }

            CarryOut();
            Check();
        }

        private static RouterId Router(int subject) => new(PublicKey.Parse(new string((char)('2' + subject), 64)), 5);

        private void Succeed(Endpoint endpoint)
        {
            _dials.Remove(endpoint);
            LinkId link = NewLink();
            _table.DialSucceeded(endpoint, link, _now, _effects);
        }

        private void Fail(Endpoint endpoint)
        {
            _dials.Remove(endpoint);
            _table.DialFailed(endpoint, "refused", _now, _effects);
        }

        private void Accept(int subject)
        {
            LinkId link = NewLink();
            Endpoint from = Endpoint.Memory($"client{_nextLink}");
            if (_table.TryAccept(from, IPAddress.Loopback, link, _now, _effects) is not null) { _links.Remove(link); }
        }

        private void Close(LinkId link)
        {
            _links.Remove(link);
            _table.LinkClosed(link, "gone", 1, 1, _now, _effects);
        }

        private LinkId NewLink()
        {
            var link = new LinkId(_nextLink++);
            _links.Add(link);
            return link;
        }

        private void CarryOut()
        {
            for (int i = 0; i < _effects.Count; i++)
            {
                PeerEffect effect = _effects[i];
                switch (effect.Kind)
                {
                    case PeerEffectKind.Dial: _dials.Add(effect.Endpoint); break;
                    case PeerEffectKind.CancelDial: _dials.Remove(effect.Endpoint); break;
                    case PeerEffectKind.CloseLink when _links.Contains(effect.Link): Close(effect.Link); break;
                    default: break;
                }
            }

            _effects.Clear();
        }

        private void Check()
        {
            List<PeerRecord> peers = [.. _table.Peers];
            Assert.True(_dials.Count <= Options.MaximumDials);
            Assert.Equal(_dials.Count, _dials.Distinct().Count());
            Assert.Equal(_dials.Order(Comparer<Endpoint>.Create((a, b) => string.CompareOrdinal(a.Host, b.Host))).Select(e => e.Host), peers
                .Where(peer => peer.State == PeerState.Connecting && peer.Link == LinkId.None).Select(peer => peer.Endpoint.Host).Order(StringComparer.Ordinal));
            Assert.True(peers.Count(peer => peer.Kind == PeerKind.Inbound) <= Options.MaximumInbound);
            Assert.True(peers.Count(peer => peer.Kind == PeerKind.Static) <= Options.MaximumStatic);
            Assert.All(peers.Where(peer => peer.State == PeerState.Alive), peer => Assert.NotNull(peer.RouterId));
            Assert.All(_links, link => Assert.NotNull(_table.Find(link)));
            Assert.All(peers.Where(peer => peer.Link != LinkId.None), peer => Assert.Contains(peer.Link, _links));
            Assert.All(
                peers.Where(peer => peer.State == PeerState.Dead && peer.Kind != PeerKind.Inbound),
                peer => Assert.NotNull(peer.NextAttempt));
        }
    }
}
