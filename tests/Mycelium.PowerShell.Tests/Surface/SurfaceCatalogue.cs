namespace Mycelium.PowerShell.Tests.Surface;

/// <summary>The behaviour of every command, and the errors that no call can bring about here.</summary>
internal static class SurfaceCatalogue
{
    /// <summary>All commands.</summary>
    internal static IReadOnlyList<CommandSurface> All { get; } =
    [
        .. NodeSurface.All.Concat(PeerSurface.All).Concat(RouteSurface.All).Concat(FileSurface.All).Concat(SystemSurface.All)
            .OrderBy(item => item.Name, StringComparer.Ordinal),
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
        ["PeerLimitReached"] = "needs 10,000 peers: the table is filled by PeerTableTests of Mycelium.Engine.Tests",
        ["ServiceExists"] = "ServiceCommandTests of Mycelium.Host.Tests",
        ["ServiceForeign"] = "needs a service of somebody else: Mycelium.Engine.Tests",
        ["ServicePermissionDenied"] = "needs a user without rights: Mycelium.Engine.Tests",
        ["ServiceManagerMissing"] = "needs a system without a manager: ServiceCommandTests",
        ["ServiceManagerFailed"] = "needs a manager that refuses: Mycelium.Engine.Tests",
        ["ServiceFileUnsafe"] = "needs a program that everybody may change: Mycelium.Engine.Tests",
        ["RouteNotFound"] = "needs a search of 15 seconds to its end: RouteResolutionTests of Mycelium.Engine.Tests",
    };
}
