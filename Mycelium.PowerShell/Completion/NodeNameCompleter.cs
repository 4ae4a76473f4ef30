using Mycelium.PowerShell.Nodes;

namespace Mycelium.PowerShell.Completion;

/// <summary>Completes names of nodes.</summary>
public sealed class NodeNameCompleter : NodeCompleter
{
    private protected override Task<IEnumerable<CompletionItem>> ReadAsync(NodeEntry entry, CancellationToken cancellationToken) =>
        Task.FromResult<IEnumerable<CompletionItem>>([new(entry.Name, $"{entry.Node!.State}, {entry.Node.Address}")]);
}
