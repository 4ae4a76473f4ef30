#requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.0' }

BeforeAll {
    Import-Module (Join-Path $PSScriptRoot '..' '..' 'out' 'Mycelium' 'Mycelium.psd1') -Force
    $quiet = @{ Tunnel = 'Userspace'; NoDiscovery = $true; ErrorAction = 'Stop' }
    $beta = Start-MyceliumNode beta -Listen tcp://127.0.0.1:0 @quiet
    $alpha = Start-MyceliumNode alpha -Peer $beta.Listen -NoListen @quiet
}

AfterAll {
    Get-MyceliumNode | Stop-MyceliumNode
    Remove-Module Mycelium
}

Describe 'Two nodes on loopback' {
    It 'are connected' {
        $peer = Wait-MyceliumPeer -Node alpha -Timeout 30
        $peer.State | Should -Be 'Alive'
        $peer.Endpoint | Should -Be $beta.Listen[0]
    }

    It 'know routes to each other' {
        (Wait-MyceliumRoute $beta.Address -Node alpha -Timeout 30).State | Should -Be 'Selected'
        (Wait-MyceliumRoute $alpha.Address -Node beta -Timeout 30).State | Should -Be 'Selected'
    }

    It 'ping each other' {
        $results = @(Test-MyceliumConnection $beta.Address -Node alpha -Count 3 -Interval 0.1)
        $results.Count | Should -Be 4
        $results[-1].Received | Should -Be 3
    }

    It 'are pinged through a pipeline of routes' {
        Get-MyceliumRoute -Node alpha | Where-Object Metric -lt 2000 | Test-MyceliumConnection -Count 1 -Quiet | Should -BeTrue
    }

    It 'are shown in tables of at most 120 columns' {
        $rendering = $PSStyle.OutputRendering
        $PSStyle.OutputRendering = 'PlainText'
        try { $text = & { Get-MyceliumNode; Get-MyceliumPeer -Node alpha } | Out-String -Width 120 }
        finally { $PSStyle.OutputRendering = $rendering }
        $text | Should -Match 'alpha'
        $text -split '\r?\n' | ForEach-Object { $_.Length | Should -BeLessOrEqual 120 }
    }

    It 'show the name of their state when they come from a file' {
        $path = Join-Path $TestDrive 'peers.xml'
        Get-MyceliumPeer -Node alpha | Export-Clixml -Path $path
        Import-Clixml -Path $path | Out-String -Width 120 | Should -Match 'Alive'
    }

    It 'need a name when one of them is meant' {
        { Get-MyceliumPeer -ErrorAction Stop } | Should -Throw -ErrorId 'NodeAmbiguous,Mycelium.PowerShell.Commands.GetMyceliumPeerCommand'
    }

    It 'stop' {
        (Stop-MyceliumNode beta -PassThru).State | Should -Be 'Stopped'
        (Get-MyceliumNode).Name | Should -Be 'alpha'
    }
}

Describe 'Errors' {
    It 'have a stable id and say what to do' {
        $null = Add-MyceliumPeer nonsense -Node alpha -ErrorAction SilentlyContinue -ErrorVariable problem
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'InvalidEndpoint,*'
        $problem[0].ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
    }

    It 'of one item do not stop the others' {
        $added = 'tcp://127.0.0.1:9', 'nonsense', 'tcp://[::1]:9' | Add-MyceliumPeer -Node alpha -PassThru -ErrorAction SilentlyContinue
        $added.Count | Should -Be 2
    }

    It 'do not happen with -WhatIf, which changes nothing' {
        Stop-MyceliumNode alpha -WhatIf
        (Get-MyceliumNode alpha).State | Should -Be 'Running'
    }
}
