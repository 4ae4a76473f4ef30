#requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.0' }

BeforeAll {
    . "$PSScriptRoot/TestModule.ps1"
    $pair = Start-NodePair
}

AfterAll {
    Get-MyceliumNode | Stop-MyceliumNode
    Remove-Module Mycelium
}

Describe 'Peers' {
    It 'come from a CSV file, and go by a condition' {
        $path = Join-Path $TestDrive 'peers.csv'
        Set-Content $path "Endpoint,Comment`ntcp://127.0.0.1:9,first`ntcp://[::1]:9,second"
        Import-Csv $path | Add-MyceliumPeer -Node alpha
        (Get-MyceliumPeer -Node alpha).Count | Should -Be 3

        Get-MyceliumPeer -Node alpha | Where-Object State -ne Alive | Remove-MyceliumPeer
        (Get-MyceliumPeer -Node alpha).Endpoint | Should -Be $pair.Beta.Listen[0]
    }

    It 'are removed while they are dead' {
        Add-MyceliumPeer tcp://127.0.0.1:9 -Node alpha
        $dead = Wait-MyceliumPeer tcp://127.0.0.1:9 -Node alpha -State Dead -Timeout 30
        $dead.State | Should -Be 'Dead'
        Get-MyceliumPeer -Node alpha | Where-Object State -eq Dead | Remove-MyceliumPeer
        Get-MyceliumPeer -Node alpha | Where-Object State -eq Dead | Should -BeNullOrEmpty
    }

    It 'pipe into what takes peers' {
        (Get-MyceliumPeer -Node alpha | Wait-MyceliumPeer -Timeout 30).State | Should -Be 'Alive'
        (Get-MyceliumPeer -Node alpha | Set-MyceliumPeer -Cost 5000 -PassThru).Cost | Should -Be 5000
        (Get-MyceliumPeer -Node alpha | Set-MyceliumPeer -AutomaticCost -PassThru).FixedCost | Should -BeNullOrEmpty
    }
}

Describe 'What is set for peers' {
    BeforeAll {
        $path = Join-Path $TestDrive 'node.yaml'
        $text = "name: gamma`ntunnel: { mode: none }`ndiscovery: { enabled: false }`nlisten: []`npeers:`n  - tcp://127.0.0.1:9 # the office`n"
        [IO.File]::WriteAllText($path, $text)
        $null = Start-MyceliumNode -ConfigurationPath $path
    }

    AfterAll {
        Stop-MyceliumNode gamma
    }

    It 'goes into the configuration file with -Persist, and holds at the next start' {
        Get-MyceliumPeer -Node gamma | Set-MyceliumPeer -Cost 5000 -Enabled $false -Persist
        [IO.File]::ReadAllText($path) |
            Should -Be $text.Replace('tcp://127.0.0.1:9', '{ endpoint: tcp://127.0.0.1:9, cost: 5000, enabled: false }')
        Test-MyceliumConfiguration $path -Quiet | Should -BeTrue

        Stop-MyceliumNode gamma
        $null = Start-MyceliumNode -ConfigurationPath $path
        Restart-MyceliumNode gamma
        $peer = Get-MyceliumPeer -Node gamma
        "$($peer.State) $($peer.FixedCost) $($peer.FailedAttempts)" | Should -Be 'Disabled 5000 0'
    }

    It 'goes out of it again' {
        Get-MyceliumPeer -Node gamma | Set-MyceliumPeer -AutomaticCost -Enabled $true -Persist
        [IO.File]::ReadAllText($path) | Should -Be $text
    }

    It 'needs a file' {
        { Get-MyceliumPeer -Node alpha | Set-MyceliumPeer -Cost 5 -Persist -ErrorAction Stop } |
            Should -Throw -ErrorId 'NoConfigurationFile,*'
    }
}

Describe 'Objects' {
    It 'are exported to CSV and read again' {
        $path = Join-Path $TestDrive 'routes.csv'
        Get-MyceliumRoute -Node alpha | Export-Csv $path
        $row = Import-Csv $path | Where-Object State -eq Selected | Select-Object -First 1
        $row.Address | Should -Be $pair.Beta.Address
        $row.Subnet | Should -Be $pair.Beta.Subnet
    }

    It 'are exported as XML and read again' {
        $path = Join-Path $TestDrive 'peers.xml'
        Get-MyceliumPeer -Node alpha | Export-Clixml $path
        $peer = Import-Clixml $path
        $peer.PSTypeNames | Should -Contain 'Deserialized.Mycelium.Engine.Management.PeerSnapshot'
        "$($peer.Address)" | Should -Be "$($pair.Beta.Address)"
        $peer | Out-String -Width 120 | Should -Match 'Alive'
    }

    It 'are JSON whose texts are those of the tables' {
        $json = Get-MyceliumRoute -Node alpha | ConvertTo-Json -AsArray -Depth 1 -EnumsAsStrings -WarningAction Ignore
        $route = ($json | ConvertFrom-Json) | Where-Object State -eq Selected | Select-Object -First 1
        $route.Address | Should -Be "$($pair.Beta.Address)"
        $route.Metric | Should -BeOfType [long]
    }

    It 'are sorted, grouped and selected by their properties' {
        (Get-MyceliumNode | Sort-Object Name -Descending).Name | Should -Be 'beta', 'alpha'
        (Get-MyceliumRoute -Node alpha | Group-Object State | Where-Object Name -eq Selected).Count | Should -BeGreaterOrEqual 1
        (Get-MyceliumPeer -Node alpha | Measure-Object ReceivedBytes -Sum).Sum | Should -BeGreaterThan 0
        Get-MyceliumPeer -Node alpha | Select-Object -ExpandProperty Address | Should -Be $pair.Beta.Address
    }

    It 'are not changed by what happens later' {
        $before = Get-MyceliumPeer -Node alpha
        $bytes = $before.SentBytes
        $null = Test-MyceliumConnection $pair.Beta.Address -Node alpha -Count 1
        $before.SentBytes | Should -Be $bytes
    }
}

Describe 'Routes' {
    It 'pipe into connection tests' {
        Get-MyceliumRoute -Node alpha -State Selected | Test-MyceliumConnection -Count 1 -Quiet | Should -BeTrue
    }

    It 'pipe into the trace of a route' {
        $hop = Get-MyceliumRoute -Node alpha -State Selected | Trace-MyceliumRoute
        $hop[-1].Address | Should -Be $pair.Beta.Address
    }
}

Describe 'What would change something' {
    It 'changes nothing with -WhatIf' {
        $before = Get-MyceliumNode | Select-Object Name, State
        Get-MyceliumNode | Stop-MyceliumNode -WhatIf
        Get-MyceliumNode | Restart-MyceliumNode -WhatIf
        Get-MyceliumPeer -Node alpha | Remove-MyceliumPeer -WhatIf
        Get-MyceliumPeer -Node alpha | Set-MyceliumPeer -Enabled $false -WhatIf
        Add-MyceliumPeer tcp://127.0.0.1:9 -Node alpha -WhatIf
        Start-MyceliumNode gamma -NoListen -NoDiscovery -Tunnel None -WhatIf
        New-MyceliumIdentity (Join-Path $TestDrive 'new.key') -WhatIf

        Compare-Object $before (Get-MyceliumNode | Select-Object Name, State) -Property Name, State | Should -BeNullOrEmpty
        (Get-MyceliumPeer -Node alpha).State | Should -Be 'Alive'
        Join-Path $TestDrive 'new.key' | Should -Not -Exist
    }

    It 'says nothing, or with -PassThru what it made' {
        Add-MyceliumPeer tcp://127.0.0.1:9 -Node alpha | Should -BeNullOrEmpty
        Remove-MyceliumPeer tcp://127.0.0.1:9 -Node alpha | Should -BeNullOrEmpty
        $null = Start-MyceliumNode gamma -NoListen -NoDiscovery -Tunnel None
        (Stop-MyceliumNode gamma -PassThru).State | Should -Be 'Stopped'
    }
}
