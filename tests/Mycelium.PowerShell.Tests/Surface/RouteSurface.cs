namespace Mycelium.PowerShell.Tests.Surface;

/// <summary>Commands for routes and ways.</summary>
internal static class RouteSurface
{
    // An overlay address that no node has.
    private const string Nowhere = "400:1::1";

    /// <summary>All of them.</summary>
    internal static CommandSurface[] All { get; } =
    [
        new("Get-MyceliumRoute")
        {
            Call = "Get-MyceliumRoute -Node alpha",
            Pipeline =
            [
                ("Node", "Get-MyceliumNode | Get-MyceliumRoute"),
                ("Node", "$alpha | Get-MyceliumRoute -Address $beta.Address -State Selected"),
            ],
            Errors =
            [
                ("Get-MyceliumRoute nonsense -Node alpha", "InvalidAddress"),
                ($"Get-MyceliumRoute -Address {Nowhere} -Node nobody", "NodeNotFound"),
            ],
        },
        new("Resolve-MyceliumRoute")
        {
            Call = "Resolve-MyceliumRoute $beta.Address -Node alpha",
            Blocking = [$"Resolve-MyceliumRoute {Nowhere} -Node alpha -Timeout 3600"],
            Pipeline =
            [
                ("Destination", "$beta | Resolve-MyceliumRoute -Node alpha"),
                ("Node", "Get-MyceliumRoute -Node alpha | Resolve-MyceliumRoute"),
            ],
            Errors =
            [
                ($"Resolve-MyceliumRoute {Nowhere} -Node alpha -Timeout 0.1", "WaitTimedOut"),
                ("Resolve-MyceliumRoute ::1 -Node alpha", "InvalidAddress"),
            ],
        },
        new("Wait-MyceliumRoute")
        {
            Call = "Wait-MyceliumRoute $beta.Address -Node alpha",
            Blocking = [$"Wait-MyceliumRoute {Nowhere} -Node alpha -Timeout 3600"],
            Pipeline =
            [
                ("Destination", "$beta | Wait-MyceliumRoute -Node alpha"),
                ("Node", "$alpha | Wait-MyceliumRoute $beta.Address"),
            ],
            Errors = [($"Wait-MyceliumRoute {Nowhere} -Node alpha -Timeout 0", "WaitTimedOut"), ("Wait-MyceliumRoute ::1 -Node alpha", "InvalidAddress")],
        },
        new("Watch-MyceliumRoute")
        {
            Call = "Watch-MyceliumRoute -Node alpha -IncludePresent -Timeout 0",
            Blocking = ["Watch-MyceliumRoute -Node alpha"],
            Pipeline =
            [
                ("Node", "Get-MyceliumNode | Watch-MyceliumRoute -IncludePresent -Until { $true }"),
            ],
            Errors = [("Watch-MyceliumRoute -Node nobody", "NodeNotFound"), ("Watch-MyceliumRoute nonsense -Node alpha", "InvalidAddress")],
        },
        new("Trace-MyceliumRoute")
        {
            Call = "Trace-MyceliumRoute $beta.Address -Node alpha -Timeout 5",
            Blocking = [$"Trace-MyceliumRoute {Nowhere} -Node alpha -Timeout 3600"],
            Pipeline =
            [
                ("Destination", "$beta | Trace-MyceliumRoute -Node alpha"),
                ("Node", "$alpha | Trace-MyceliumRoute $beta.Address"),
            ],
            Errors = [("Trace-MyceliumRoute ::1 -Node alpha", "InvalidAddress"), ("Trace-MyceliumRoute 400::1 -Node nobody", "NodeNotFound")],
        },
        new("Measure-MyceliumPath")
        {
            Call = "Measure-MyceliumPath $beta.Address -Node alpha -Count 1 -RateDuration 0",
            Blocking =
            [
                "Measure-MyceliumPath $beta.Address -Node alpha -Interval 3600",
                "Measure-MyceliumPath $beta.Address -Node alpha -Count 1 -RateDuration 3600",
            ],
            Pipeline =
            [
                ("Destination", "$beta | Measure-MyceliumPath -Node alpha -Count 1 -RateDuration 0"),
                ("Node", "$alpha | Measure-MyceliumPath $beta.Address -Count 1 -RateDuration 0"),
            ],
            Errors =
            [
                ("Measure-MyceliumPath ::1 -Node alpha", "InvalidAddress"),
                ($"Measure-MyceliumPath {Nowhere} -Node alpha -Timeout 0.1", "WaitTimedOut"),
            ],
        },
        new("Test-MyceliumConnection")
        {
            Call = "Test-MyceliumConnection $beta.Address -Node alpha -Count 1",
            Blocking =
            [
                "Test-MyceliumConnection $beta.Address -Node alpha -Interval 3600",
                $"Test-MyceliumConnection {Nowhere} -Node alpha -Timeout 3600",
            ],
            Pipeline =
            [
                ("Destination", "$beta | Test-MyceliumConnection -Node alpha -Count 1 -Quiet"),
                ("Node", "Get-MyceliumRoute -Node alpha -State Selected | Where-Object Metric -lt 65535 | Test-MyceliumConnection -Count 1"),
            ],
            Errors =
            [
                ("Test-MyceliumConnection ::1 -Node alpha", "InvalidAddress"),
                ("Test-MyceliumConnection $beta.Address -Node alpha -PayloadLength 60000", "InvalidOption"),
                ("Test-MyceliumConnection $beta.Address -Node alpha -Timeout 0", "InvalidOption"),
            ],
        },
    ];
}
