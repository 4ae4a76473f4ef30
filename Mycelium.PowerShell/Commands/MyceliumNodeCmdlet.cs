using System.Management.Automation;
using Mycelium.Engine;
using Mycelium.Engine.Errors;
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
}
