<#
.SYNOPSIS
Makes a mesh of the machines of a table, over SSH or WinRM: module, configuration, identity and service of each.

.DESCRIPTION
Plans the mesh, looks at every machine, and changes what differs: a second run changes nothing and says nothing. Each difference is an
object with what was done about it in Result; machines that fail are errors and stop no other. Hubs are changed one after another, the
others side by side. Keys are made on their machines and never leave them.

.PARAMETER Path
The table; README.md tells its columns.

.PARAMETER HubsPerMachine
How many hubs each other machine dials.

.PARAMETER ServiceName
Name of the service on each machine.

.PARAMETER Remove
Takes services and configurations of these machines away. Key files and the module stay. A service of that name that runs another file is
an error, and so is a machine without the module, where services can't be seen: both stay as they are.

.PARAMETER NoModuleCopy
Does not copy the module: a machine that has it not in this version is an error.

.PARAMETER ThrottleLimit
How many machines are worked on at a time.

.PARAMETER ConnectionScript
Another way to reach machines: a script block or the path of a script, see src/Remoting.ps1.

.PARAMETER Credential
Who to be on machines that are reached over WinRM. Default: who you are.

.PARAMETER KeyFilePath
Key file for SSH. Default: what ssh finds.

.EXAMPLE
./Deploy-Fleet.ps1 machines.csv -WhatIf

.EXAMPLE
./Deploy-Fleet.ps1 machines.csv | Where-Object Result -eq Failed

.EXAMPLE
./Deploy-Fleet.ps1 retired.csv -Remove -Confirm:$false
#>
[CmdletBinding(SupportsShouldProcess, ConfirmImpact = 'Medium')]
param(
    [Parameter(Mandatory, Position = 0)]
    [string] $Path,

    [ValidateRange(1, 16)]
    [int] $HubsPerMachine = 2,

    [ValidatePattern('\A[A-Za-z0-9][A-Za-z0-9._-]{0,63}\z')]
    [string] $ServiceName = 'mycelium',

    [switch] $Remove,

    [switch] $NoModuleCopy,

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

function Step-Machine([object[]] $Work, [string] $Step, [int] $Limit) {
    $differences = @{}
    foreach ($item in $Work) { $differences[$item.Machine.Name] = $item.Differences }
    Invoke-FleetCommand -Work $Work -Step $Step -ThrottleLimit $Limit -Activity 'Changing the machines' @remoting | ForEach-Object {
        foreach ($difference in $differences[$_.Machine.Name]) {
            $difference.Result = if ($_.Error) { 'Failed' } else { 'Changed' }
            $difference
        }
        if ($_.Error) { Write-FleetError $PSCmdlet $onError (Get-FleetError $_.Machine.Name $_.Error) }
    }
}

$module = Get-FleetModule
$remoting = @{
    ConnectionScript = $ConnectionScript
    Option           = @{ Credential = $Credential; KeyFilePath = $KeyFilePath; ModulePath = $module.Path }
}
$review = @{ Path = $Path; HubsPerMachine = $HubsPerMachine; ServiceName = $ServiceName; Module = $module; Remove = $Remove }
$work = [Collections.Generic.List[object]]::new()
$all = @(Get-FleetReview @review -ThrottleLimit $ThrottleLimit @remoting)
$single = @($all | Where-Object { -not $_.Plan.IsRedundant } | ForEach-Object { $_.Plan.Name })
if ($single.Count -gt 0 -and -not $Remove) { Write-Warning "One hub is all that connects $($single -join ', '). Give two machines the role Hub." }

foreach ($one in $all) {
    $name = $one.Plan.Name
    if ($one.Error) {
        Write-FleetError $PSCmdlet $onError (Get-FleetError $name $one.Error)
        continue
    }

    if ($one.Differences.Count -eq 0) { continue }
    $hopeless = @($one.Differences | Where-Object Action -eq 'None')
    if ($hopeless.Count -gt 0) {
        $one.Differences
        Write-FleetError $PSCmdlet $onError (Get-FleetRefusal $hopeless[0] $ServiceName)
        continue
    }

    $copies = $one.Differences.Property -contains 'Module'
    if ($copies -and $NoModuleCopy) {
        $one.Differences
        $problem = "Version $($module.Version) of the module is not there: install it, or leave -NoModuleCopy out."
        Write-FleetError $PSCmdlet $onError (Get-FleetError $name $problem 'FleetModuleMissing')
        continue
    }

    $actions = ($one.Differences | ForEach-Object { "$($_.Action) $($_.Property.ToLowerInvariant())" }) -join ', '
    if (-not $PSCmdlet.ShouldProcess($name, $actions)) {
        $one.Differences
        continue
    }

    $work.Add([pscustomobject]@{
        Machine     = $one.Plan.Machine
        Differences = $one.Differences
        Wanted      = @{
            Name          = $name
            Folder        = $one.State.Folder
            ServiceName   = $ServiceName
            Configuration = $one.Plan.Configuration
            ModuleVersion = $module.Version
            ModuleRoot    = $one.Plan.Machine.ModuleRoot
            CopyModule    = $copies
            Restart       = $copies
        }
    })
}

# One hub at a time: the others keep the mesh together while it starts anew.
$step = if ($Remove) { 'Remove' } else { 'Apply' }
Step-Machine @($work | Where-Object { $_.Machine.Role -eq 'Hub' }) $step 1
Step-Machine @($work | Where-Object { $_.Machine.Role -ne 'Hub' }) $step $ThrottleLimit
