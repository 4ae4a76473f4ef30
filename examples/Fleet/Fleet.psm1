# What the scripts of this folder share. Nothing here is remote but what src/Machine.ps1 holds, and that is sent as it stands.
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

. "$PSScriptRoot/src/Table.ps1"
. "$PSScriptRoot/src/Plan.ps1"
. "$PSScriptRoot/src/Machine.ps1"
. "$PSScriptRoot/src/Remoting.ps1"
. "$PSScriptRoot/src/Difference.ps1"

Export-ModuleMember -Function @(
    'Import-FleetTable', 'Get-FleetPlan', 'Get-FleetModule', 'Get-FleetReview', 'Compare-FleetState', 'Get-FleetError'
    'Get-FleetRefusal', 'Write-FleetError', 'Invoke-FleetCommand', 'Invoke-FleetMachine'
)
