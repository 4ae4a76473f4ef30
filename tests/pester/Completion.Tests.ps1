#requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.0' }

BeforeAll {
    . "$PSScriptRoot/TestModule.ps1"
    $pair = Start-NodePair

    function Get-Completion([string] $Text) { (TabExpansion2 $Text $Text.Length).CompletionMatches.CompletionText }
}

AfterAll {
    Get-MyceliumNode | Stop-MyceliumNode
    Remove-Module Mycelium
}

Describe 'Completion' {
    It 'offers the nodes that run' {
        Get-Completion 'Get-MyceliumPeer -Node ' | Should -Be 'alpha', 'beta'
        Get-Completion 'Get-MyceliumPeer -Node be' | Should -Be 'beta'
    }

    It 'offers the peers of the node that is named' {
        Get-Completion 'Remove-MyceliumPeer -Node alpha ' | Should -Be $pair.Beta.Listen[0]
    }

    It 'offers addresses and subnets that have a route' {
        Get-Completion 'Test-MyceliumConnection -Node alpha ' | Should -Contain "$($pair.Beta.Address)"
        Get-Completion 'Get-MyceliumRoute -Node alpha ' | Should -Contain $pair.Beta.Subnet
    }

    It 'offers the words of a parameter' {
        Get-Completion 'Start-MyceliumNode -Tunnel ' | Should -Be 'Auto', 'None', 'Tun', 'Userspace'
        Get-Completion 'Get-MyceliumPeer -State A' | Should -Be 'Alive'
    }

    It 'knows the properties of what a command returns' {
        Get-Completion 'Get-MyceliumPeer | Where-Object RoundT' | Should -Contain 'RoundTripTime'
        Get-Completion '(Get-MyceliumNode).Publ' | Should -Contain 'PublicKey'
    }

    It 'is quiet when no node runs' {
        $result = Invoke-Shell @'
            Import-Module $manifest
            $text = 'Test-MyceliumConnection '
            Set-Location ([IO.Path]::GetTempPath())
            $found = (TabExpansion2 $text $text.Length).CompletionMatches.CompletionText | Where-Object { $_ -match '^[45]..?:' }
            "$(@($found).Count) $($Error.Count)"
'@
        $result.Output | Should -Be '0 0'
    }
}
