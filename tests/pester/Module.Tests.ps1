#requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.0' }

BeforeDiscovery {
    Import-Module (Join-Path $PSScriptRoot '..' '..' 'out' 'Mycelium' 'Mycelium.psd1') -Force
    $commands = @(Get-Command -Module Mycelium | ForEach-Object { @{ Name = $_.Name } })
}

BeforeAll {
    $manifest = Join-Path $PSScriptRoot '..' '..' 'out' 'Mycelium' 'Mycelium.psd1'
    Import-Module $manifest -Force
}

AfterAll {
    Remove-Module Mycelium
}

Describe 'The module' {
    It 'has a valid manifest' {
        { Test-ModuleManifest -Path $manifest -ErrorAction Stop } | Should -Not -Throw
    }

    It 'exports what the manifest names, and nothing else' {
        $named = (Import-PowerShellDataFile -Path $manifest).CmdletsToExport
        $module = Get-Module Mycelium
        @($module.ExportedCommands.Keys | Sort-Object) | Should -Be @($named | Sort-Object)
        $module.ExportedFunctions.Count | Should -Be 0
        $module.ExportedAliases.Count | Should -Be 0
    }

    It 'uses approved verbs' {
        $approved = (Get-Verb).Verb
        Get-Command -Module Mycelium | ForEach-Object { $_.Verb | Should -BeIn $approved }
    }

    It 'lets scripts name its types' {
        [Mycelium.Engine.Management.PeerSnapshot].FullName | Should -Be 'Mycelium.Engine.Management.PeerSnapshot'
    }

    It 'starts nothing when it is imported' {
        Get-MyceliumNode | Should -BeNullOrEmpty
    }
}

Describe 'Help of <Name>' -ForEach $commands {
    BeforeAll {
        $help = Get-Help $Name -Full
    }

    It 'has a synopsis' {
        $help.Synopsis | Should -Not -BeNullOrEmpty
        $help.Synopsis | Should -Not -Match "^\s*$Name"
    }

    It 'has two examples' {
        @($help.examples.example).Count | Should -BeGreaterOrEqual 2
    }

    It 'describes every parameter' {
        $common = [System.Management.Automation.Cmdlet]::CommonParameters
        foreach ($parameter in (Get-Command $Name).Parameters.Keys | Where-Object { $_ -notin $common }) {
            $text = ($help.parameters.parameter | Where-Object name -eq $parameter).description.Text
            $text | Should -Not -BeNullOrEmpty -Because "-$parameter needs a description"
        }
    }
}
