using System.Management.Automation;
using Mycelium.Engine;
using Mycelium.Engine.Errors;
using Mycelium.PowerShell.Arguments;
using Mycelium.PowerShell.Completion;
using Mycelium.PowerShell.Nodes;

namespace Mycelium.PowerShell.Commands;

/// <summary>A cmdlet that works with one node: the one that is named or piped in, or the only one that runs.</summary>
public abstract class MyceliumNodeCmdlet : MyceliumCmdlet
{
    /// <summary>Name of the node, or a node, peer or route that was shown by another cmdlet. Not needed while only one node runs.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(NodeNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Node { get; set; }

    /// <summary>The entry of the node of the present item, also of one that has failed.</summary>
    /// <exception cref="MyceliumException">There is none.</exception>
    private protected NodeEntry SelectedEntry => NodeRegistry.Shared.Select(Node);

    /// <summary>The node of the present item.</summary>
    /// <exception cref="MyceliumException">There is none, or it has failed.</exception>
    private protected MyceliumNode SelectedNode => RunningNode(SelectedEntry);

    /// <summary>Does something for each peer of the node that an endpoint or a pattern with wildcards means. An error is about that peer, and
    /// the others go on.</summary>
    private protected void ForEachPeer(string endpoint, Action<string> take) => ForItem(endpoint, () =>
    {
        string[] endpoints = [endpoint];
        if (WildcardText.IsPattern(endpoint))
        {
            Func<string, bool> filter = PeerEndpoint.Filter(endpoint);
            endpoints = [.. Wait(SelectedNode.GetPeersAsync).Select(peer => peer.Endpoint).Where(filter)];
        }

        foreach (string found in endpoints) { ForItem(found, () => take(found)); }
    });
}
