using System.Net;
using Mycelium.Engine.Identity;
using Mycelium.Engine.Transports;
using Mycelium.Engine.Wire;

namespace Mycelium.Engine.Peering;

/// <summary>The peers of a node and when to dial them. Pure: inputs and time in, effects out. One owner.</summary>
/// <remarks>
/// Of two connections between the same two nodes, one dialled by each, the one that the node with the smaller public key dialled
/// is kept. A node closes only what it dialled itself, so a peer that does not know this rule is left in peace; only for
/// one from the same address, since whoever connects can claim to be any node; and only after a while in which the one that is
/// kept was asked for the other one's routes and answered, so that no route is away meanwhile and no dead connection displaces a live one.
/// </remarks>
/// <param name="options">Times and bounds.</param>
/// <param name="self">The own router id.</param>
/// <param name="seed">Seed of the jitter.</param>
public sealed partial class PeerTable(PeerTableOptions options, RouterId self, int seed)
{
    private readonly Dictionary<Endpoint, Peer> _peers = [];
    private readonly Dictionary<LinkId, Peer> _byLink = [];
    private readonly int[] _counts = new int[Enum.GetValues<PeerKind>().Length];

    // May hold attempts that were called off or moved since: those are passed over.
    private readonly PriorityQueue<Peer, (TimeSpan At, long Order)> _attempts = new();
    private readonly List<Peer> _handOvers = [];
    private readonly Random _random = new(seed);
    private long _lastOrder;
    private TimeSpan? _changedAt;
    private int _dials;

    /// <summary>All peers.</summary>
    public IEnumerable<PeerRecord> Peers => _peers.Values.Select(peer => peer.ToRecord());

    /// <summary>Number of peers.</summary>
    public int Count => _peers.Count;

    /// <summary>When to call <see cref="HandleTimers"/>; null if nothing is planned.</summary>
    public TimeSpan? NextDeadline => _handOvers.Count == 0 ? NextDial : Earlier(_handOvers.Min(peer => peer.HandOverAt), NextDial);

    /// <summary>Tells whether a connection has brought anything since it was last asked for all routes.</summary>
    public Func<LinkId, bool> IsAnswering { get; init; } = static _ => true;

    private TimeSpan? NextDial => _dials >= options.MaximumDials ? null : NextPlanned();

    /// <summary>Finds a peer.</summary>
    public PeerRecord? Find(Endpoint endpoint) => _peers.GetValueOrDefault(endpoint)?.ToRecord();

    /// <summary>The peer of a connection.</summary>
    public PeerRecord? Find(LinkId link) => _byLink.GetValueOrDefault(link)?.ToRecord();

    /// <summary>Adds a peer that is to be dialled; one that is disabled, not before it is enabled.</summary>
    public AddPeerOutcome Add(Endpoint endpoint, PeerKind kind, TimeSpan now, ICollection<PeerEffect> effects, bool isEnabled = true)
    {
        ArgumentNullException.ThrowIfNull(effects);
        if (_peers.ContainsKey(endpoint)) { return AddPeerOutcome.Exists; }

        if (!HasRoom(endpoint, kind)) { return AddPeerOutcome.Full; }

        var peer = new Peer(endpoint, kind, now) { IsEnabled = isEnabled };
        AddRow(peer);
        Plan(peer, now);
        if (!isEnabled) { effects.Add(Effect(PeerEffectKind.StateChanged, peer)); }

        HandleTimers(now, effects);
        return AddPeerOutcome.Added;
    }

    /// <summary>Removes a peer, ends its connection or attempt, and returns how it stood; null if there is none.</summary>
    public PeerRecord? Remove(Endpoint endpoint, ICollection<PeerEffect> effects)
    {
        if (!_peers.TryGetValue(endpoint, out Peer? peer)) { return null; }

        PeerRecord last = peer.ToRecord();
        RemoveRow(peer);
        _handOvers.Remove(peer);
        if (peer.IsDialling)
        {
            _dials--;
            effects.Add(Effect(PeerEffectKind.CancelDial, peer));
        }

        if (peer.Link != LinkId.None)
        {
            _byLink.Remove(peer.Link);
            effects.Add(Effect(PeerEffectKind.CloseLink, peer, "The peer was removed."));
        }

        return last;
    }

    /// <summary>An attempt succeeded. The link is closed again if nobody waits for it any more.</summary>
    /// <param name="endpoint">What was dialled.</param>
    /// <param name="link">The connection.</param>
    /// <param name="now">The time.</param>
    /// <param name="effects">Receives the outputs.</param>
    /// <param name="address">The remote address; null takes that of the endpoint, if it has one.</param>
    public void DialSucceeded(Endpoint endpoint, LinkId link, TimeSpan now, ICollection<PeerEffect> effects, IPAddress? address = null)
    {
        if (!_peers.TryGetValue(endpoint, out Peer? peer) || !peer.IsDialling)
        {
            effects.Add(new PeerEffect(PeerEffectKind.CloseLink, endpoint, link, PeerState.Dead, "The peer was removed meanwhile."));
            return;
        }

        EndDial(peer);
        peer.Address = address ?? endpoint.Address;
        Connect(peer, link, now, effects);
        HandleTimers(now, effects);
    }

    /// <summary>An attempt failed.</summary>
    public void DialFailed(Endpoint endpoint, string reason, TimeSpan now, ICollection<PeerEffect> effects)
    {
        if (!_peers.TryGetValue(endpoint, out Peer? peer) || !peer.IsDialling) { return; }

        if (EndDial(peer)) { Plan(peer, now); } else { Fail(peer, reason, now, effects); }

        HandleTimers(now, effects);
    }

    /// <summary>A connection came in.</summary>
    /// <returns>Null if it is taken, otherwise why it is refused.</returns>
    public string? TryAccept(Endpoint endpoint, IPAddress? address, LinkId link, TimeSpan now, ICollection<PeerEffect> effects)
    {
        if (_counts[(int)PeerKind.Inbound] >= options.MaximumInbound)
        {
            return $"There are {options.MaximumInbound} inbound connections already.";
        }

        if (address is not null && !IPAddress.IsLoopback(address) && CountFrom(address) >= options.MaximumInboundPerAddress)
        {
            return $"There are {options.MaximumInboundPerAddress} connections from its network already.";
        }

        if (address is not null && !IPAddress.IsLoopback(address) && CountFrom(address, isSite: true) >= options.MaximumInboundPerSite)
        {
            return $"There are {options.MaximumInboundPerSite} connections from its neighbourhood already.";
        }

        if (_peers.ContainsKey(endpoint)) { return "Its address is in use by another peer."; }

        var peer = new Peer(endpoint, PeerKind.Inbound, now) { Address = address };
        AddRow(peer);
        Connect(peer, link, now, effects);
        return null;
    }

    /// <summary>A connection ended.</summary>
    public void LinkClosed(
        LinkId link, string reason, long receivedBytes, long sentBytes, TimeSpan now, ICollection<PeerEffect> effects)
    {
        foreach (Peer substituted in _peers.Values.Where(peer => peer.Substitute == link)) { LoseSubstitute(substituted, now, effects); }

        if (_byLink.Remove(link, out Peer? peer))
        {
            peer.ReceivedBytes += receivedBytes;
            peer.SentBytes += sentBytes;
            peer.Link = LinkId.None;
            // What is no node is held on to as long as it takes to see that: no success.
            if (peer.RouterId is not null && peer.ConnectedAt is { } since && now - since >= options.StableAfter) { peer.Failures = 0; }

            Disconnect(peer, reason, now, effects);
        }

        HandleTimers(now, effects);
    }

    /// <summary>The network came back or changed: everything is dialled now, and what ends soon afterwards without a pause. Attempts that
    /// wait for the old network, or for a name's old addresses, are called off for new ones.</summary>
    public void NetworkChanged(TimeSpan now, ICollection<PeerEffect> effects)
    {
        ArgumentNullException.ThrowIfNull(effects);
        _changedAt = now;
        foreach (Peer peer in _peers.Values.Where(peer => peer.IsDialling && now - peer.DialledAt >= options.FirstRetry))
        {
            peer.Failures = 0;
            peer.IsDialledAnew = true;
            effects.Add(Effect(PeerEffectKind.CancelDial, peer));
        }

        foreach (Peer peer in _peers.Values.Where(peer => peer.NextAttempt > now && !peer.IsSelf))
        {
            peer.Failures = 0;
            Plan(peer, now);
        }

        HandleTimers(now, effects);
    }

    /// <summary>Starts the attempts that are due.</summary>
    public void HandleTimers(TimeSpan now, ICollection<PeerEffect> effects)
    {
        ArgumentNullException.ThrowIfNull(effects);
        for (int i = _handOvers.Count - 1; i >= 0; i--)
        {
            if (!(_handOvers[i].HandOverAt > now) && !TryHandOver(_handOvers[i], now, effects)) { _handOvers.RemoveAt(i); }
        }

        while (NextDial <= now)
        {
            Peer peer = _attempts.Dequeue();
            _dials++;
            peer.IsDialling = true;
            peer.DialledAt = now;
            peer.NextAttempt = null;
            effects.Add(Effect(PeerEffectKind.Dial, peer));
            effects.Add(Effect(PeerEffectKind.StateChanged, peer));
        }
    }

    private static TimeSpan? Earlier(TimeSpan? a, TimeSpan? b) => b is null || a < b ? a : b;

    // On a local network anybody can claim to be many nodes: one address gets a few places, and who failed gives way.
    private bool HasRoom(Endpoint endpoint, PeerKind kind)
    {
        if (kind != PeerKind.Discovered) { return _counts[(int)kind] < options.MaximumStatic; }

        IEnumerable<Peer> discovered = _peers.Values.Where(peer => peer.Kind == PeerKind.Discovered);
        if (discovered.Count(peer => IsSameAddress(peer.Endpoint.Address, endpoint.Address) && endpoint.Address is not null)
            >= options.MaximumDiscoveredPerAddress)
        {
            return false;
        }

        if (_counts[(int)kind] < options.MaximumDiscovered) { return true; }

        Peer? worst = discovered.Where(peer => !peer.IsConnected && !peer.IsDialling && peer.Failures > 0).MaxBy(peer => peer.Failures);
        if (worst is not null) { RemoveRow(worst); }

        return worst is not null;
    }

    private static PeerEffect Effect(PeerEffectKind kind, Peer peer, string? reason = null) =>
        new(kind, peer.Endpoint, peer.Link, peer.State, reason);

    private void AddRow(Peer peer)
    {
        _peers.Add(peer.Endpoint, peer);
        _counts[(int)peer.Kind]++;
    }

    private void RemoveRow(Peer peer)
    {
        _peers.Remove(peer.Endpoint);
        _counts[(int)peer.Kind]--;
        peer.NextAttempt = null;
    }

    private void Plan(Peer peer, TimeSpan at)
    {
        if (!peer.IsEnabled) { return; }

        peer.NextAttempt = at;
        _attempts.Enqueue(peer, (at, _lastOrder++));
    }

    private TimeSpan? NextPlanned()
    {
        while (_attempts.TryPeek(out Peer? peer, out (TimeSpan At, long Order) planned))
        {
            if (peer.NextAttempt == planned.At) { return planned.At; }

            _attempts.Dequeue();
        }

        return null;
    }

    private int CountFrom(IPAddress address, bool isSite = false)
    {
        (ulong, ulong) network = SourceNetwork.Of(address, isSite);
        return _peers.Values.Count(peer =>
            peer.Kind == PeerKind.Inbound && peer.Address is { } other && SourceNetwork.Of(other, isSite) == network);
    }

    private void Connect(Peer peer, LinkId link, TimeSpan now, ICollection<PeerEffect> effects)
    {
        peer.Link = link;
        peer.ConnectedAt = now;
        peer.RouterId = null;
        _byLink.Add(link, peer);
        // One that was dialled goes on connecting until the other end announces itself.
        if (peer.Kind == PeerKind.Inbound) { effects.Add(Effect(PeerEffectKind.StateChanged, peer)); }
    }

    // Whether it was called off for a new one.
    private bool EndDial(Peer peer)
    {
        _dials--;
        (bool isAnew, peer.IsDialling, peer.IsDialledAnew) = (peer.IsDialledAnew, false, false);
        return isAnew;
    }

    private void Disconnect(Peer peer, string reason, TimeSpan now, ICollection<PeerEffect> effects)
    {
        if (peer.Substitute != LinkId.None) { return; }

        TimeSpan? since = peer.ConnectedAt;
        peer.ConnectedAt = null;
        if (peer.Kind == PeerKind.Inbound)
        {
            peer.LastError = reason;
            RemoveRow(peer);
            effects.Add(Effect(PeerEffectKind.StateChanged, peer, reason));
            return;
        }

        bool isOld = since < _changedAt && now - _changedAt < options.ChangeLasts;
        Fail(peer, reason, now, effects);
        if (isOld && _peers.ContainsKey(peer.Endpoint)) { Plan(peer, now); }
    }

    private void Fail(Peer peer, string reason, TimeSpan now, ICollection<PeerEffect> effects)
    {
        peer.Failures++;
        peer.LastError = peer.IsSelf ? "The endpoint is this node itself." : reason;
        if (peer.Kind == PeerKind.Discovered && (peer.Failures >= options.DiscoveredFailures || peer.IsSelf))
        {
            RemoveRow(peer);
        }
        else
        {
            Plan(peer, now + (peer.IsSelf ? options.SelfRetry : RetryDelay(peer.Failures)));
        }

        effects.Add(Effect(PeerEffectKind.StateChanged, peer, peer.LastError));
    }

    // Half of the delay is fixed, the other half random, so that many nodes do not come back at the same moment.
    private TimeSpan RetryDelay(int failures)
    {
        double full = options.FirstRetry.TotalSeconds * Math.Pow(2, Math.Min(failures - 1, 30));
        double bounded = Math.Min(full, options.LongestRetry.TotalSeconds);
        return TimeSpan.FromSeconds(bounded * (0.5 + (_random.NextDouble() / 2)));
    }
}
