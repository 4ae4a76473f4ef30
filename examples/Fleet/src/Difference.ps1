# What a machine is, compared with what it should be.

<#
.SYNOPSIS
Finds the module that machines get: its version and its folder.
#>
function Get-FleetModule {
    if (-not (Get-Module Mycelium)) { Import-Module Mycelium -ErrorAction SilentlyContinue }
    if (-not (Get-Module Mycelium)) { Import-Module ([IO.Path]::Combine($PSScriptRoot, '..', '..', '..', 'out', 'Mycelium')) }
    $module = Get-Module Mycelium | Select-Object -First 1
    [pscustomobject]@{ Version = [string] $module.Version; Path = $module.ModuleBase }
}

<#
.SYNOPSIS
Plans the mesh of a table, asks every machine how it is, and compares. Gives for each an object with Plan, State, Differences and Error.
#>
function Get-FleetReview {
    param(
        [string] $Path, [int] $HubsPerMachine, [string] $ServiceName, $Module, [switch] $Remove,
        $ConnectionScript, [int] $ThrottleLimit, [hashtable] $Option
    )

    $plan = @(Get-FleetPlan -Machine @(Import-FleetTable $Path) -HubsPerMachine $HubsPerMachine -Remove:$Remove)
    $work = foreach ($one in $plan) {
        [pscustomobject]@{
            Machine = $one.Machine
            Wanted  = @{ Name = $one.Name; Folder = $one.Machine.Folder; ServiceName = $ServiceName; ModuleVersion = $Module.Version }
        }
    }
    $how = @{ ConnectionScript = $ConnectionScript; ThrottleLimit = $ThrottleLimit; Option = $Option }
    $states = @{}
    Invoke-FleetCommand -Work $work -Step Inspect -Activity 'Looking at the machines' @how | ForEach-Object { $states[$_.Machine.Name] = $_ }
    foreach ($one in $plan) {
        $state = $states[$one.Name]
        [pscustomobject]@{
            Plan        = $one
            State       = $state.Output
            Differences = @(if (-not $state.Error) { Compare-FleetState $one $state.Output $Module.Version -Remove:$Remove })
            Error       = $state.Error
        }
    }
}

<#
.SYNOPSIS
Makes the error of a machine.
#>
function Get-FleetError {
    param([string] $Name, $Problem, [string] $ErrorId = 'FleetMachineFailed')

    $cause = if ($Problem -is [Management.Automation.ErrorRecord]) { $Problem.Exception }
    $exception = [InvalidOperationException]::new("Machine '$Name': $Problem", $cause)
    [Management.Automation.ErrorRecord]::new($exception, $ErrorId, [Management.Automation.ErrorCategory]::NotSpecified, $Name)
}

<#
.SYNOPSIS
Writes an error for a script, which does with it what its caller prefers: the script itself prefers to stop.
#>
function Write-FleetError {
    param([Management.Automation.PSCmdlet] $Cmdlet, $Preference, [Management.Automation.ErrorRecord] $Problem)

    $ErrorActionPreference = $Preference
    $Cmdlet.WriteError($Problem)
}

<#
.SYNOPSIS
Makes the error of a difference about which nothing can be done.
#>
function Get-FleetRefusal {
    param($Difference, [string] $ServiceName)

    $name = $Difference.Machine
    switch ($Difference.Property) {
        'Module' {
            $problem = "The module is not there, and without it services can't be seen; nothing is changed. Install the module, then remove."
            Get-FleetError $name $problem 'FleetModuleMissing'
        }
        'Service' {
            $problem = "The service '$ServiceName' runs '$($Difference.Actual)' and not '$($Difference.Expected)'; nothing is changed."
            Get-FleetError $name $problem 'FleetServiceInUse'
        }
        'Identity' { Get-FleetError $name $Difference.Actual 'FleetKeyUnusable' }
    }
}

<#
.SYNOPSIS
Lists what differs between the plan of a machine and its state. Pure.

.DESCRIPTION
A difference whose Action is None keeps the machine from being changed at all; Get-FleetRefusal makes an error of it.

.PARAMETER Remove
The machine should have neither service nor configuration. A service that runs another file is not of this fleet.
#>
function Compare-FleetState {
    param($Plan, $State, [string] $ModuleVersion, [switch] $Remove)

    $hasText = $null -ne $State.ConfigurationText
    if ($Remove) {
        if (-not $State.SeesServices) { return Get-FleetDifference $Plan 'Module' 'any version' '' 'None' }
        if ($State.ServiceState -and -not $State.RunsConfiguration) {
            return Get-FleetDifference $Plan 'Service' $State.ConfigurationPath $State.ServiceConfigurationPath 'None'
        }

        if ($State.ServiceState) { Get-FleetDifference $Plan 'Service' '' $State.ServiceState 'Unregister' }
        if ($hasText) { Get-FleetDifference $Plan 'Configuration' '' $State.ConfigurationPath 'Delete' }
        return
    }

    if ($State.ModuleVersion -ne $ModuleVersion) { Get-FleetDifference $Plan 'Module' $ModuleVersion $State.ModuleVersion 'Copy' }

    if (-not $hasText) { Get-FleetDifference $Plan 'Configuration' $State.ConfigurationPath '' 'Write' }
    elseif ($State.ConfigurationText.Replace("`r`n", "`n") -cne $Plan.Configuration) {
        $wanted = Get-FleetLine $Plan.Configuration
        $actual = Get-FleetLine $State.ConfigurationText
        $missing = ($wanted | Where-Object { $_ -cnotin $actual }) -join '; '
        $extra = ($actual | Where-Object { $_ -cnotin $wanted }) -join '; '
        if (-not $missing -and -not $extra) { $missing, $extra = 'as it was written', 'another order or other comments' }
        Get-FleetDifference $Plan 'Configuration' $missing $extra 'Replace'
    }

    if (-not $State.HasKey) { Get-FleetDifference $Plan 'Identity' 'a key file' '' 'Create' }
    elseif ($State.KeyProblem) { Get-FleetDifference $Plan 'Identity' 'a key file that can be used' $State.KeyProblem 'None' }

    if ($State.ServiceState -ne 'Running') {
        Get-FleetDifference $Plan 'Service' 'Running' $State.ServiceState $(if ($State.ServiceState) { 'Start' } else { 'Register' })
    }
    elseif (-not $State.RunsConfiguration) {
        Get-FleetDifference $Plan 'Service' $State.ConfigurationPath $State.ServiceConfigurationPath 'Register'
    }
}

function Get-FleetLine([string] $Text) { $Text -split '\r?\n' | ForEach-Object { $_.Trim() } | Where-Object { $_ -and -not $_.StartsWith('#') } }

function Get-FleetDifference($Plan, [string] $Property, [string] $Expected, [string] $Actual, [string] $Action) {
    [pscustomobject]@{
        PSTypeName = 'Mycelium.Fleet.Difference'
        Machine    = $Plan.Name
        Property   = $Property
        Expected   = $Expected
        Actual     = $Actual
        Action     = $Action
        Result     = ''
    }
}
