using Mycelium.Engine.Management;
using Mycelium.PowerShell.Nodes;

namespace Mycelium.PowerShell.Completion;

/// <summary>Completes endpoints of peers.</summary>
public sealed class PeerEndpointCompleter : NodeCompleter
{
    private protected override async Task<IEnumerable<CompletionItem>> ReadAsync(NodeEntry entry, CancellationToken cancellationToken)
    {
        IReadOnlyList<PeerSnapshot> peers = await entry.Node!.GetPeersAsync(cancellationToken).ConfigureAwait(false);
        return peers.Select(peer => new CompletionItem(peer.Endpoint, $"{peer.Kind} peer of {peer.Node}, {peer.State}"));
    }
}
