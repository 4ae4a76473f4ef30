namespace Mycelium.PowerShell.Tests.Surface;

/// <summary>The behaviour of every command, and the errors that no call can bring about here.</summary>
internal static class SurfaceCatalogue
{
    /// <summary>All commands.</summary>
    internal static IReadOnlyList<CommandSurface> All { get; } =
    [
        .. NodeSurface.All.Concat(PeerSurface.All).Concat(RouteSurface.All).Concat(FileSurface.All).OrderBy(item => item.Name, StringComparer.Ordinal),
    ];

    /// <summary>Error ids that need another machine, or a moment that no script can choose, and where they are tested.</summary>
    internal static IReadOnlyDictionary<string, string> Elsewhere { get; } = new Dictionary<string, string>
    {
        ["NodeStopped"] = "a node that stops while it is asked: Mycelium.Engine.Tests",
        ["NodeFailed"] = "a broken invariant: NodeRegistryTests",
        ["TunnelNameInUse"] = "needs root and a namespace: Mycelium.Network.Tests",
        ["TunnelPermissionDenied"] = "needs a user without rights: Mycelium.Network.Tests",
        ["TunnelUnavailable"] = "needs a system without TUN: Mycelium.Engine.Tests",
        ["TunnelFailed"] = "needs a system that refuses: Mycelium.Engine.Tests",
        ["DiscoveryFailed"] = "needs a port that is taken on all interfaces: Mycelium.Engine.Tests",
        ["PeerLimitReached"] = "needs a full table: Mycelium.Engine.Tests",
        ["RouteNotFound"] = "needs a search of 15 seconds to its end: RouteResolutionTests of Mycelium.Engine.Tests",
    };
}
