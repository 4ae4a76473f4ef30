#requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.0' }

BeforeDiscovery {
    . "$PSScriptRoot/TestModule.ps1"
    $commands = @(Get-Command -Module Mycelium | ForEach-Object { @{ Name = $_.Name } })
}

BeforeAll {
    . "$PSScriptRoot/TestModule.ps1"
}

AfterAll {
    Remove-Module Mycelium
}

Describe 'Help of <Name>' -ForEach $commands {
    BeforeAll {
        $command = Get-Command $Name
        $help = Get-Help $Name -Full
        $examples = @($help.examples.example)
    }

    It 'has a synopsis and a description' {
        $help.Synopsis | Should -Not -Match "^\s*$Name"
        $help.Synopsis.Trim() | Should -Match '\.$'
        ($help.description.Text -join '').Trim() | Should -Not -BeNullOrEmpty
    }

    It 'describes every parameter' {
        $common = [System.Management.Automation.Cmdlet]::CommonParameters
        foreach ($parameter in $command.Parameters.Keys | Where-Object { $_ -notin $common }) {
            $text = ($help.parameters.parameter | Where-Object name -eq $parameter).description.Text
            $text | Should -Not -BeNullOrEmpty -Because "-$parameter needs a description"
        }
    }

    It 'has three examples, each with an explanation' {
        $examples.Count | Should -BeGreaterOrEqual 3
        foreach ($example in $examples) { ($example.remarks.Text -join '').Trim() | Should -Match '\.$' }
    }

    It 'has examples that parse, name the command and use parameters that exist' {
        foreach ($example in $examples) {
            $problems = $null
            $tree = [System.Management.Automation.Language.Parser]::ParseInput($example.code, [ref] $null, [ref] $problems)
            $problems | Should -BeNullOrEmpty
            $calls = $tree.FindAll({ $args[0] -is [System.Management.Automation.Language.CommandAst] }, $true)
            foreach ($call in $calls | Where-Object { $_.GetCommandName() -like '*-Mycelium*' }) {
                $known = (Get-Command $call.GetCommandName() -Module Mycelium -ErrorAction Stop).Parameters.Keys
                $call.CommandElements.ParameterName | Where-Object { $_ } | ForEach-Object { $_ | Should -BeIn $known }
            }
        }
        $examples.code -join "`n" | Should -Match $Name
    }

    It 'says what can be piped in, what comes out, and what to read next' {
        $text = Get-Help $Name -Full | Out-String -Width 120
        $text | Should -Match '(?m)^INPUTS\r?\n\s+\S'
        $text | Should -Match '(?m)^OUTPUTS\r?\n\s+\S'
        $text | Should -Match '(?m)^RELATED LINKS\r?\n\s+[A-Z][A-Za-z]+-Mycelium'
        $help.relatedLinks.navigationLink.linkText | Where-Object { $_ -notlike 'about_*' } | ForEach-Object {
            Get-Command $_ -Module Mycelium -ErrorAction Ignore | Should -Not -BeNullOrEmpty -Because "$_ is named"
        }
    }

    It 'is shown in full and as examples without an error' {
        $text = Get-Help $Name -Examples | Out-String -Width 120
        $text | Should -Match $Name
        Get-Help $Name -Full | Out-String -Width 120 | Should -Match 'PARAMETERS'
    }
}

Describe 'The topic about the module' {
    It 'is found and fits a terminal of 80 columns' {
        $text = Get-Help about_Mycelium | Out-String
        $text | Should -Match 'LONG DESCRIPTION'
        $text -split '\r?\n' | ForEach-Object { $_.TrimEnd().Length | Should -BeLessOrEqual 80 }
    }

    It 'names commands that exist' {
        $text = Get-Help about_Mycelium | Out-String
        [regex]::Matches($text, '\b[A-Z][a-z]+-Mycelium[A-Za-z]+').Value | Sort-Object -Unique | ForEach-Object {
            Get-Command $_ -Module Mycelium -ErrorAction Ignore | Should -Not -BeNullOrEmpty -Because "$_ is named"
        }
    }
}
