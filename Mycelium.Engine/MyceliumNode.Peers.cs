using Mycelium.Engine.Configuration;
using Mycelium.Engine.Errors;
using Mycelium.Engine.Management;
using Mycelium.Engine.Transports;

namespace Mycelium.Engine;

/// <content>What is set for peers.</content>
public sealed partial class MyceliumNode
{
    /// <summary>Least cost that can be set for a peer.</summary>
    public const int MinimumPeerCost = ConfiguredPeer.MinimumCost;

    /// <summary>Largest cost that can be set for a peer.</summary>
    public const int MaximumPeerCost = ConfiguredPeer.MaximumCost;

    /// <summary>Enables a peer, which is then dialled at once, or disables it: it is disconnected, not dialled, and kept in the
    /// table.</summary>
    /// <exception cref="MyceliumException"><see cref="MyceliumErrorId.InvalidEndpoint"/>, <see cref="MyceliumErrorId.PeerNotFound"/>,
    /// <see cref="MyceliumErrorId.InvalidOption"/> for a peer that connected by itself, <see cref="MyceliumErrorId.NodeStopped"/> or
    /// <see cref="MyceliumErrorId.NodeFailed"/>.</exception>
    public Task<PeerSnapshot> SetPeerEnabledAsync(string endpoint, bool isEnabled, CancellationToken cancellationToken = default)
    {
        Endpoint parsed = NodeOptionsValidator.ParsePeer(endpoint);
        return _control.AskAsync(() => _control.EnablePeer(parsed, isEnabled), cancellationToken);
    }

    /// <summary>Sets what the link to a peer costs, for as long as the peer is in the table.</summary>
    /// <param name="endpoint">The peer.</param>
    /// <param name="cost"><see cref="MinimumPeerCost"/> to <see cref="MaximumPeerCost"/>; null takes what is measured.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="MyceliumException"><see cref="MyceliumErrorId.InvalidEndpoint"/>, <see cref="MyceliumErrorId.PeerNotFound"/>,
    /// <see cref="MyceliumErrorId.NodeStopped"/> or <see cref="MyceliumErrorId.NodeFailed"/>.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The cost is out of its range.</exception>
    public Task<PeerSnapshot> SetPeerCostAsync(string endpoint, int? cost, CancellationToken cancellationToken = default)
    {
        if (cost is { } known)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(known, MinimumPeerCost, nameof(cost));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(known, MaximumPeerCost, nameof(cost));
        }

        Endpoint parsed = NodeOptionsValidator.ParsePeer(endpoint);
        return _control.AskAsync(() => _control.SetPeerCost(parsed, (ushort?)cost), cancellationToken);
    }
}
