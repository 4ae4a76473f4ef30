namespace Mycelium.PowerShell.Tests.Hosting;

/// <summary>The commands of the module.</summary>
internal static class CommandNames
{
    /// <summary>All of them, in order.</summary>
    internal static string[] All { get; } =
    [
        "Add-MyceliumPeer",
        "ConvertTo-MyceliumAddress",
        "Get-MyceliumIdentity",
        "Get-MyceliumNode",
        "Get-MyceliumPeer",
        "Get-MyceliumRoute",
        "Get-MyceliumStatistic",
        "New-MyceliumIdentity",
        "Remove-MyceliumPeer",
        "Start-MyceliumNode",
        "Stop-MyceliumNode",
        "Test-MyceliumConnection",
        "Wait-MyceliumNode",
        "Wait-MyceliumPeer",
        "Wait-MyceliumRoute",
    ];
}
