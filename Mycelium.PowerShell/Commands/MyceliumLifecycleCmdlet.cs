using System.Management.Automation;
using Mycelium.PowerShell.Completion;
using Mycelium.PowerShell.Nodes;

namespace Mycelium.PowerShell.Commands;

/// <summary>A cmdlet that ends or renews nodes: those that are named or piped in, or the only one that runs.</summary>
public abstract class MyceliumLifecycleCmdlet : MyceliumCmdlet
{
    private static readonly string?[] OnlyNode = [null];

    /// <summary>Names of the nodes; wildcards are allowed. Not needed while only one node runs.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Node")]
    [ArgumentCompleter(typeof(NodeNameCompleter))]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[]? Name { get; set; }

    /// <summary>What is done, as -WhatIf shows it.</summary>
    private protected abstract string Action { get; }

    /// <inheritdoc/>
    protected sealed override void ProcessRecord()
    {
        ForEachNode(Name ?? OnlyNode, entry =>
        {
            if (ShouldProcess(entry.Name, Action)) { Handle(entry); }
        });
    }

    /// <summary>Handles one node; an error that it throws is about that node, and the others go on.</summary>
    private protected abstract void Handle(NodeEntry entry);
}
