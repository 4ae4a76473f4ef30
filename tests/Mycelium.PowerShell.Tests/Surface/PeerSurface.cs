namespace Mycelium.PowerShell.Tests.Surface;

/// <summary>Commands for peers.</summary>
internal static class PeerSurface
{
    // Nothing listens on the discard port of these machines.
    private const string Closed = "tcp://127.0.0.1:9";

    private static readonly TestReference Isolated = new(
        "Mycelium.Network.Tests",
        "PublicNetworkTests",
        "Finding_the_public_network_without_any_route_finds_nobody_and_says_why",
        "may contact nobody, so that it is run in a namespace without a route");

    /// <summary>All of them.</summary>
    internal static CommandSurface[] All { get; } =
    [
        new("Add-MyceliumPeer")
        {
            Call = $"Add-MyceliumPeer {Closed} -Node alpha -ErrorAction SilentlyContinue",
            Change = $"Add-MyceliumPeer {Closed} -Node alpha",
            Pipeline =
            [
                ("Endpoint", "Import-Csv peers.csv | Add-MyceliumPeer -Node alpha -PassThru"),
                ("Endpoint", $"'{Closed}' | Add-MyceliumPeer -Node beta -PassThru"),
                ("Endpoint", "Find-MyceliumPeer $alpha.Listen | Add-MyceliumPeer -Node beta -PassThru"),
                ("Node", "$beta | Add-MyceliumPeer tcp://127.0.0.1:19 -PassThru"),
            ],
            Errors =
            [
                ("Add-MyceliumPeer nonsense -Node alpha", "InvalidEndpoint"),
                ("Add-MyceliumPeer $beta.Listen -Node alpha", "PeerExists"),
                ($"Add-MyceliumPeer {Closed} -Node nobody", "NodeNotFound"),
                ($"Add-MyceliumPeer {Closed}", "NodeAmbiguous"),
                ($"Add-MyceliumPeer {Closed} -Node alpha -Persist", "NoConfigurationFile"),
            ],
        },
        new("Remove-MyceliumPeer")
        {
            Call = $"Add-MyceliumPeer {Closed} -Node alpha -PassThru | Remove-MyceliumPeer",
            Change = "Remove-MyceliumPeer $beta.Listen[0] -Node alpha",
            Pipeline =
            [
                ("Endpoint", "Get-MyceliumPeer -Node alpha | Remove-MyceliumPeer -PassThru"),
                ("Node", "Import-Csv peers.csv | Add-MyceliumPeer -Node beta -PassThru | Where-Object State -ne Alive | Remove-MyceliumPeer -PassThru"),
            ],
            Errors =
            [
                ($"Remove-MyceliumPeer {Closed} -Node alpha", "PeerNotFound"),
                ("Remove-MyceliumPeer nonsense -Node alpha", "InvalidEndpoint"),
                ($"Remove-MyceliumPeer {Closed}", "NodeAmbiguous"),
            ],
        },
        new("Set-MyceliumPeer")
        {
            Call = "Set-MyceliumPeer $beta.Listen[0] -Node alpha -Cost 50",
            Change = "Set-MyceliumPeer $beta.Listen[0] -Node alpha -Cost 5000",
            Pipeline =
            [
                ("Node", "Get-MyceliumPeer -Node alpha | Set-MyceliumPeer -Cost 70 -PassThru"),
                ("Endpoint", "$beta.Listen | Set-MyceliumPeer -Node alpha -Enabled $true -PassThru"),
            ],
            Errors =
            [
                ("Set-MyceliumPeer $beta.Listen[0] -Node alpha", "InvalidOption"),
                ($"Set-MyceliumPeer {Closed} -Node alpha -Cost 5", "PeerNotFound"),
                ("Set-MyceliumPeer nonsense -Node alpha -Cost 5", "InvalidEndpoint"),
                ("Set-MyceliumPeer $beta.Listen[0] -Node alpha -Cost 5 -Persist", "NoConfigurationFile"),
            ],
        },
        new("Get-MyceliumPeer")
        {
            Call = "Get-MyceliumPeer -Node alpha",
            Pipeline =
            [
                ("Node", "Get-MyceliumNode | Get-MyceliumPeer"),
                ("Node", "$alpha | Get-MyceliumPeer -State Alive"),
                ("Endpoint", "[pscustomobject]@{ Endpoint = $beta.Listen } | Get-MyceliumPeer -Node alpha"),
            ],
            Errors =
            [
                ("Get-MyceliumPeer -Node nobody", "NodeNotFound"),
                ($"Get-MyceliumPeer {Closed} -Node alpha", "PeerNotFound"),
                ("Get-MyceliumPeer nonsense -Node alpha", "InvalidEndpoint"),
            ],
        },
        new("Wait-MyceliumPeer")
        {
            Call = "Wait-MyceliumPeer -Node alpha",
            Blocking = ["Wait-MyceliumPeer -Node alpha -Count 9 -Timeout 3600"],
            Pipeline =
            [
                ("Node", "Get-MyceliumNode | Wait-MyceliumPeer"),
                ("Endpoint", "Get-MyceliumPeer -Node alpha | Wait-MyceliumPeer"),
            ],
            Errors =
            [
                ("Wait-MyceliumPeer -Node alpha -Count 9 -Timeout 0", "WaitTimedOut"),
                ($"Wait-MyceliumPeer {Closed} -Node alpha", "PeerNotFound"),
                ("Wait-MyceliumPeer", "NodeAmbiguous"),
            ],
        },
        new("Watch-MyceliumPeer")
        {
            Call = "Watch-MyceliumPeer -Node alpha -IncludePresent -Timeout 0",
            Blocking = ["Get-MyceliumNode | Watch-MyceliumPeer -Until { $false }"],
            Pipeline =
            [
                ("Node", "Get-MyceliumNode | Watch-MyceliumPeer -IncludePresent -Until { $true }"),
                ("Endpoint", "Get-MyceliumPeer -Node alpha | Watch-MyceliumPeer -IncludePresent -Until { $true }"),
            ],
            Errors =
            [
                ("Watch-MyceliumPeer -Node nobody", "NodeNotFound"),
                ("Watch-MyceliumPeer nonsense -Node alpha", "InvalidEndpoint"),
                ("Watch-MyceliumPeer -Node beta -IncludePresent | ForEach-Object { if ($_.Kind -eq 'Present') { Stop-MyceliumNode beta } }", "NodeStopped"),
            ],
        },
        new("Test-MyceliumPeer")
        {
            Call = "Test-MyceliumPeer $beta.Listen -Count 1",
            Blocking = ["Test-MyceliumPeer $silent -Timeout 3600"],
            Pipeline =
            [
                ("Endpoint", "$beta.Listen | Test-MyceliumPeer"),
                ("Endpoint", "Get-MyceliumPeer -Node alpha | Test-MyceliumPeer -Quiet"),
            ],
            Errors = [("Test-MyceliumPeer nonsense", "InvalidEndpoint"), ("Test-MyceliumPeer tcp://127.0.0.1:0", "InvalidEndpoint")],
        },
        new("Find-MyceliumPeer")
        {
            SetsElsewhere = [("PublicNetwork", Isolated)],
            Call = "Find-MyceliumPeer $beta.Listen -Count 1",
            Blocking = ["Find-MyceliumPeer $silent -Timeout 3600"],
            Pipeline =
            [
                ("Endpoint", "Import-Csv peers.csv | Find-MyceliumPeer -IncludeUnreachable -Timeout 1"),
                ("Endpoint", "$beta.Listen | Find-MyceliumPeer -Diverse"),
            ],
            Errors =
            [
                ("Find-MyceliumPeer nonsense", "InvalidEndpoint"),
                ("Find-MyceliumPeer -Path missing.csv", "ConfigurationNotFound"),
                ("Find-MyceliumPeer -Node nobody", "NodeNotFound"),
            ],
        },
    ];
}
