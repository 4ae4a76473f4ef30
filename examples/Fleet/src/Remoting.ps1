# How a machine is reached. A connection is an object with three script blocks: Invoke (runs a script block with one argument on the machine),
# Copy (copies a local folder to a path there) and Close. Another way to reach machines, or a test, supplies a script that makes one.

function Open-FleetConnection {
    param($Machine, [hashtable] $Option)

    $target = if ($Machine.Transport -eq 'WinRM') {
        $found = @{ ComputerName = $Machine.HostName; ConfigurationName = 'PowerShell.7' }
        if ($Machine.Port -eq 5986) { $found.UseSSL = $true }
        if ($Option.Credential) { $found.Credential = $Option.Credential }
        $found
    }
    else {
        $found = @{ HostName = $Machine.HostName; ConnectingTimeout = 30000 }
        if ($Machine.UserName) { $found.UserName = $Machine.UserName }
        if ($Option.KeyFilePath) { $found.KeyFilePath = $Option.KeyFilePath }
        $found
    }
    if ($Machine.Port) { $target.Port = $Machine.Port }

    $session = New-PSSession @target -ErrorAction Stop
    [pscustomobject]@{
        Invoke = {
            param([scriptblock] $ScriptBlock, $Argument)
            Invoke-Command -Session $session -ScriptBlock $ScriptBlock -ArgumentList $Argument -ErrorAction Stop
        }.GetNewClosure()
        Copy   = {
            param([string] $Source, [string] $Destination)
            Copy-Item -LiteralPath $Source -Destination $Destination -ToSession $session -Recurse -ErrorAction Stop
        }.GetNewClosure()
        Close  = { Remove-PSSession -Session $session }.GetNewClosure()
    }
}

<#
.SYNOPSIS
Takes one step on one machine. Gives an object with Machine, Output and Error, and never throws.
#>
function Invoke-FleetMachine {
    param($Work, [ValidateSet('Inspect', 'Apply', 'Remove', 'Probe')] [string] $Step, $ConnectionScript, [hashtable] $Option)

    $output = $null
    $problem = $null
    $connection = $null
    try {
        # A script block belongs to the runspace that it was written in; here its text is needed.
        if ($ConnectionScript -is [scriptblock]) { $ConnectionScript = [scriptblock]::Create($ConnectionScript.ToString()) }
        $connection = if ($ConnectionScript) { & $ConnectionScript $Work.Machine } else { Open-FleetConnection $Work.Machine $Option }
        if ($Step -eq 'Apply' -and $Work.Wanted.CopyModule) {
            $place = & $connection.Invoke $PrepareModuleScript $Work.Wanted
            & $connection.Copy $Option.ModulePath $place.Partial
            & $connection.Invoke $FinishModuleScript $place
        }

        $script = @{ Inspect = $InspectScript; Apply = $ApplyScript; Remove = $RemoveScript; Probe = $ProbeScript }[$Step]
        $output = & $connection.Invoke $script $Work.Wanted
    }
    catch {
        $problem = $_
    }
    finally {
        if ($connection) { try { $null = & $connection.Close } catch { if (-not $problem) { $problem = $_ } } }
    }

    [pscustomobject]@{ Machine = $Work.Machine; Output = $output; Error = $problem }
}

<#
.SYNOPSIS
Takes one step on many machines, some at a time. The error of one stops no other.

.PARAMETER Work
Objects with Machine, and in Wanted what the step needs to know; see src/Machine.ps1.

.PARAMETER ConnectionScript
A script block or the path of a script that gets a machine and gives a connection; see src/Remoting.ps1. It may not use variables from
outside of it. Default: a session over SSH or WinRM.

.PARAMETER Option
Credential, KeyFilePath and ModulePath.
#>
function Invoke-FleetCommand {
    param(
        [object[]] $Work,
        [string] $Step,
        $ConnectionScript,
        [int] $ThrottleLimit = 16,
        [hashtable] $Option = @{},
        [string] $Activity
    )

    if (@($Work).Count -eq 0) { return }
    $module = [IO.Path]::Combine([IO.Path]::GetDirectoryName($PSScriptRoot), 'Fleet.psm1')
    $connect = if ($ConnectionScript -is [scriptblock]) { $ConnectionScript.ToString() } else { [string] $ConnectionScript }
    $isText = $ConnectionScript -is [scriptblock]
    $done = 0
    try {
        $Work | ForEach-Object -ThrottleLimit $ThrottleLimit -Parallel {
            Import-Module $using:module
            $script = if ($using:isText) { [scriptblock]::Create($using:connect) } else { $using:connect }
            Invoke-FleetMachine -Work $_ -Step $using:Step -ConnectionScript $script -Option $using:Option
        } | ForEach-Object {
            $done++
            Write-Progress $Activity "$done of $($Work.Count): $($_.Machine.Name)" -PercentComplete (100 * $done / $Work.Count)
            $_
        }
    }
    finally {
        Write-Progress $Activity 'Done' -Completed
    }
}
