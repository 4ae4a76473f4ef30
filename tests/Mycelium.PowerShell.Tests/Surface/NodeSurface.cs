using static Mycelium.PowerShell.Tests.Hosting.ModuleSession;

namespace Mycelium.PowerShell.Tests.Surface;

/// <summary>Commands for nodes.</summary>
internal static class NodeSurface
{
    private const string Alone = "-NoListen -Tunnel None -NoDiscovery";

    /// <summary>All of them.</summary>
    internal static CommandSurface[] All { get; } =
    [
        new("Start-MyceliumNode")
        {
            Call = $"Start-MyceliumNode again {Alone} | Stop-MyceliumNode",
            Blocking = [$"Start-MyceliumNode waiting {Alone} -Wait -Timeout 3600"],
            Change = $"Start-MyceliumNode third {Alone}",
            Pipeline =
            [
                $"Get-MyceliumIdentity node.key | Start-MyceliumNode keyed {Alone}",
                "Get-MyceliumConfiguration fleet.yaml | Start-MyceliumNode",
            ],
            Errors =
            [
                ($"Start-MyceliumNode alpha {Alone}", "NodeNameInUse"),
                ($"Start-MyceliumNode 'no/name' {Alone}", "InvalidOption"),
                ($"Start-MyceliumNode x {Alone} -Peer nonsense", "InvalidEndpoint"),
                ($"Start-MyceliumNode x {Quiet} -Listen $alpha.Listen[0]", "ListenAddressInUse"),
                ($"Start-MyceliumNode x {Quiet} -Listen tcp://192.0.2.1:1", "ListenFailed"),
                ($"$null = Start-MyceliumNode x -KeyPath node.key {Alone}; Start-MyceliumNode y -KeyPath node.key {Alone}", "IdentityInUse"),
                ($"Start-MyceliumNode z -KeyPath short.bin {Alone}", "KeyFileWrongSize"),
                ("Start-MyceliumNode -ConfigurationPath missing.yaml", "ConfigurationNotFound"),
                ("Start-MyceliumNode -ConfigurationPath wrong.yaml", "InvalidConfiguration"),
                ("Start-MyceliumNode c -ConfigurationPath fleet.yaml", "ConfigurationNodeNotFound"),
                ("Start-MyceliumNode -ConfigurationPath variable.yaml", "KeyVariableInvalid"),
            ],
        },
        new("Stop-MyceliumNode")
        {
            Call = $"Start-MyceliumNode again {Alone} | Stop-MyceliumNode -PassThru",
            Change = "Stop-MyceliumNode beta",
            Pipeline = ["Get-MyceliumNode | Stop-MyceliumNode -PassThru", $"Start-MyceliumNode c {Alone} | Stop-MyceliumNode -PassThru"],
            Errors =
            [
                ("Stop-MyceliumNode nobody", "NodeNotFound"),
                ("Stop-MyceliumNode", "NodeAmbiguous"),
                ("Get-MyceliumNode | Stop-MyceliumNode; Stop-MyceliumNode", "NoNodeRunning"),
            ],
        },
        new("Restart-MyceliumNode")
        {
            Call = "Restart-MyceliumNode alpha",
            Change = "Restart-MyceliumNode alpha",
            Pipeline = ["Get-MyceliumNode | Restart-MyceliumNode -PassThru", "Get-MyceliumPeer -Node alpha | Restart-MyceliumNode -PassThru"],
            Errors = [("Restart-MyceliumNode nobody", "NodeNotFound"), ("Restart-MyceliumNode", "NodeAmbiguous")],
        },
        new("Get-MyceliumNode")
        {
            Call = "Get-MyceliumNode",
            Pipeline = ["'alpha', 'b*' | Get-MyceliumNode", "Get-MyceliumPeer -Node alpha | Get-MyceliumNode"],
            Errors = [("Get-MyceliumNode nobody", "NodeNotFound")],
        },
        new("Wait-MyceliumNode")
        {
            Call = "Wait-MyceliumNode alpha -ConnectedPeerCount 1",
            Blocking = ["Wait-MyceliumNode alpha", "Wait-MyceliumNode alpha -ConnectedPeerCount 9 -Timeout 3600"],
            Pipeline =
            [
                "Get-MyceliumNode | Wait-MyceliumNode -ConnectedPeerCount 1 -PassThru",
                $"$null = Start-MyceliumNode c {Alone}; Get-MyceliumNode c | Stop-MyceliumNode -PassThru",
            ],
            Errors =
            [
                ("Wait-MyceliumNode nobody", "NodeNotFound"),
                ("Wait-MyceliumNode alpha -Timeout 0", "WaitTimedOut"),
                ("Wait-MyceliumNode alpha -ConnectedPeerCount 9 -Timeout 0", "WaitTimedOut"),
            ],
        },
        new("Get-MyceliumStatistic")
        {
            Call = "Get-MyceliumStatistic -Node alpha",
            Pipeline = ["Get-MyceliumNode | Get-MyceliumStatistic"],
            Errors = [("Get-MyceliumStatistic -Node nobody", "NodeNotFound")],
        },
        new("Get-MyceliumEvent")
        {
            Call = "Get-MyceliumEvent -Node alpha",
            Blocking = ["Get-MyceliumEvent -Node alpha -Wait"],
            Pipeline =
            [
                "Get-MyceliumNode | Get-MyceliumEvent -Newest 1",
                "Get-MyceliumNode | Get-MyceliumEvent -AsEventSource",
            ],
            Errors = [("Get-MyceliumEvent -Node nobody", "NodeNotFound")],
        },
        new("Test-MyceliumPrerequisite")
        {
            Call = "Test-MyceliumPrerequisite",
            Pipeline = ["'node.yaml', 'fleet.yaml' | Test-MyceliumPrerequisite", "Get-MyceliumConfiguration node.yaml | Test-MyceliumPrerequisite -Quiet"],
            Errors = [("Test-MyceliumPrerequisite missing.yaml", "ConfigurationNotFound"), ("Test-MyceliumPrerequisite wrong.yaml", "InvalidConfiguration")],
        },
    ];
}
