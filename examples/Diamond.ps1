<#
.SYNOPSIS
Shows a network of four nodes come up, carry encrypted traffic, lose a node and heal.

.DESCRIPTION
Starts the nodes A, B, C and D in this process, joined over TCP on the loopback interface:

        B
      /   \
    A       D
      \   /
        C

Prints their peers and routes, pings D from A, stops the node in the path, and tells how long it took until pings flow over the
other one. Needs no privileges, and nothing else of the system. Everything is stopped at the end.

.PARAMETER Count
Number of pings before and after the cut.

.PARAMETER TimeoutSeconds
How long to wait for each step before the script gives up with an error.

.EXAMPLE
./examples/Diamond.ps1

.EXAMPLE
./examples/Diamond.ps1 -Count 10
#>
[CmdletBinding()]
param(
    [ValidateRange(1, 1000)]
    [int] $Count = 3,

    [ValidateRange(1, 3600)]
    [int] $TimeoutSeconds = 20
)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

# By name where it is installed or comes with the host; otherwise as the build of this repository stages it.
if (-not (Get-Module Mycelium)) { Import-Module Mycelium -ErrorAction SilentlyContinue }
if (-not (Get-Module Mycelium)) { Import-Module "$PSScriptRoot/../out/Mycelium" }

# Routes are learned on demand: asks until there is a second one, which takes over when the first is gone.
function Wait-BothPath($From, $To) {
    $deadline = [DateTime]::UtcNow.AddSeconds($TimeoutSeconds)
    do {
        $null = Wait-MyceliumRoute $To.Address -Node $From.Name -Timeout $TimeoutSeconds
        if (@(Get-MyceliumRoute -Node $From.Name -Address $To.Address -State Selected, Fallback).Count -ge 2) { return }
        Start-Sleep -Milliseconds 20
    } while ([DateTime]::UtcNow -lt $deadline)
    throw "Node $($From.Name) did not learn two ways to node $($To.Name) in $TimeoutSeconds s."
}

function Show-Ping($From, $To) {
    Test-MyceliumConnection $To.Address -Node $From.Name -Count $Count -Interval 0.05 -Timeout 2 -NoSummary |
        ForEach-Object { '  ping {0} -> {1}: {2}, {3:0.00} ms' -f $From.Name, $To.Name, $_.Status, $_.RoundTripTime.TotalMilliseconds }
}

$names = 'A', 'B', 'C', 'D'
try {
    $loopback = @{ Tunnel = 'Userspace'; NoDiscovery = $true }
    $b = Start-MyceliumNode B -Listen tcp://127.0.0.1:0 @loopback
    $c = Start-MyceliumNode C -Listen tcp://127.0.0.1:0 @loopback
    $a = Start-MyceliumNode A -NoListen -Peer $b.Listen[0], $c.Listen[0] @loopback
    $d = Start-MyceliumNode D -NoListen -Peer $b.Listen[0], $c.Listen[0] @loopback
    $between = @{ $b.Listen[0] = $b; $c.Listen[0] = $c }

    Wait-BothPath $a $d
    Wait-BothPath $d $a

    'Four nodes, A-B-D and A-C-D:'
    Get-MyceliumNode $names | Format-Table Name, State, Tunnel, Address, @{ Name = 'Peers'; Expression = 'ConnectedPeerCount' } -AutoSize
    'Peers of A:'
    Get-MyceliumPeer -Node A | Format-Table @{ Name = 'Peer'; Expression = { $between[$_.Endpoint].Name } }, Endpoint, State, Cost -AutoSize
    'Routes of A:'
    Get-MyceliumRoute -Node A | Format-Table @(
        @{ Name = 'To'; Expression = { $address = $_.Address; ($b, $c, $d | Where-Object Address -eq $address).Name } }
        'Subnet', 'State', 'Metric'
        @{ Name = 'Via'; Expression = { $between[$_.NextHop].Name } }
    ) -AutoSize
    'Encrypted pings over two hops:'
    Show-Ping $a $d

    $cut = $between[(Get-MyceliumRoute -Node A -Address $d.Address -State Selected).NextHop]
    ''
    "The path leads through $($cut.Name). Stopping $($cut.Name) ..."
    $watch = [Diagnostics.Stopwatch]::StartNew()
    Stop-MyceliumNode $cut.Name
    while (-not (Test-MyceliumConnection $d.Address -Node A -Count 1 -Timeout 0.1 -Quiet)) {
        if ($watch.Elapsed.TotalSeconds -gt $TimeoutSeconds) { throw "No ping came through in $TimeoutSeconds s." }
    }
    $watch.Stop()

    $other = $between[(Get-MyceliumRoute -Node A -Address $d.Address -State Selected).NextHop]
    if ($other.Name -eq $cut.Name) { throw "The route still leads through $($cut.Name), which was stopped." }
    'Pings flow through {0} after {1:0} ms.' -f $other.Name, $watch.Elapsed.TotalMilliseconds
    Show-Ping $a $d
}
finally {
    Get-MyceliumNode | Where-Object Name -in $names | Stop-MyceliumNode
}
