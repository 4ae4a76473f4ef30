# The operations of the DSC resources MyceliumNode and MyceliumPeer. DSC starts this script in its own folder, as the manifests beside it
# say, with JSON on standard input. One line of JSON on standard output is the state; messages are lines of JSON on standard error.
# Exit codes: 0 done, 1 failed, 2 the input is not what the schema allows, 3 the configuration file can't be used or changed.
param(
    [ValidateSet('MyceliumNode', 'MyceliumPeer')] [string] $Resource,
    [ValidateSet('get', 'set', 'whatIf', 'test', 'export')] [string] $Operation
)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
$ConfirmPreference = 'None'
$ProgressPreference = 'SilentlyContinue'
. "$PSScriptRoot/Mycelium.Dsc.Input.ps1"
. "$PSScriptRoot/Mycelium.Dsc.File.ps1"
. "$PSScriptRoot/Mycelium.Dsc.Node.ps1"
. "$PSScriptRoot/Mycelium.Dsc.Peer.ps1"

function Write-DscMessage([string] $Level, [string] $Message) {
    [Console]::Error.WriteLine((@{ $Level = $Message } | ConvertTo-Json -Compress))
}

function Write-DscState($State) { $State | ConvertTo-Json -Compress -Depth 4 }

# DSC connects standard input if it has something to say. PowerShell may have read it already.
$text = @($input) -join "`n"
if (-not $text -and [Console]::IsInputRedirected) { $text = [Console]::In.ReadToEnd() }

$noun = $Resource.Replace('Mycelium', 'Dsc')
try {
    if (-not (Get-Module Mycelium)) { Import-Module "$PSScriptRoot/../Mycelium.psd1" }
    $desired = Read-DscInput $text $Resource ($Operation -eq 'export')
    if ($Operation -eq 'export') {
        & "Export-$noun" $desired | ForEach-Object { Write-DscState $_ }
        exit 0
    }

    $before = & "Get-$noun" $desired
    switch ($Operation) {
        'get' { Write-DscState $before }
        'test' {
            $before['_inDesiredState'] = & "Test-$noun" $desired $before
            Write-DscState $before
        }
        'whatIf' { Write-DscState (& "Write-$noun" $desired $before $true) }
        'set' { Write-DscState (& "Write-$noun" $desired $before $false) }
    }
}
catch [ArgumentException] {
    Write-DscMessage 'error' $_.Exception.Message
    exit 2
}
catch {
    # The engine's errors come as the inner cause of the call from this script.
    $cause = $_.Exception
    while ($cause.InnerException -and $cause.GetType().Name -ne 'MyceliumException') { $cause = $cause.InnerException }
    Write-DscMessage 'error' $cause.Message
    $id = ''
    if ($cause.GetType().Name -eq 'MyceliumException') {
        $id = [string] $cause.ErrorId
        if ($cause.RecommendedAction) { Write-DscMessage 'error' $cause.RecommendedAction }
    }
    exit $(if ($id -match '^(Invalid|.*Configuration)' -or $cause -is [InvalidOperationException]) { 3 } else { 1 })
}
exit 0
