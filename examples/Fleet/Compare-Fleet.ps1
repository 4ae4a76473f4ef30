<#
.SYNOPSIS
Reports what differs between the machines of a table and the mesh that they should be; changes nothing.

.DESCRIPTION
Each difference is an object: Machine, Property, Expected, Actual, and the Action that Deploy-Fleet.ps1 would take. No output means that
nothing differs. Machines that can't be asked are errors.

.PARAMETER Path
The table; README.md tells its columns.

.PARAMETER HubsPerMachine
How many hubs each other machine dials.

.PARAMETER ServiceName
Name of the service on each machine.

.PARAMETER ThrottleLimit
How many machines are asked at a time.

.PARAMETER ConnectionScript
Another way to reach machines: see Deploy-Fleet.ps1.

.PARAMETER Credential
Who to be on machines that are reached over WinRM.

.PARAMETER KeyFilePath
Key file for SSH.

.EXAMPLE
./Compare-Fleet.ps1 machines.csv | Format-Table Machine, Property, Action

.EXAMPLE
./Compare-Fleet.ps1 machines.csv | ConvertTo-Json | Out-File differences.json
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory, Position = 0)]
    [string] $Path,

    [ValidateRange(1, 16)]
    [int] $HubsPerMachine = 2,

    [ValidatePattern('\A[A-Za-z0-9][A-Za-z0-9._-]{0,63}\z')]
    [string] $ServiceName = 'mycelium',

    [ValidateRange(1, 256)]
    [int] $ThrottleLimit = 16,

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
foreach ($found in Get-FleetReview @review @remoting) {
    if ($found.Error) { Write-FleetError $PSCmdlet $onError (Get-FleetError $found.Plan.Name $found.Error) }
    else { $found.Differences | Select-Object Machine, Property, Expected, Actual, Action }
}
