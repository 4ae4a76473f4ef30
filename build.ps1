#!/usr/bin/env pwsh
#requires -Version 7.4
<#
.SYNOPSIS
    Builds, tests and stages the module to out/Mycelium.
.DESCRIPTION
    Everything is done by the .NET SDK: dotnet build stages the module as well, so this script only saves typing. Warnings are
    errors. With Pester installed, and unless -SkipTest is given, the Pester tests run against the staged module too.
.PARAMETER Configuration
    Release, the default, or Debug.
.PARAMETER SkipTest
    Builds and stages only.
.PARAMETER SkipPester
    Runs the .NET tests only.
.EXAMPLE
    ./build.ps1 -SkipTest
    Import-Module ./out/Mycelium
#>
[CmdletBinding()]
param(
    [ValidateSet('Release', 'Debug')]
    [string] $Configuration = 'Release',
    [switch] $SkipTest,
    [switch] $SkipPester
)

$ErrorActionPreference = 'Stop'
Set-StrictMode -Version Latest

function Invoke-DotNet {
    dotnet @args
    if ($LASTEXITCODE -ne 0) { throw "dotnet $args ended with exit code $LASTEXITCODE." }
}

$solution = Join-Path $PSScriptRoot 'Mycelium.sln'
$module = Join-Path $PSScriptRoot 'out' 'Mycelium'

# What an earlier version staged and this one does not would stay otherwise.
if (Test-Path -LiteralPath $module) { Remove-Item -LiteralPath $module -Recurse -Force }

Invoke-DotNet build $solution --configuration $Configuration
Test-ModuleManifest -Path (Join-Path $module 'Mycelium.psd1') | Out-Null

if (-not $SkipTest) {
    Invoke-DotNet test $solution --configuration $Configuration --no-build
    $hasPester = Get-Module -ListAvailable -Name Pester | Where-Object Version -ge ([version] '5.0')
    if (-not $SkipPester -and $hasPester) {
        # In a process of its own: a loaded module can't be replaced by the next build.
        $tests = Join-Path $PSScriptRoot 'tests' 'pester'
        pwsh -NoProfile -Command "Import-Module Pester -MinimumVersion 5.0; Invoke-Pester -Path '$tests' -CI"
        if ($LASTEXITCODE -ne 0) { throw "Pester ended with exit code $LASTEXITCODE." }
    }
}

Get-Item -LiteralPath (Join-Path $module 'Mycelium.psd1')
