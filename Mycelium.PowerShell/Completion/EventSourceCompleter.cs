using Mycelium.PowerShell.Nodes;

namespace Mycelium.PowerShell.Completion;

/// <summary>Completes sources of events.</summary>
public sealed class EventSourceCompleter : NodeCompleter
{
    private protected override Task<IEnumerable<CompletionItem>> ReadAsync(NodeEntry entry, CancellationToken cancellationToken) =>
        Task.FromResult(entry.Node!.GetEvents()
            .Select(item => item.Source)
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal)
            .Select(source => new CompletionItem(source, $"Events of {entry.Name}")));
}
