# What the test files share; each dot-sources it. MYCELIUM_MODULE_PATH names another module folder than the one that the build stages,
# such as that of an installed package.
$moduleFolder = if ($env:MYCELIUM_MODULE_PATH) { $env:MYCELIUM_MODULE_PATH } else { Join-Path $PSScriptRoot '../../out/Mycelium' }
$manifest = (Resolve-Path -LiteralPath (Join-Path $moduleFolder 'Mycelium.psd1')).Path
$repository = (Resolve-Path -LiteralPath (Join-Path $PSScriptRoot '../..')).Path
Import-Module $manifest -Force -Global

# Starts nodes that touch nothing but loopback, and waits until they know each other.
function Start-NodePair {
    param([string] $First = 'alpha', [string] $Second = 'beta')

    $quiet = @{ Tunnel = 'Userspace'; NoDiscovery = $true; ErrorAction = 'Stop' }
    $beta = Start-MyceliumNode $Second -Listen tcp://127.0.0.1:0 @quiet
    $alpha = Start-MyceliumNode $First -Peer $beta.Listen -NoListen @quiet
    $null = Wait-MyceliumRoute $beta.Address -Node $First -Timeout 30 -ErrorAction Stop
    $null = Wait-MyceliumRoute $alpha.Address -Node $Second -Timeout 30 -ErrorAction Stop
    [pscustomobject]@{ Alpha = $alpha; Beta = $beta }
}

# Runs a script in a fresh PowerShell. Gives its exit code, and everything that it printed, as one text.
function Invoke-Shell {
    param([string] $Script)

    $text = "`$ErrorActionPreference = 'Stop'; `$manifest = '$manifest'; `$PSStyle.OutputRendering = 'PlainText'`n$Script"
    $encoded = [Convert]::ToBase64String([Text.Encoding]::Unicode.GetBytes($text))
    $lines = & (Join-Path $PSHOME 'pwsh') -NoProfile -NonInteractive -OutputFormat Text -EncodedCommand $encoded 2>&1
    [pscustomobject]@{ ExitCode = $LASTEXITCODE; Output = ($lines | Out-String).Trim() -replace '\r\n', "`n" }
}
