#requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.0' }

BeforeAll {
    . "$PSScriptRoot/TestModule.ps1"
    $pair = Start-NodePair
    $alpha = $pair.Alpha
    $beta = $pair.Beta
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

    It 'are all looked at unless some are named' {
        (Get-MyceliumPeer).Node | Sort-Object | Should -Be alpha, beta
        (Get-MyceliumPeer -Node b*).Node | Should -Be beta
    }

    It 'need a name when one of them is meant' {
        $id = 'NodeAmbiguous,Mycelium.PowerShell.Commands.RemoveMyceliumPeerCommand'
        { Remove-MyceliumPeer tcp://127.0.0.1:9 -ErrorAction Stop } | Should -Throw -ErrorId $id
    }

    It 'stop' {
        (Stop-MyceliumNode beta -PassThru).State | Should -Be 'Stopped'
        (Get-MyceliumNode).Name | Should -Be 'alpha'
    }
}
