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

    /// <summary>Error ids that need another machine, or more of one than a script should take, and what brings them about.</summary>
    internal static IReadOnlyDictionary<string, TestReference> Elsewhere { get; } = new Dictionary<string, TestReference>
    {
        ["NodeFailed"] = new(
            "Mycelium.PowerShell.Tests", "NodeRegistryTests", "A_failed_node_is_shown_with_its_reason_until_it_is_stopped", "needs a broken invariant"),
        ["TunnelNameInUse"] = new(
            "Mycelium.Network.Tests", "StartFailureTests", "A_taken_interface_name", "needs rights, and a namespace"),
        ["TunnelPermissionDenied"] = new(
            "Mycelium.Network.Tests", "StartFailureTests", "No_right_to_make_an_interface", "needs a user without rights"),
        ["TunnelUnavailable"] = new(
            "Mycelium.Engine.Tests", "UserspaceTunnelTests", "Where_TUN_is_not_to_be_had_it_is_an_error_and_Auto_says_why_it_falls_back", "needs a system without TUN"),
        ["TunnelFailed"] = new(
            "Mycelium.Engine.Tests", "LinuxTunTests", "An_interface_that_is_deleted_under_the_node_is_an_error_not_a_loop", "needs rights, and a namespace"),
        ["PeerLimitReached"] = new(
            "Mycelium.Engine.Tests", "StaticPeerLimitTests", "A_node_with_10_000_peers_refuses_another_and_takes_it_when_one_is_removed", "needs 10,000 peers"),
        ["ServiceExists"] = new(
            "Mycelium.Host.Tests", "ServiceCommandTests", "A_service_is_registered_seen_completed_and_removed", "changes the machine"),
        ["ServiceForeign"] = new(
            "Mycelium.Engine.Tests", "SystemdManagerTests", "Units_of_others_are_never_touched", "needs a service of somebody else"),
        ["ServicePermissionDenied"] = new(
            "Mycelium.Engine.Tests", "SystemdManagerTests", "Without_rights_or_manager_nothing_is_changed_but_services_are_seen", "needs a user without rights"),
        ["ServiceManagerMissing"] = new(
            "Mycelium.Engine.Tests", "SystemdManagerTests", "Without_rights_or_manager_nothing_is_changed_but_services_are_seen", "needs a system without a manager"),
        ["ServiceManagerFailed"] = new(
            "Mycelium.Engine.Tests", "SystemdManagerTests", "What_fails_midway_leaves_nothing_and_says_so", "needs a manager that refuses"),
        ["ServiceFileUnsafe"] = new(
            "Mycelium.Engine.Tests", "ServiceProgramTests", "What_the_service_depends_on_must_be_safe", "needs a program that is not root's"),
        ["RouteNotFound"] = new(
            "Mycelium.Engine.Tests", "RouteResolutionTests", "The_end_of_the_search_is_the_end_of_the_wait", "needs a search of 15 seconds to its end"),
    };
}
