#requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.0' }

BeforeAll {
    $fleet = [IO.Path]::GetFullPath("$PSScriptRoot/..")
    $modules = [IO.Path]::GetFullPath("$fleet/../../out")
    $modulePath = $env:PSModulePath
    # The runspaces that stand for machines find the module by its name.
    $env:PSModulePath = $modules + [IO.Path]::PathSeparator + $modulePath
    Import-Module "$modules/Mycelium/Mycelium.psd1"
    Import-Module "$fleet/Fleet.psm1" -Force
    $version = [string] (Get-Module Mycelium).Version

    function Get-FreePort {
        $listener = [Net.Sockets.TcpListener]::new([Net.IPAddress]::Loopback, 0)
        $listener.Start()
        $listener.LocalEndpoint.Port
        $listener.Stop()
    }

    # Each machine is a folder.
    function Build-Fleet([string] $Root) {
        $rows = foreach ($name in 'hub-a', 'hub-b', 'one', 'two') {
            $folder = (New-Item -ItemType Directory -Path (Join-Path $Root $name)).FullName
            Set-Content -LiteralPath (Join-Path $folder 'module.version') -Value $version -NoNewline
            $isHub = $name -like 'hub-*'
            [pscustomobject]@{
                Name = $name; Role = if ($isHub) { 'Hub' } else { '' }; Listen = if ($isHub) { "tcp://127.0.0.1:$(Get-FreePort)" } else { '' }
                UnderlayAddress = '127.0.0.1'; Tunnel = 'None'; Folder = $folder
            }
        }
        $table = Join-Path $Root 'machines.csv'
        $rows | Export-Csv -Path $table
        @{ Path = $table; ConnectionScript = "$PSScriptRoot/FakeRemoting.ps1" }
    }

    function Get-FleetFile([string] $Root) {
        Get-ChildItem -LiteralPath $Root -Recurse -File | Where-Object Extension -notin '.log', '.csv' | Sort-Object FullName |
            ForEach-Object { "$($_.FullName) $((Get-FileHash -LiteralPath $_.FullName).Hash)" }
    }
}

AfterAll {
    Get-MyceliumNode | Stop-MyceliumNode
    $env:PSModulePath = $modulePath
}

Describe 'Scripts of a fleet' {
    BeforeAll {
        $root = (New-Item -ItemType Directory -Path (Join-Path $TestDrive ([guid]::NewGuid()))).FullName
        $with = Build-Fleet $root
    }

    It 'change nothing with -WhatIf' {
        $before = Get-FleetFile $root
        @(& "$fleet/Deploy-Fleet.ps1" @with -WhatIf).Count | Should -Be 12
        Get-FleetFile $root | Should -Be $before
    }

    It 'make the mesh, and find nothing to do afterwards' {
        $changes = & "$fleet/Deploy-Fleet.ps1" @with
        $changes.Count | Should -Be 12
        $changes.Result | Sort-Object -Unique | Should -Be 'Changed'
        $made = Get-FleetFile $root
        & "$fleet/Deploy-Fleet.ps1" @with | Should -BeNullOrEmpty
        & "$fleet/Compare-Fleet.ps1" @with | Should -BeNullOrEmpty
        Get-FleetFile $root | Should -Be $made
    }

    It 'find and repair drift of one machine' {
        Add-Content -LiteralPath (Join-Path $root 'one/one.yaml') -Value 'linkHealth: false'
        $found = @(& "$fleet/Compare-Fleet.ps1" @with)
        $found.Count | Should -Be 1
        $found[0].Machine | Should -Be 'one'
        $found[0].Actual | Should -Be 'linkHealth: false'
        (& "$fleet/Deploy-Fleet.ps1" @with).Result | Should -Be 'Changed'
        & "$fleet/Compare-Fleet.ps1" @with | Should -BeNullOrEmpty
    }

    It 'leave a machine that takes no service as it was' {
        $before = Get-FleetFile $root
        Rename-Item -LiteralPath (Join-Path $root 'one/one.yaml') -NewName 'kept'
        Set-Content -LiteralPath (Join-Path $root 'one/one.yaml') -Value "name: one`nlinkHealth: false"
        $drifted = Get-FleetFile (Join-Path $root 'one') | Where-Object { $_ -match '\.(yaml|service|key) ' }
        $null = New-Item -ItemType File -Path (Join-Path $root 'one/refuses')

        $changes = & "$fleet/Deploy-Fleet.ps1" @with -ErrorVariable problems -ErrorAction SilentlyContinue

        $changes.Result | Sort-Object -Unique | Should -Be 'Failed'
        "$($problems[0])" | Should -BeLike '*Access is denied.*'
        Get-FleetFile (Join-Path $root 'one') | Where-Object { $_ -match '\.(yaml|service|key) ' } | Should -Be $drifted
        Remove-Item -LiteralPath (Join-Path $root 'one/refuses'), (Join-Path $root 'one/one.yaml'), (Join-Path $root 'one/one.yaml.bak')
        Rename-Item -LiteralPath (Join-Path $root 'one/kept') -NewName 'one.yaml'
        Get-FleetFile $root | Where-Object { $_ -notlike '*.bak *' } | Should -Be @($before | Where-Object { $_ -notlike '*.bak *' })
        & "$fleet/Compare-Fleet.ps1" @with | Should -BeNullOrEmpty
    }

    It 'report a machine that fails and go on with the others' {
        $null = New-Item -ItemType File -Path (Join-Path $root 'hub-a/unreachable')
        Remove-Item -LiteralPath (Join-Path $root 'two/mycelium.service')
        $changes = & "$fleet/Deploy-Fleet.ps1" @with -ErrorVariable problems -ErrorAction SilentlyContinue
        $changes.Machine | Should -Be 'two'
        $problems[0].FullyQualifiedErrorId | Should -Be 'FleetMachineFailed,Deploy-Fleet.ps1'
        $problems[0].TargetObject | Should -Be 'hub-a'
        Remove-Item -LiteralPath (Join-Path $root 'hub-a/unreachable')
    }

    It 'take a script block as the way to machines' {
        $reached = { param($Machine) [pscustomobject]@{ Invoke = { throw 'reached' }; Copy = {}; Close = {} } }
        & "$fleet/Compare-Fleet.ps1" -Path $with.Path -ConnectionScript $reached -ErrorVariable problems -ErrorAction SilentlyContinue
        $problems.Count | Should -Be 4
        "$($problems[0])" | Should -BeLike "*reached*"
    }

    It 'see a mesh of real nodes come up' {
        foreach ($name in 'hub-a', 'hub-b', 'one', 'two') {
            $null = Start-MyceliumNode -ConfigurationPath (Join-Path $root $name "$name.yaml")
        }
        & "$fleet/Test-Fleet.ps1" @with | ForEach-Object { $_.IsUp | Should -BeTrue -Because $_.Machine }
        & "$fleet/Test-Fleet.ps1" @with -Quiet | Should -BeTrue
        Stop-MyceliumNode one
        & "$fleet/Test-Fleet.ps1" @with -TimeoutSeconds 2 -Quiet | Should -BeFalse
    }

    It 'leave a service that runs another file, and a machine without the module' {
        $before = Get-FleetFile $root
        $service = Get-Content -LiteralPath (Join-Path $root 'one/mycelium.service') -Raw
        Set-Content -LiteralPath (Join-Path $root 'one/mycelium.service') -Value "Running`n/etc/other/gateway.yaml"
        Rename-Item -LiteralPath (Join-Path $root 'two/module.version') -NewName 'kept'
        $changed = Get-FleetFile $root

        $found = & "$fleet/Deploy-Fleet.ps1" @with -Remove -WhatIf -ErrorVariable problems -ErrorAction SilentlyContinue
        $refused = @($found | Where-Object Action -eq 'None')

        $refused.Machine | Should -Be 'one', 'two'
        $refused.Property | Should -Be 'Service', 'Module'
        $refused[0].Actual | Should -Be '/etc/other/gateway.yaml'
        $problems.FullyQualifiedErrorId | Should -Be 'FleetServiceInUse,Deploy-Fleet.ps1', 'FleetModuleMissing,Deploy-Fleet.ps1'
        $both = @{ Path = Join-Path $root 'retired.csv'; ConnectionScript = $with.ConnectionScript }
        Import-Csv -LiteralPath $with.Path | Where-Object Role -ne 'Hub' | Export-Csv -Path $both.Path
        & "$fleet/Deploy-Fleet.ps1" @both -Remove -ErrorVariable problems -ErrorAction SilentlyContinue | ForEach-Object Action | Should -Be 'None', 'None'
        $problems.Count | Should -Be 2
        Get-FleetFile $root | Should -Be $changed

        Set-Content -LiteralPath (Join-Path $root 'one/mycelium.service') -Value $service -NoNewline
        Rename-Item -LiteralPath (Join-Path $root 'two/kept') -NewName 'module.version'
        Get-FleetFile $root | Should -Be $before
    }

    It 'take machines away that were no hubs' {
        $retired = @{ Path = Join-Path $root 'retired.csv'; ConnectionScript = $with.ConnectionScript }
        (& "$fleet/Deploy-Fleet.ps1" @retired -Remove).Action | Sort-Object | Should -Be 'Delete', 'Delete', 'Unregister', 'Unregister'
        { & "$fleet/Deploy-Fleet.ps1" @retired } | Should -Throw -ErrorId 'FleetHubMissing'
        (& "$fleet/Deploy-Fleet.ps1" @with).Machine | Sort-Object -Unique | Should -Be 'one', 'two'
    }

    It 'take a fleet away and keep its keys' {
        (& "$fleet/Deploy-Fleet.ps1" @with -Remove).Count | Should -Be 8
        Get-ChildItem -LiteralPath $root -Recurse -Filter '*.yaml' | Should -BeNullOrEmpty
        @(Get-ChildItem -LiteralPath $root -Recurse -Filter '*.key').Count | Should -Be 4
        & "$fleet/Deploy-Fleet.ps1" @with -Remove | Should -BeNullOrEmpty
    }
}

Describe 'A table' {
    It 'with the name <Name> is refused' -ForEach @(
        @{ Name = '$(throw 1)' }, @{ Name = "a';b" }, @{ Name = 'a"b' }, @{ Name = '../up' }, @{ Name = '-oProxyCommand=x' }
    ) {
        $table = Join-Path $TestDrive 'bad.csv'
        [pscustomobject]@{ Name = $Name } | Export-Csv -Path $table
        { Import-FleetTable $table } | Should -Throw "*Row 2: Name *"
    }

    It 'without machines is told by <Script>' -ForEach @(@{ Script = 'Deploy-Fleet' }, @{ Script = 'Compare-Fleet' }, @{ Script = 'Test-Fleet' }) {
        $table = Join-Path $TestDrive 'empty.csv'
        Set-Content -LiteralPath $table -Value 'Name,Role,Folder'
        { & "$fleet/$Script.ps1" $table -ConnectionScript { throw 'reached' } } | Should -Throw '*has no machines.' -ErrorId 'FleetTableInvalid'
    }
}
