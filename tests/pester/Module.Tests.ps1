#requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.0' }

BeforeDiscovery {
    . "$PSScriptRoot/TestModule.ps1"
    $commands = @(Get-Command -Module Mycelium | ForEach-Object { @{ Name = $_.Name; Verb = $_.Verb; Noun = $_.Noun } })
}

BeforeAll {
    . "$PSScriptRoot/TestModule.ps1"
}

AfterAll {
    Remove-Module Mycelium
}

Describe 'The manifest' {
    It 'is valid' {
        Test-ModuleManifest -Path $manifest -WarningVariable warnings -ErrorAction Stop | Should -Not -BeNullOrEmpty
        $warnings | Should -BeNullOrEmpty
    }

    It 'has everything that a gallery shows' {
        $module = Test-ModuleManifest -Path $manifest
        foreach ($property in 'Author', 'CompanyName', 'Copyright', 'Description', 'Guid', 'ReleaseNotes') {
            $module.$property | Should -Not -BeNullOrEmpty -Because "$property is shown"
        }
        $module.PowerShellVersion | Should -Be '7.6'
        $module.CompatiblePSEditions | Should -Be 'Core'
        $module.Tags | Should -Contain 'PSEdition_Core'
        $module.PrivateData.PSData.RequireLicenseAcceptance | Should -BeFalse
    }

    It 'exports nothing by a wildcard' {
        $data = Import-PowerShellDataFile -Path $manifest
        $data.CmdletsToExport | Should -Not -BeNullOrEmpty
        $data.CmdletsToExport | Where-Object { [WildcardPattern]::ContainsWildcardCharacters($_) } | Should -BeNullOrEmpty
        foreach ($list in 'FunctionsToExport', 'AliasesToExport', 'VariablesToExport') {
            $data.ContainsKey($list) | Should -BeTrue
            $data.$list | Should -BeNullOrEmpty
        }
    }

    It 'comes with the license and the notices of third parties' {
        foreach ($file in 'LICENSE', 'THIRD-PARTY-NOTICES.txt', 'CHANGELOG.md') {
            Join-Path (Split-Path $manifest) $file | Should -Exist
        }
    }
}

Describe 'The module' {
    It 'exports what the manifest names, and nothing else' {
        $named = (Import-PowerShellDataFile -Path $manifest).CmdletsToExport
        $module = Get-Module Mycelium
        @($module.ExportedCommands.Keys | Sort-Object) | Should -Be @($named | Sort-Object)
        $module.ExportedFunctions.Count | Should -Be 0
        $module.ExportedAliases.Count | Should -Be 0
    }

    It 'has the approved surface' {
        $approved = Get-Content (Join-Path $repository 'tests/Mycelium.PowerShell.Tests/Loading/Syntax.approved.txt')
        [string[]] $names = (Get-Command -Module Mycelium).Name
        [Array]::Sort($names, [StringComparer]::Ordinal)
        $actual = $names | ForEach-Object { (Get-Command $_ -Syntax) -split '\r?\n' } | Where-Object { $_ }
        Compare-Object $approved @($actual) | ForEach-Object { "$($_.SideIndicator) $($_.InputObject)" } | Should -BeNullOrEmpty
    }

    It 'lets scripts name its types' {
        [Mycelium.Engine.Management.PeerSnapshot].FullName | Should -Be 'Mycelium.Engine.Management.PeerSnapshot'
    }

    It 'starts nothing when it is imported' {
        Get-MyceliumNode | Should -BeNullOrEmpty
    }
}

Describe '<Name>' -ForEach $commands {
    BeforeAll {
        $command = Get-Command $Name
        $changes = 'Add', 'Export', 'Import', 'New', 'Register', 'Remove', 'Restart', 'Set', 'Start', 'Stop', 'Unregister'
    }

    It 'has an approved verb and a singular noun' {
        $Verb | Should -BeIn (Get-Verb).Verb
        $Noun | Should -Match '^Mycelium[A-Z][a-zA-Z]*([^s]|ss)$'
    }

    It 'says what it returns' {
        if ($Verb -ne 'Export') { $command.OutputType | Should -Not -BeNullOrEmpty }
    }

    It 'can be asked what it would do if it changes something' {
        # What it imports is an object, and no file.
        if ($Verb -in $changes -and $Name -ne 'Import-MyceliumConfiguration') { $command.Parameters.Keys | Should -Contain 'WhatIf' }
        else { $command.Parameters.Keys | Should -Not -Contain 'WhatIf' }
    }

    It 'has parameters in Pascal case that are not plural' {
        $common = [System.Management.Automation.Cmdlet]::CommonParameters + [System.Management.Automation.Cmdlet]::OptionalCommonParameters
        foreach ($parameter in $command.Parameters.Keys | Where-Object { $_ -notin $common }) {
            $parameter | Should -MatchExactly '^[A-Z][a-zA-Z0-9]*$'
            $parameter | Should -Not -Match '[^s]s$|Peers|Nodes' -Because 'parameters are singular'
        }
    }
}
