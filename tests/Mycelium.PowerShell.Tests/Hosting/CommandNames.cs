namespace Mycelium.PowerShell.Tests.Hosting;

/// <summary>The commands of the module.</summary>
internal static class CommandNames
{
    /// <summary>All of them, in order.</summary>
    internal static string[] All { get; } =
    [
        "Add-MyceliumPeer",
        "ConvertTo-MyceliumAddress",
        "Export-MyceliumConfiguration",
        "Export-MyceliumIdentity",
        "Export-MyceliumTopology",
        "Find-MyceliumPeer",
        "Get-MyceliumConfiguration",
        "Get-MyceliumEvent",
        "Get-MyceliumIdentity",
        "Get-MyceliumNode",
        "Get-MyceliumPeer",
        "Get-MyceliumRoute",
        "Get-MyceliumService",
        "Get-MyceliumStatistic",
        "Import-MyceliumConfiguration",
        "Import-MyceliumIdentity",
        "Measure-MyceliumPath",
        "New-MyceliumIdentity",
        "Register-MyceliumService",
        "Remove-MyceliumPeer",
        "Resolve-MyceliumRoute",
        "Restart-MyceliumNode",
        "Set-MyceliumConfiguration",
        "Set-MyceliumPeer",
        "Start-MyceliumNode",
        "Stop-MyceliumNode",
        "Test-MyceliumConfiguration",
        "Test-MyceliumConnection",
        "Test-MyceliumPeer",
        "Test-MyceliumPrerequisite",
        "Trace-MyceliumRoute",
        "Unregister-MyceliumService",
        "Wait-MyceliumNode",
        "Wait-MyceliumPeer",
        "Wait-MyceliumRoute",
        "Watch-MyceliumPeer",
        "Watch-MyceliumRoute",
    ];
}
