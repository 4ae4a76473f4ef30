<#
.SYNOPSIS
Tells whether the mesh of a table is up, seen from every machine of it.

.DESCRIPTION
On each machine a node that lives only for the test dials what the machine dials, and asks the network for the routes to all machines of
the table, this one included: that route exists only while the node of its service is connected. The result for each machine is an object:
IsUp, the state of its service, peers that can't be reached, and machines to which no route was found.

.PARAMETER Path
The table; README.md tells its columns.

.PARAMETER TimeoutSeconds
How long peers and routes of a machine may take, together.

.PARAMETER HubsPerMachine
As it was given to Deploy-Fleet.ps1.

.PARAMETER ServiceName
Name of the service on each machine.

.PARAMETER ThrottleLimit
How many machines are tested at a time.

.PARAMETER Quiet
Gives only true or false, for the whole fleet; errors are left out.

.PARAMETER ConnectionScript
Another way to reach machines: see Deploy-Fleet.ps1.

.PARAMETER Credential
Who to be on machines that are reached over WinRM.

.PARAMETER KeyFilePath
Key file for SSH.

.EXAMPLE
./Test-Fleet.ps1 machines.csv | Where-Object IsUp -eq $false

.EXAMPLE
if (-not (./Test-Fleet.ps1 machines.csv -Quiet)) { exit 1 }
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory, Position = 0)]
    [string] $Path,

    [ValidateRange(1, 600)]
    [int] $TimeoutSeconds = 30,

    [ValidateRange(1, 16)]
    [int] $HubsPerMachine = 2,

    [ValidatePattern('\A[A-Za-z0-9][A-Za-z0-9._-]{0,63}\z')]
    [string] $ServiceName = 'mycelium',

    [ValidateRange(1, 256)]
    [int] $ThrottleLimit = 16,

    [switch] $Quiet,

    [object] $ConnectionScript,

    [pscredential] $Credential,

    [string] $KeyFilePath
)

Set-StrictMode -Version Latest
# What an error of a machine does is for the caller to say; a fault of the script ends it.
$onError = $ErrorActionPreference
$ErrorActionPreference = 'Stop'
Import-Module "$PSScriptRoot/Fleet.psm1"

$review = @{ Path = $Path; HubsPerMachine = $HubsPerMachine; ServiceName = $ServiceName; Module = Get-FleetModule }
$remoting = @{
    ConnectionScript = $ConnectionScript
    ThrottleLimit    = $ThrottleLimit
    Option           = @{ Credential = $Credential; KeyFilePath = $KeyFilePath }
}
$found = @(Get-FleetReview @review @remoting)
$names = @{}
foreach ($one in $found) { if ($one.State -and $one.State.Address) { $names[$one.State.Address] = $one.Plan.Name } }
$unknown = @($found | Where-Object { -not $_.State -or -not $_.State.Address } | ForEach-Object { $_.Plan.Name })

$work = foreach ($one in $found | Where-Object { -not $_.Error }) {
    [pscustomobject]@{
        Machine = $one.Plan.Machine
        Wanted  = @{
            Name           = $one.Plan.Name
            Dial           = @($one.Plan.Endpoints) + @($one.Plan.Peers)
            Addresses      = @($names.Keys)
            TimeoutSeconds = $TimeoutSeconds
        }
    }
}
$probes = @{}
Invoke-FleetCommand -Work $work -Step Probe -Activity 'Testing the mesh' @remoting | ForEach-Object { $probes[$_.Machine.Name] = $_ }

$isUp = $true
foreach ($one in $found) {
    $name = $one.Plan.Name
    $probe = $probes[$name]
    $problem = if ($one.Error) { $one.Error } elseif ($probe.Error) { $probe.Error }
    $downPeers = @(if (-not $problem) { $probe.Output.DownPeers })
    $lost = @(if (-not $problem) { $probe.Output.LostAddresses | ForEach-Object { $names[$_] } }) + $unknown
    $service = if ($one.State) { $one.State.ServiceState } else { '' }
    $machineIsUp = -not $problem -and $service -eq 'Running' -and $downPeers.Count -eq 0 -and $lost.Count -eq 0
    $isUp = $isUp -and $machineIsUp
    if ($Quiet) { continue }

    [pscustomobject]@{
        PSTypeName   = 'Mycelium.Fleet.Health'
        Machine      = $name
        IsUp         = $machineIsUp
        Address      = if ($one.State) { $one.State.Address } else { '' }
        Service      = $service
        DownPeers    = $downPeers
        LostMachines = @($lost | Sort-Object)
    }
    if ($problem) { Write-FleetError $PSCmdlet $onError (Get-FleetError $name $problem) }
}

if ($Quiet) { $isUp }
