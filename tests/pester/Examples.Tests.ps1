#requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.0' }

BeforeDiscovery {
    # What a user runs has help; what is read by another script needs none, and tests are for Pester.
    $files = Get-ChildItem (Join-Path $PSScriptRoot '../../examples') -Filter *.ps1 -Recurse | Where-Object { $_.Directory.Name -ne 'tests' }
    $scripts = @($files | ForEach-Object { @{ Name = $_.Name; Path = $_.FullName; IsRun = $_.Directory.Name -ne 'src' } })
    $hasAnalyzer = [bool](Get-Module -ListAvailable PSScriptAnalyzer)
}

BeforeAll {
    . "$PSScriptRoot/TestModule.ps1"
    # The rule left out does not see that functions of a script use its parameters.
    $analysis = @{ Severity = 'Error', 'Warning'; ExcludeRule = 'PSReviewUnusedParameter' }
}

AfterAll {
    Remove-Module Mycelium
}

Describe 'The example <Name>' -ForEach $scripts {
    It 'parses and has help with an example' {
        $problems = $null
        $null = [System.Management.Automation.Language.Parser]::ParseFile($Path, [ref] $null, [ref] $problems)
        $problems | Should -BeNullOrEmpty
        if (-not $IsRun) { return }

        $help = Get-Help $Path -Full
        $help.Synopsis.Trim() | Should -Match '\.$'
        @($help.examples.example).Count | Should -BeGreaterOrEqual 1
    }

    It 'has nothing that the analyzer would warn of' -Skip:(-not $hasAnalyzer) {
        Invoke-ScriptAnalyzer -Path $Path @analysis |
            ForEach-Object { "$($_.Line): $($_.Message)" } | Should -BeNullOrEmpty
    }
}

Describe 'The build script and the manifest' {
    It 'have nothing that the analyzer would warn of' -Skip:(-not $hasAnalyzer) {
        $manifest, (Join-Path $repository 'build.ps1') |
            ForEach-Object { Invoke-ScriptAnalyzer -Path $_ @analysis } |
            ForEach-Object { "$($_.ScriptName) $($_.Line): $($_.Message)" } | Should -BeNullOrEmpty
    }
}

Describe 'The first example' {
    It 'brings a network up, breaks it, and sees it heal' {
        $result = Invoke-Shell "Import-Module `$manifest; & '$(Join-Path $repository 'examples/Diamond.ps1')'; exit `$LASTEXITCODE"
        $result.Output | Should -Match 'Pings flow through [BC] after'
        $result.Output | Should -Match 'ping A -> D: Success'
        $result.ExitCode | Should -Be 0
    }
}
