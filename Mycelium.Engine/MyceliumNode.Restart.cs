using Mycelium.Engine.Configuration;
using Mycelium.Engine.Errors;
using Mycelium.Engine.Identity;
using Mycelium.Engine.Management;

namespace Mycelium.Engine;

/// <content>What a node needs to be started again.</content>
public sealed partial class MyceliumNode
{
    /// <summary>Gives the options with which a node that takes the place of this one is started: those of this one, with the ports that
    /// it got and the static peers that it has now, with what is set for them.</summary>
    /// <returns>Options whose identity, if there is one, belongs to the caller. They have one if the node runs and its key is in no file;
    /// that of a node that has ended is wiped.</returns>
    public async Task<NodeOptions> GetRestartOptionsAsync(CancellationToken cancellationToken = default)
    {
        NodeOptions options = _options with { Listen = _description.Listen.ToArray() };
        try
        {
            IReadOnlyList<PeerSnapshot> peers = await GetPeersAsync(cancellationToken).ConfigureAwait(false);
            NodeIdentity? identity = options.KeyPath is null ? _description.Identity.Copy() : null;
            return options.WithPeersOf(peers) with { Identity = identity };
        }
        catch (Exception exception) when (exception is ObjectDisposedException
            or MyceliumException { ErrorId: MyceliumErrorId.NodeStopped or MyceliumErrorId.NodeFailed })
        {
            return options;
        }
    }
}
