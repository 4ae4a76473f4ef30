<#
.SYNOPSIS
Adds the peers of a CSV file to a node and reports those that do not come up.

.DESCRIPTION
Starts a node, adds every row's Endpoint as a peer, and waits until all of them are connected or the time is over. For each peer
that is not, an object tells its name, endpoint, state and last error; no output means that the whole fleet is up. The node is
stopped at the end.

.PARAMETER Path
The file. It needs a column Endpoint, such as tcp://192.0.2.1:9651; a column Name is passed on to the report.

.PARAMETER TimeoutSeconds
How long the peers have to come up.

.PARAMETER NodeName
Name of the node that is started.

.PARAMETER KeyPath
Its key file; a new identity that is not saved if not given.

.PARAMETER Tunnel
How it is joined to this host. Peers can be checked without any interface.

.EXAMPLE
./Test-PeerList.ps1 peers.csv

.EXAMPLE
./Test-PeerList.ps1 peers.csv | Where-Object State -eq Dead | ConvertTo-Json
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory, Position = 0)]
    [string] $Path,

    [ValidateRange(1, 3600)]
    [int] $TimeoutSeconds = 10,

    [string] $NodeName = 'fleet',

    [string] $KeyPath,

    [ValidateSet('None', 'Userspace', 'Tun', 'Auto')]
    [string] $Tunnel = 'None'
)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

# By name where it is installed or comes with the host; otherwise as the build of this repository stages it.
if (-not (Get-Module Mycelium)) { Import-Module Mycelium -ErrorAction SilentlyContinue }
if (-not (Get-Module Mycelium)) { Import-Module "$PSScriptRoot/../../out/Mycelium" }

function Get-Report($Row, $State, $FailedAttempts, $LastError) {
    [pscustomobject]@{
        Name           = if ($Row.PSObject.Properties['Name']) { $Row.Name } else { $Row.Endpoint }
        Endpoint       = $Row.Endpoint
        State          = [string] $State
        FailedAttempts = $FailedAttempts
        LastError      = $LastError
    }
}

$rows = @(Import-Csv $Path)
if ($rows.Count -gt 0 -and -not $rows[0].PSObject.Properties['Endpoint']) {
    $exception = [InvalidOperationException]::new("The file '$Path' has no column Endpoint.")
    throw [Management.Automation.ErrorRecord]::new($exception, 'PeerListInvalid', [Management.Automation.ErrorCategory]::InvalidData, $Path)
}

$key = if ($KeyPath) { @{ KeyPath = $KeyPath } } else { @{} }
$null = Start-MyceliumNode $NodeName -NoListen -NoDiscovery -Tunnel $Tunnel @key
try {
    $added = foreach ($row in $rows) {
        try {
            $peer = $row | Add-MyceliumPeer -Node $NodeName -PassThru
            [pscustomobject]@{ Row = $row; Endpoint = $peer.Endpoint }
        }
        catch {
            Get-Report $row 'Refused' 0 $_.Exception.Message
        }
    }
    $added | Where-Object { -not $_.PSObject.Properties['Row'] }
    $dialled = @($added | Where-Object { $_.PSObject.Properties['Row'] })

    $deadline = [DateTime]::UtcNow.AddSeconds($TimeoutSeconds)
    do {
        $down = @(Get-MyceliumPeer -Node $NodeName | Where-Object State -ne Alive)
        $progress = 100 * ($dialled.Count - [Math]::Min($down.Count, $dialled.Count)) / [Math]::Max(1, $dialled.Count)
        Write-Progress 'Waiting for the fleet' "$($down.Count) of $($dialled.Count) peers are not up" -PercentComplete $progress
        if ($down.Count -eq 0) { break }
        Start-Sleep -Milliseconds 100
    } while ([DateTime]::UtcNow -lt $deadline)
    Write-Progress 'Waiting for the fleet' -Completed

    foreach ($peer in $down) {
        $row = ($dialled | Where-Object Endpoint -eq $peer.Endpoint | Select-Object -First 1).Row
        Get-Report $row $peer.State $peer.FailedAttempts $peer.LastError
    }
}
finally {
    Stop-MyceliumNode $NodeName
}
