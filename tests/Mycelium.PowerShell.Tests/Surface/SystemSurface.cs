namespace Mycelium.PowerShell.Tests.Surface;

/// <summary>Commands for services of the system, and for the picture of the network.</summary>
internal static class SystemSurface
{
    // No machine has a service of this name.
    private const string Service = "mycelium-test-of-nothing";

    private static readonly TestReference Real = new(
        "Mycelium.Host.Tests",
        "ServiceCommandTests",
        "A_service_is_registered_seen_completed_and_removed",
        "changes the machine, so that it is run for real in a mount namespace");

    /// <summary>All of them.</summary>
    internal static CommandSurface[] All { get; } =
    [
        new("Register-MyceliumService")
        {
            RunElsewhere = Real,
            Call = $"Register-MyceliumService node.yaml -Name {Service} -WhatIf -WarningAction SilentlyContinue",
            Change = $"Register-MyceliumService node.yaml -Name {Service}",
            Pipeline =
            [
                ("ConfigurationPath", $"Test-MyceliumConfiguration node.yaml | Register-MyceliumService -Name {Service} -WhatIf -WarningAction SilentlyContinue"),
                ("InputObject", $"Get-MyceliumService {Service}* | Register-MyceliumService -Force -Restart -WhatIf"),
            ],
            Errors =
            [
                ("Register-MyceliumService missing.yaml -WhatIf", "ConfigurationNotFound"),
                ("Register-MyceliumService wrong.yaml -WhatIf", "InvalidConfiguration"),
                ("Register-MyceliumService node.yaml -Name 'a b' -WhatIf", "ServiceNameInvalid"),
                ($"Register-MyceliumService node.yaml -Name {Service} -Program none", "ServiceProgramNotFound"),
            ],
        },
        new("Unregister-MyceliumService")
        {
            RunElsewhere = Real,
            Call = $"Unregister-MyceliumService {Service} -WhatIf -ErrorAction SilentlyContinue",
            Change = $"Unregister-MyceliumService {Service}",
            Pipeline =
            [
                ("Name", $"Get-MyceliumService {Service}* | Unregister-MyceliumService"),
            ],
            Errors = [($"Unregister-MyceliumService {Service}", "ServiceNotFound"), ("Unregister-MyceliumService ../x", "ServiceNameInvalid")],
        },
        new("Get-MyceliumService")
        {
            RunElsewhere = Real,
            Call = $"Get-MyceliumService {Service}*",
            Pipeline =
            [
                ("Name", $"'{Service}*' | Get-MyceliumService"),
            ],
            Errors = [($"Get-MyceliumService {Service}", "ServiceNotFound"), ("Get-MyceliumService ../x", "ServiceNameInvalid")],
        },
        new("Export-MyceliumTopology")
        {
            Call = "Export-MyceliumTopology",
            Change = "Export-MyceliumTopology map.html",
            Pipeline =
            [
                ("Node", "Get-MyceliumNode | Export-MyceliumTopology"),
                ("Node", "Get-MyceliumPeer -Node alpha | Export-MyceliumTopology map.dot -PassThru"),
            ],
            Errors =
            [
                ("Export-MyceliumTopology map.png", "TopologyFormatUnknown"),
                ("Export-MyceliumTopology node.yaml -Format Dot", "TopologyFileExists"),
                ("Export-MyceliumTopology missing/folder/map.html", "TopologyFileInaccessible"),
                ("Export-MyceliumTopology map.html -Format Object", "InvalidOption"),
                ("Export-MyceliumTopology -Node nobody", "NodeNotFound"),
            ],
        },
    ];
}
