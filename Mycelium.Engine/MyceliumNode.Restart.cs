using Mycelium.Engine.Configuration;
using Mycelium.Engine.Errors;
using Mycelium.Engine.Identity;
using Mycelium.Engine.Management;
using Mycelium.Engine.Peering;

namespace Mycelium.Engine;

/// <content>What a node needs to be started again.</content>
public sealed partial class MyceliumNode
{
    /// <summary>Gives the options with which a node that takes the place of this one is started: those of this one, with the ports that
    /// it got and the static peers that it has now.</summary>
    /// <returns>Options whose identity, if there is one, belongs to the caller. They have one if the node runs and its key is in no file;
    /// that of a node that has ended is wiped.</returns>
    public async Task<NodeOptions> GetRestartOptionsAsync(CancellationToken cancellationToken = default)
    {
        NodeOptions options = _options with { Listen = _description.Listen.ToArray() };
        try
        {
            IReadOnlyList<PeerSnapshot> peers = await GetPeersAsync(cancellationToken).ConfigureAwait(false);
            NodeIdentity? identity = options.KeyPath is null ? _description.Identity.Copy() : null;
            return options with
            {
                Identity = identity,
                Peers = peers.Where(peer => peer.Kind == PeerKind.Static).Select(peer => peer.Endpoint).ToArray(),
            };
        }
        catch (Exception exception) when (exception is ObjectDisposedException
            or MyceliumException { ErrorId: MyceliumErrorId.NodeStopped or MyceliumErrorId.NodeFailed })
        {
            return options;
        }
    }

    /// <summary>Sets for the peers what was set for those of the node whose place this one takes.</summary>
    /// <param name="peers">The peers of that node; those that this one does not have are passed over.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="MyceliumException"><see cref="MyceliumErrorId.NodeStopped"/> or <see
    /// cref="MyceliumErrorId.NodeFailed"/>.</exception>
    public async Task RestorePeerSettingsAsync(IEnumerable<PeerSnapshot> peers, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(peers);
        foreach (PeerSnapshot peer in peers.Where(peer => peer.Kind == PeerKind.Static))
        {
            if (peer.FixedCost is { } cost) { await SetPeerCostAsync(peer.Endpoint, cost, cancellationToken).ConfigureAwait(false); }

            if (!peer.IsEnabled) { await SetPeerEnabledAsync(peer.Endpoint, false, cancellationToken).ConfigureAwait(false); }
        }
    }
}
