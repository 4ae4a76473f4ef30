#!/usr/bin/env pwsh
#requires -Version 7.4
<#
.SYNOPSIS
    Builds, tests and packs the module.
.DESCRIPTION
    Everything is done by the .NET SDK, so this script only saves typing; without it, dotnet build, dotnet test and
    dotnet pack Mycelium.PowerShell do the same. Warnings are errors.
    Build stages the module to out/Mycelium. Test runs the .NET tests, and with Pester installed the Pester tests against the staged
    module. Package makes out/package/Mycelium.<version>.nupkg, installs it into an empty module path, and with Pester installed runs
    the Pester tests against that.
.PARAMETER Task
    What to do, in this order: Build, Test, Package. The default is Build and Test.
.PARAMETER Configuration
    Release, the default, or Debug.
.PARAMETER SkipPester
    Leaves the Pester tests out.
.EXAMPLE
    ./build.ps1 -Task Build
    Import-Module ./out/Mycelium
.EXAMPLE
    ./build.ps1 -Task Build, Test, Package
#>
[CmdletBinding()]
param(
    [ValidateSet('Build', 'Test', 'Package')]
    [string[]] $Task = @('Build', 'Test'),

    [ValidateSet('Release', 'Debug')]
    [string] $Configuration = 'Release',

    [switch] $SkipPester
)

$ErrorActionPreference = 'Stop'
Set-StrictMode -Version Latest

$solution = "$PSScriptRoot/Mycelium.sln"
$staged = "$PSScriptRoot/out/Mycelium"
$packages = "$PSScriptRoot/out/package"
$installed = "$PSScriptRoot/out/installed"

function Invoke-Tool {
    param([string] $Program, [string[]] $Arguments)

    & $Program @Arguments
    if ($LASTEXITCODE -ne 0) { throw "$Program $($Arguments[0]) ended with exit code $LASTEXITCODE." }
}

# What an earlier version left and this one does not make would stay otherwise.
function Clear-Folder {
    param([string] $Path)

    if (Test-Path -LiteralPath $Path) { Remove-Item -LiteralPath $Path -Recurse -Force }
}

# In a process of its own: a loaded module can't be replaced by the next build.
function Invoke-Shell {
    param([string] $Script)

    Invoke-Tool -Program (Join-Path -Path $PSHOME -ChildPath 'pwsh') -Arguments '-NoProfile', '-NonInteractive', '-Command', $Script
}

function Test-Module {
    param([string] $Path)

    $pester = Get-Module -ListAvailable -Name Pester | Where-Object Version -ge ([version] '5.0')
    if ($SkipPester -or -not $pester) { return }

    Invoke-Shell -Script @"
        `$env:MYCELIUM_MODULE_PATH = '$Path'
        Import-Module Pester -MinimumVersion 5.0
        `$configuration = New-PesterConfiguration
        `$configuration.Run.Path = '$PSScriptRoot/tests/pester', '$PSScriptRoot/examples/Fleet/tests'
        `$configuration.Run.Exit = `$true
        Invoke-Pester -Configuration `$configuration
"@
}

# As from a gallery, into an empty path: what is saved is laid out as an installation.
function Install-FromPackage {
    $null = New-Item -Path $installed -ItemType Directory
    $repository = "Mycelium-$([guid]::NewGuid())"
    Register-PSResourceRepository -Name $repository -Uri $packages -Trusted
    try {
        Save-PSResource -Name Mycelium -Repository $repository -Path $installed -TrustRepository
    }
    finally {
        Unregister-PSResourceRepository -Name $repository
    }

    (Get-ChildItem -LiteralPath "$installed/Mycelium" -Directory).FullName
}

if ($Task -contains 'Build') {
    Clear-Folder -Path $staged
    Invoke-Tool -Program dotnet -Arguments build, $solution, --configuration, $Configuration
    Get-Item -LiteralPath (Test-ModuleManifest -Path "$staged/Mycelium.psd1").Path
}

if ($Task -contains 'Test') {
    Invoke-Tool -Program dotnet -Arguments test, $solution, --configuration, $Configuration
    Test-Module -Path $staged
}

if ($Task -contains 'Package') {
    Clear-Folder -Path $packages
    Clear-Folder -Path $installed
    Invoke-Tool -Program dotnet -Arguments pack, "$PSScriptRoot/Mycelium.PowerShell", --configuration, $Configuration, --output, $packages
    $module = Install-FromPackage
    Invoke-Shell -Script "`$env:PSModulePath = '$installed'; if ((Get-Command -Module Mycelium).Count -eq 0) { exit 1 }; Get-MyceliumNode"
    Test-Module -Path $module
    Get-ChildItem -LiteralPath $packages -Filter *.nupkg
}
