using System.Management.Automation;
using Mycelium.Engine;
using Mycelium.PowerShell.Completion;
using Mycelium.PowerShell.Nodes;

namespace Mycelium.PowerShell.Commands;

/// <summary>A cmdlet that looks at nodes: those that are named or piped in, or all that run.</summary>
public abstract class MyceliumNodesCmdlet : MyceliumCmdlet
{
    /// <summary>Names of the nodes, or nodes, peers or routes that were shown by another cmdlet. Wildcards are allowed. Default: all that
    /// run.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(NodeNameCompleter))]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[]? Node { get; set; }

    /// <summary>Takes each node of the present item once, also one that has failed. An error is about that node, and the others go
    /// on.</summary>
    private protected void ForEachNode(Action<NodeEntry> take)
    {
        if (Node is null)
        {
            ForItem(null, () => ForEachNode(NodeRegistry.Shared.SelectRunning(), take));
            return;
        }

        var taken = new HashSet<NodeEntry>();
        ForEachNode(Node, entry =>
        {
            if (taken.Add(entry)) { take(entry); }
        });
    }

    /// <summary>Notes the nodes of the present item, each once, for the end of the pipeline.</summary>
    private protected void AddNodesTo(List<MyceliumNode> nodes) => ForEachNode(entry =>
    {
        MyceliumNode node = RunningNode(entry);
        if (!nodes.Contains(node)) { nodes.Add(node); }
    });
}
