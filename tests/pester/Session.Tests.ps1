#requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.0' }

BeforeDiscovery {
    $hasThreadJob = [bool](Get-Command Start-ThreadJob -ErrorAction Ignore)
}

BeforeAll {
    . "$PSScriptRoot/TestModule.ps1"
}

AfterAll {
    Remove-Module Mycelium
}

Describe 'Jobs' {
    BeforeAll { $pair = Start-NodePair }
    AfterAll { Get-MyceliumNode | Stop-MyceliumNode }

    It 'of other processes have nodes of their own, whose objects come back' {
        $job = Start-Job -ArgumentList $manifest {
            param($Manifest)
            Import-Module $Manifest
            Start-MyceliumNode remote -Listen tcp://127.0.0.1:0 -NoDiscovery -Tunnel Userspace
            Get-MyceliumNode | Stop-MyceliumNode
        }
        $node = $job | Receive-Job -Wait -AutoRemoveJob -ErrorAction Stop
        $node.PSTypeNames | Should -Contain 'Deserialized.Mycelium.Engine.Management.NodeSnapshot'
        "$($node.Address)" | Should -Match '^[45][0-9a-f]{0,2}:'
        $node | Out-String -Width 120 | Should -Match 'remote\s+Running'
        (Get-MyceliumNode).Name | Should -Be 'alpha', 'beta'
    }

    It 'of other processes can connect to nodes of this one' {
        $job = Start-Job -ArgumentList $manifest, $pair.Beta.Listen[0], "$($pair.Beta.Address)" {
            param($Manifest, $Endpoint, $Address)
            Import-Module $Manifest
            $null = Start-MyceliumNode remote -Peer $Endpoint -NoListen -NoDiscovery -Tunnel Userspace
            Wait-MyceliumRoute $Address -Node remote -Timeout 30
            Get-MyceliumNode | Stop-MyceliumNode
        }
        $route = $job | Receive-Job -Wait -AutoRemoveJob -ErrorAction Stop
        "$($route.Address)" | Should -Be "$($pair.Beta.Address)"
    }

    It 'in the background of a line work' {
        $address = "$($pair.Beta.Address)"
        $job = & { Import-Module $using:manifest; ConvertTo-MyceliumAddress $using:pair.Beta.PublicKey } &
        "$($job | Receive-Job -Wait -AutoRemoveJob)" | Should -Match $address
    }

    It 'of threads see the nodes of the process' -Skip:(-not $hasThreadJob) {
        $destination = $pair.Beta.Address
        $job = Start-ThreadJob { Import-Module $using:manifest; Test-MyceliumConnection $using:destination -Node alpha -Count 2 -Interval 0.05 }
        $results = @($job | Receive-Job -Wait -AutoRemoveJob)
        $results[-1].Received | Should -Be 2
    }
}

Describe 'Runspaces' {
    BeforeAll { $pair = Start-NodePair }
    AfterAll { Get-MyceliumNode | Stop-MyceliumNode }

    It 'share the nodes in parallel loops' {
        $destination = $pair.Beta.Address
        $answers = 1..8 | ForEach-Object -ThrottleLimit 4 -Parallel {
            Import-Module $using:manifest
            Test-MyceliumConnection $using:destination -Node alpha -Count 1 -Quiet
        }
        $answers | Should -Be (@($true) * 8)
        (Get-MyceliumNode).Name | Should -Be 'alpha', 'beta'
    }

    It 'change what is theirs at the same time' {
        1..8 | ForEach-Object -ThrottleLimit 4 -Parallel {
            Import-Module $using:manifest
            Add-MyceliumPeer "tcp://127.0.0.1:$_" -Node alpha
        }
        (Get-MyceliumPeer -Node alpha).Count | Should -Be 9
        1..8 | ForEach-Object { "tcp://127.0.0.1:$_" } | Remove-MyceliumPeer -Node alpha
    }

    It 'end without an effect on the nodes' {
        $shell = [powershell]::Create()
        $null = $shell.AddScript("Import-Module '$manifest'; (Get-MyceliumNode).Name").Invoke()
        $shell.Runspace.Dispose()
        $shell.Dispose()
        (Get-MyceliumNode).State | Should -Be 'Running', 'Running'
    }
}

Describe 'Events' {
    It 'reach Register-ObjectEvent' {
        $null = Start-NodePair
        $source = Get-MyceliumEvent -Node alpha -AsEventSource
        $null = Register-ObjectEvent $source PeerChanged -SourceIdentifier mycelium.peers
        try {
            Add-MyceliumPeer tcp://127.0.0.1:9 -Node alpha
            $raised = Wait-Event mycelium.peers -Timeout 30
            $raised.SourceEventArgs.Item.Endpoint | Should -Be 'tcp://127.0.0.1:9'
        }
        finally {
            Unregister-Event mycelium.peers
            Remove-Event mycelium.peers -ErrorAction Ignore
            Get-MyceliumNode | Stop-MyceliumNode
        }
    }
}

Describe 'Importing and removing' {
    It 'again by -Force works, stops the nodes that ran, and names them' {
        $null = Start-NodePair
        Import-Module $manifest -Force -Global 3>&1 | Should -BeLike "*its nodes are stopped: 'alpha', 'beta'."
        Get-MyceliumNode | Should -BeNullOrEmpty
        $null = Start-NodePair
        (Get-MyceliumNode).State | Should -Be 'Running', 'Running'
        Get-MyceliumNode | Stop-MyceliumNode
    }

    It 'again without -Force leaves the nodes alone' {
        $null = Start-NodePair
        Import-Module $manifest -Global
        (Get-MyceliumNode).Name | Should -Be 'alpha', 'beta'
        Get-MyceliumNode | Stop-MyceliumNode
    }

    It 'does not happen where warnings stop the command, and the nodes go on' {
        $null = Start-NodePair
        { $WarningPreference = 'Stop'; Remove-Module Mycelium } | Should -Throw '*its nodes are stopped*'
        (Get-MyceliumNode).State | Should -Be 'Running', 'Running'
        Get-MyceliumNode | Stop-MyceliumNode
    }

    It 'frees the ports and says which nodes stop, and nothing else' {
        $result = Invoke-Shell @'
            Import-Module $manifest
            $node = Start-MyceliumNode alpha -Listen tcp://127.0.0.1:0 -NoDiscovery -Tunnel Userspace
            $endpoint = [Uri]$node.Listen[0]
            Remove-Module Mycelium
            $listener = [Net.Sockets.TcpListener]::new([Net.IPAddress]::Loopback, $endpoint.Port)
            $listener.Start()
            $listener.Stop()
'@
        $result.Output | Should -Be "WARNING: The module Mycelium is removed, so its nodes are stopped: 'alpha'."
        $result.ExitCode | Should -Be 0
    }

    It 'is not needed before the process ends' {
        $result = Invoke-Shell @'
            Import-Module $manifest
            $beta = Start-MyceliumNode beta -Listen tcp://127.0.0.1:0 -NoDiscovery -Tunnel Userspace
            $null = Start-MyceliumNode alpha -Peer $beta.Listen -NoListen -NoDiscovery -Tunnel Userspace
            $null = Wait-MyceliumPeer -Node alpha -Timeout 30
            exit 7
'@
        $result.Output | Should -BeNullOrEmpty
        $result.ExitCode | Should -Be 7
    }

    It 'happens by itself when a command is used' {
        $folder = Join-Path $TestDrive 'modules'
        $null = New-Item -ItemType Directory $folder
        Copy-Item -Recurse (Split-Path $manifest) (Join-Path $folder 'Mycelium')
        $result = Invoke-Shell "`$env:PSModulePath = '$folder'; Get-MyceliumNode; (Get-Module Mycelium).ModuleBase"
        $result.Output | Should -Be (Join-Path $folder 'Mycelium')
    }

    It 'works beside another library of a name that the engine uses' {
        $result = Invoke-Shell @'
            $folder = [IO.Directory]::CreateTempSubdirectory('mycelium-').FullName
            $other = Join-Path $folder 'YamlDotNet.dll'
            Add-Type -TypeDefinition 'namespace YamlDotNet { public static class Other { public static string Name => "other"; } }' -OutputAssembly $other
            Add-Type -Path $other
            Import-Module $manifest
            Set-Content (Join-Path $folder 'node.yaml') "name: fromfile`nlisten: []`ntunnel: { mode: none }`ndiscovery: { enabled: false }"
            (Start-MyceliumNode -ConfigurationPath (Join-Path $folder 'node.yaml')).Name
            [YamlDotNet.Other]::Name
            Get-MyceliumNode | Stop-MyceliumNode
            Remove-Item -Recurse $folder -ErrorAction Ignore
'@
        $result.Output | Should -Be "fromfile`nother"
    }

    It 'costs no more than twice what the commands of PowerShell itself cost' {
        $cost = foreach ($name in "'$manifest'", 'Microsoft.PowerShell.Utility, Microsoft.PowerShell.Management') {
            $measure = "`$null = Get-Module; `$before = [Environment]::CpuUsage.TotalTime; Import-Module $name; " +
                "([Environment]::CpuUsage.TotalTime - `$before).TotalMilliseconds"
            (1..3 | ForEach-Object { [double](Invoke-Shell $measure).Output } | Measure-Object -Minimum).Minimum
        }
        $cost[0] | Should -BeLessThan (2 * $cost[1])
    }
}

Describe 'A constrained language' {
    It 'can use the cmdlets, and no more than that' {
        $result = Invoke-Shell @'
            Import-Module $manifest
            $ExecutionContext.SessionState.LanguageMode = 'ConstrainedLanguage'
            $beta = Start-MyceliumNode beta -Listen tcp://127.0.0.1:0 -NoDiscovery -Tunnel Userspace
            $alpha = Start-MyceliumNode alpha -Peer $beta.Listen -NoListen -NoDiscovery -Tunnel Userspace
            (Wait-MyceliumRoute $beta.Address -Node alpha -Timeout 30).State
            Get-MyceliumPeer -Node alpha | Where-Object State -eq Alive | ForEach-Object { $_.Endpoint -eq $beta.Listen[0] }
            Test-MyceliumConnection $beta.Address -Node alpha -Count 1 -Quiet
            (Get-MyceliumRoute -Node alpha | Out-String) -match 'Selected'
            Get-MyceliumNode | Stop-MyceliumNode
            try { [Mycelium.Engine.MyceliumNode]::StartAsync($null) } catch { 'refused' }
'@
        $result.Output | Should -Be "Selected`nTrue`nTrue`nTrue`nrefused"
    }
}
