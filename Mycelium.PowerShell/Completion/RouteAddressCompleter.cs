using Mycelium.Engine.Management;
using Mycelium.PowerShell.Nodes;

namespace Mycelium.PowerShell.Completion;

/// <summary>Completes overlay addresses of the nodes that routes lead to.</summary>
public sealed class RouteAddressCompleter : NodeCompleter
{
    private protected override async Task<IEnumerable<CompletionItem>> ReadAsync(NodeEntry entry, CancellationToken cancellationToken)
    {
        IReadOnlyList<RouteSnapshot> routes = await entry.Node!.GetRoutesAsync(cancellationToken).ConfigureAwait(false);
        return routes
            .Where(route => route.Address is not null)
            .OrderBy(route => route.State)
            .Select(route => new CompletionItem(route.Address!.ToString(), $"{route.State} route of {route.Node}, metric {route.Metric}"));
    }
}
