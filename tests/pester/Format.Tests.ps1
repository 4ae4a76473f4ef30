#requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.0' }

BeforeDiscovery {
    $views = @(
        @{ Script = { Get-MyceliumNode } }
        @{ Script = { Get-MyceliumPeer -Node alpha } }
        @{ Script = { Get-MyceliumRoute -Node alpha } }
        @{ Script = { Get-MyceliumStatistic -Node alpha } }
        @{ Script = { Get-MyceliumEvent -Node alpha } }
        @{ Script = { Trace-MyceliumRoute $pair.Beta.Address -Node alpha } }
        @{ Script = { Test-MyceliumConnection $pair.Beta.Address -Node alpha -Count 2 -Interval 0.05 } }
        @{ Script = { Measure-MyceliumPath $pair.Beta.Address -Node alpha -Count 2 -Interval 0.05 } }
        @{ Script = { Test-MyceliumPeer $pair.Beta.Listen[0] } }
        @{ Script = { New-MyceliumIdentity (Join-Path $TestDrive 'view.key') -Force } }
        @{ Script = { Test-MyceliumPrerequisite } }
    )
}

BeforeAll {
    . "$PSScriptRoot/TestModule.ps1"
    $pair = Start-NodePair
    $rendering = $PSStyle.OutputRendering
}

AfterAll {
    $PSStyle.OutputRendering = $rendering
    Get-MyceliumNode | Stop-MyceliumNode
    Remove-Module Mycelium
}

Describe 'What is shown by { <Script> }' -ForEach $views {
    It 'is a table or a list of at most 120 columns' {
        $PSStyle.OutputRendering = 'PlainText'
        $text = & $Script | Out-String -Width 200
        $text.Trim() | Should -Not -BeNullOrEmpty
        $text -split '\r?\n' | ForEach-Object { $_.TrimEnd().Length | Should -BeLessOrEqual 120 }
    }

    It 'is shown as a list too' {
        $PSStyle.OutputRendering = 'PlainText'
        & $Script | Format-List | Out-String -Width 120 | Should -Match '(?m)^\w+\s*: '
    }
}

Describe 'Colour' {
    It 'is for the state, and only where it is wanted' {
        $PSStyle.OutputRendering = 'Ansi'
        Get-MyceliumPeer -Node alpha | Out-String -Width 120 | Should -Match "`e\[32mAlive`e\[0m"
        $PSStyle.OutputRendering = 'PlainText'
        Get-MyceliumPeer -Node alpha | Out-String -Width 120 | Should -Not -Match "`e"
    }
}
