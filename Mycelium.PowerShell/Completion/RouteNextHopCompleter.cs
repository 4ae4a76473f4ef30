using Mycelium.Engine.Management;
using Mycelium.PowerShell.Nodes;

namespace Mycelium.PowerShell.Completion;

/// <summary>Completes endpoints of the peers that routes go through.</summary>
public sealed class RouteNextHopCompleter : NodeCompleter
{
    private protected override async Task<IEnumerable<CompletionItem>> ReadAsync(NodeEntry entry, CancellationToken cancellationToken)
    {
        IReadOnlyList<RouteSnapshot> routes = await entry.Node!.GetRoutesAsync(cancellationToken).ConfigureAwait(false);
        return routes
            .Where(route => route.NextHop is not null)
            .GroupBy(route => route.NextHop!)
            .Select(group => new CompletionItem(group.Key, $"{group.Count()} route(s) of {entry.Name}"));
    }
}
