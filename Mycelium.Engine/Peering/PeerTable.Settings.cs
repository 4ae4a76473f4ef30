using Mycelium.Engine.Transports;
using Mycelium.Engine.Wire;

namespace Mycelium.Engine.Peering;

/// <content>What the user sets for a peer.</content>
public sealed partial class PeerTable
{
    /// <summary>Enables a peer, which is then dialled at once, or disables it: its attempt or connection ends, and it stays in the
    /// table.</summary>
    /// <returns>False if there is no such peer, or it connected by itself: that one can only be removed.</returns>
    public bool SetEnabled(Endpoint endpoint, bool isEnabled, TimeSpan now, ICollection<PeerEffect> effects)
    {
        ArgumentNullException.ThrowIfNull(effects);
        if (!_peers.TryGetValue(endpoint, out Peer? peer) || peer.Kind == PeerKind.Inbound) { return false; }

        if (peer.IsEnabled == isEnabled) { return true; }

        peer.IsEnabled = isEnabled;
        if (isEnabled)
        {
            peer.Failures = 0;
            peer.LastError = null;
            if (!peer.IsConnected) { Plan(peer, now); }
        }
        else
        {
            Disable(peer, effects);
        }

        effects.Add(Effect(PeerEffectKind.StateChanged, peer));
        HandleTimers(now, effects);
        return true;
    }

    /// <summary>Sets the cost of a peer's link; null takes what is measured. The owner applies it.</summary>
    /// <returns>False if there is no such peer.</returns>
    public bool SetCost(Endpoint endpoint, ushort? cost)
    {
        if (!_peers.TryGetValue(endpoint, out Peer? peer)) { return false; }

        peer.FixedCost = cost;
        return true;
    }

    private void Disable(Peer peer, ICollection<PeerEffect> effects)
    {
        peer.NextAttempt = null;
        peer.HandOverAt = null;
        peer.Substitute = LinkId.None;
        _handOvers.Remove(peer);
        if (peer.IsDialling)
        {
            EndDial(peer);
            effects.Add(Effect(PeerEffectKind.CancelDial, peer));
        }

        // The row keeps the connection until that has ended, so that its bytes are counted.
        if (peer.Link != LinkId.None) { effects.Add(Effect(PeerEffectKind.CloseLink, peer, "The peer was disabled.")); }
    }
}
