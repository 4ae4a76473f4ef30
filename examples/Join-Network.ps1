<#
.SYNOPSIS
Joins this machine to a network: one node with a network interface and the peers that are given.

.DESCRIPTION
Starts a node with a TUN interface, which needs root or administrative rights, prints its address, waits until a peer is connected,
and shows peers and routes. Then every program of this machine reaches the addresses of the network, until Ctrl+C or until the time
is over; the interface goes with the node.

.PARAMETER Peer
Endpoints of nodes that are in the network already, such as tcp://192.0.2.1:9651.

.PARAMETER KeyPath
Key file of the node, made if it does not exist: the same key gives the same address. Without it the identity is not saved.

.PARAMETER InterfaceName
Name of the network interface.

.PARAMETER Listen
Endpoints on which other nodes can reach this one.

.PARAMETER TimeoutSeconds
How long to wait for the first peer.

.PARAMETER Seconds
How long the node runs after that; 0 means until Ctrl+C.

.EXAMPLE
./examples/Join-Network.ps1 -Peer tcp://192.0.2.1:9651 -KeyPath ./node.key
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory, Position = 0)]
    [string[]] $Peer,

    [string] $KeyPath,

    [string] $InterfaceName = 'mycelium',

    [string[]] $Listen = @(),

    [ValidateRange(1, 3600)]
    [int] $TimeoutSeconds = 30,

    [ValidateRange(0, [int]::MaxValue)]
    [int] $Seconds = 0
)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

# By name where it is installed or comes with the host; otherwise as the build of this repository stages it.
if (-not (Get-Module Mycelium)) { Import-Module Mycelium -ErrorAction SilentlyContinue }
if (-not (Get-Module Mycelium)) { Import-Module "$PSScriptRoot/../out/Mycelium" }

$options = @{ Name = 'join'; Peer = $Peer; Tunnel = 'Tun'; InterfaceName = $InterfaceName; NoDiscovery = $true }
if ($KeyPath) { $options.KeyPath = $KeyPath }
if ($Listen.Count -gt 0) { $options.Listen = $Listen } else { $options.NoListen = $true }

$node = Start-MyceliumNode @options
try {
    "Address $($node.Address) on interface $($node.InterfaceName)"
    $null = Wait-MyceliumPeer -Node $node.Name -Timeout $TimeoutSeconds
    Get-MyceliumPeer -Node $node.Name | Format-Table
    Get-MyceliumRoute -Node $node.Name | Format-Table
    'Joined.'
    if ($Seconds -gt 0) { Start-Sleep -Seconds $Seconds } else { while ($true) { Start-Sleep -Seconds 3600 } }
}
finally {
    Stop-MyceliumNode $node.Name
}
