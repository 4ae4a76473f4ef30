using System.Management.Automation;
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
            ForItem(null, () => TakeEach(NodeRegistry.Shared.SelectRunning(), take));
            return;
        }

        var taken = new HashSet<NodeEntry>();
        foreach (string name in Node) { ForItem(name, () => TakeEach(NodeRegistry.Shared.SelectAll(name).Where(taken.Add), take)); }
    }

    private void TakeEach(IEnumerable<NodeEntry> entries, Action<NodeEntry> take)
    {
        foreach (NodeEntry entry in entries) { ForItem(entry.Name, () => take(entry)); }
    }
}
