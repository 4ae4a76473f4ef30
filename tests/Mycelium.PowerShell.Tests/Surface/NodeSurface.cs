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
                ("KeyPath", $"Get-MyceliumIdentity node.key | Start-MyceliumNode keyed {Alone}"),
                ("ConfigurationPath", "[pscustomobject]@{ ConfigurationPath = 'fleet.yaml' } | Start-MyceliumNode | Stop-MyceliumNode -PassThru"),
                ("InputObject", "Get-MyceliumConfiguration fleet.yaml | Start-MyceliumNode"),
                ("InputObject", $"Start-MyceliumNode c {Alone} | Stop-MyceliumNode -PassThru | Start-MyceliumNode"),
                ("Name", $"[pscustomobject]@{{ Name = 'named' }} | Start-MyceliumNode {Alone} | Where-Object Name -eq named"),
                ("Listen", "[pscustomobject]@{ Listen = 'tcp://127.0.0.1:0' } | Start-MyceliumNode open -Tunnel None -NoDiscovery | Where-Object { $_.Listen -like 'tcp://127.0.0.1:*' }"),
                ("Peer", $"[pscustomobject]@{{ Peer = $beta.Listen }} | Start-MyceliumNode joined {Alone} | Wait-MyceliumPeer"),
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
            Pipeline =
            [
                ("Name", "Get-MyceliumNode | Stop-MyceliumNode -PassThru"),
                ("Name", $"Start-MyceliumNode c {Alone} | Stop-MyceliumNode -PassThru"),
            ],
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
            Pipeline =
            [
                ("Name", "Get-MyceliumNode | Restart-MyceliumNode -PassThru"),
                ("Name", "Get-MyceliumPeer -Node alpha | Restart-MyceliumNode -PassThru"),
            ],
            Errors = [("Restart-MyceliumNode nobody", "NodeNotFound"), ("Restart-MyceliumNode", "NodeAmbiguous")],
        },
        new("Get-MyceliumNode")
        {
            Call = "Get-MyceliumNode",
            Pipeline =
            [
                ("Name", "'alpha', 'b*' | Get-MyceliumNode"),
                ("Name", "Get-MyceliumPeer -Node alpha | Get-MyceliumNode"),
            ],
            Errors = [("Get-MyceliumNode nobody", "NodeNotFound"), ("Get-MyceliumNode 'a['", "InvalidOption")],
        },
        new("Wait-MyceliumNode")
        {
            Call = "Wait-MyceliumNode alpha -ConnectedPeerCount 1",
            Blocking = ["Wait-MyceliumNode alpha", "Wait-MyceliumNode alpha -ConnectedPeerCount 9 -Timeout 3600"],
            Pipeline =
            [
                ("Name", "Get-MyceliumNode | Wait-MyceliumNode -ConnectedPeerCount 1 -PassThru"),
                ("Name", "'alpha', 'b*' | Wait-MyceliumNode -RouteCount 1 -PassThru"),
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
            Pipeline =
            [
                ("Node", "Get-MyceliumNode | Get-MyceliumStatistic"),
            ],
            Errors = [("Get-MyceliumStatistic -Node nobody", "NodeNotFound")],
        },
        new("Get-MyceliumEvent")
        {
            Call = "Get-MyceliumEvent -Node alpha",
            Blocking = ["Get-MyceliumEvent -Node alpha -Wait"],
            Pipeline =
            [
                ("Node", "Get-MyceliumNode | Get-MyceliumEvent -Newest 1"),
                ("Node", "Get-MyceliumNode | Get-MyceliumEvent -AsEventSource"),
            ],
            Errors = [("Get-MyceliumEvent -Node nobody", "NodeNotFound")],
        },
        new("Test-MyceliumPrerequisite")
        {
            Call = "Test-MyceliumPrerequisite",
            Pipeline =
            [
                ("Path", "'node.yaml', 'fleet.yaml' | Test-MyceliumPrerequisite"),
                ("Path", "Get-MyceliumConfiguration node.yaml | Test-MyceliumPrerequisite -Quiet"),
            ],
            Errors = [("Test-MyceliumPrerequisite missing.yaml", "ConfigurationNotFound"), ("Test-MyceliumPrerequisite wrong.yaml", "InvalidConfiguration")],
        },
    ];
}
