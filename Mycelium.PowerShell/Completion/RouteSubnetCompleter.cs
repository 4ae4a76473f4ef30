using Mycelium.Engine.Management;
using Mycelium.PowerShell.Nodes;

namespace Mycelium.PowerShell.Completion;

/// <summary>Completes subnets of routes.</summary>
public sealed class RouteSubnetCompleter : NodeCompleter
{
    private protected override async Task<IEnumerable<CompletionItem>> ReadAsync(NodeEntry entry, CancellationToken cancellationToken)
    {
        IReadOnlyList<RouteSnapshot> routes = await entry.Node!.GetRoutesAsync(cancellationToken).ConfigureAwait(false);
        return routes
            .OrderBy(route => route.State)
            .Select(route => new CompletionItem(route.Subnet, $"{route.State} route of {route.Node}"));
    }
}
