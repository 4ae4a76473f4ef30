#requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.0' }

BeforeDiscovery {
    $failures = @(
        @{ Id = 'InvalidEndpoint'; Script = { Add-MyceliumPeer nonsense -Node alpha } }
        @{ Id = 'InvalidAddress'; Script = { Test-MyceliumConnection 192.0.2.1 -Node alpha } }
        @{ Id = 'InvalidPublicKey'; Script = { ConvertTo-MyceliumAddress 1234 } }
        @{ Id = 'ConfigurationNotFound'; Script = { Get-MyceliumConfiguration (Join-Path $TestDrive 'none.yaml') } }
        @{ Id = 'InvalidConfiguration'; Script = { Start-MyceliumNode -ConfigurationPath (Join-Path $TestDrive 'wrong.yaml') } }
        @{ Id = 'KeyFileNotFound'; Script = { Get-MyceliumIdentity (Join-Path $TestDrive 'none.key') } }
        @{ Id = 'KeyFileWrongSize'; Script = { Get-MyceliumIdentity (Join-Path $TestDrive 'short.key') } }
        @{ Id = 'KeyFileExists'; Script = { New-MyceliumIdentity (Join-Path $TestDrive 'short.key') } }
        @{ Id = 'NodeNotFound'; Script = { Get-MyceliumPeer -Node nobody } }
        @{ Id = 'NodeAmbiguous'; Script = { Remove-MyceliumPeer tcp://127.0.0.1:9 } }
        @{ Id = 'NodeNameInUse'; Script = { Start-MyceliumNode alpha -NoListen -NoDiscovery -Tunnel None } }
        @{ Id = 'PeerNotFound'; Script = { Remove-MyceliumPeer tcp://127.0.0.1:1 -Node alpha } }
    )
}

BeforeAll {
    . "$PSScriptRoot/TestModule.ps1"
    $null = Start-NodePair
    Set-Content (Join-Path $TestDrive 'short.key') 'short'
    Set-Content (Join-Path $TestDrive 'wrong.yaml') 'colour: red'
    if (-not $IsWindows) { chmod 600 (Join-Path $TestDrive 'short.key') }

    $rows = Get-Content (Join-Path $repository 'docs/errors.md') | Where-Object { $_ -match '^\| `' }
    $documented = @{}
    foreach ($row in $rows) {
        $cells = $row.Trim('|').Split('|').Trim()
        $documented[$cells[0].Trim('`')] = [pscustomobject]@{ Category = $cells[1]; Remedy = $cells[3] }
    }
}

AfterAll {
    Get-MyceliumNode | Stop-MyceliumNode
    Remove-Module Mycelium
}

Describe 'The document of errors' {
    It 'lists every id of the engine, and no other' {
        @($documented.Keys | Sort-Object) | Should -Be @([Enum]::GetNames([Mycelium.Engine.Errors.MyceliumErrorId]) | Sort-Object)
    }

    It 'gives each a category of PowerShell and a remedy' {
        foreach ($entry in $documented.Values) {
            $entry.Category | Should -BeIn ([Enum]::GetNames([System.Management.Automation.ErrorCategory]))
            $entry.Remedy | Should -Match '\.$'
        }
    }
}

Describe '<Id>' -ForEach $failures {
    It 'is reported with its category, its command and what to do' {
        $record = try { & $Script -ErrorAction SilentlyContinue -ErrorVariable problem 2>&1 } catch { $_ }
        $record = @($record | Where-Object { $_ -is [System.Management.Automation.ErrorRecord] })[0]
        $record.FullyQualifiedErrorId | Should -Match "^$Id,Mycelium\.PowerShell\.Commands\."
        $record.CategoryInfo.Category | Should -Be $documented[$Id].Category
        $record.ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
        $record.Exception.ErrorId | Should -Be $Id
    }

    It 'can be caught by the type of its exception' {
        $ErrorActionPreference = 'Stop'
        $caught = try { & $Script } catch [Mycelium.Engine.Errors.MyceliumException] { $_.Exception.ErrorId }
        $caught | Should -Be $Id
    }
}

Describe 'Errors' {
    It 'of one item do not stop the others' {
        $added = 'tcp://127.0.0.1:9', 'nonsense', 'tcp://[::1]:9' | Add-MyceliumPeer -Node alpha -PassThru -ErrorAction SilentlyContinue
        $added.Count | Should -Be 2
        $added | Remove-MyceliumPeer -Node alpha
    }

    It 'are shown with the line and the recommendation' {
        $result = Invoke-Shell "`$ErrorActionPreference = 'Continue'; Import-Module `$manifest; Get-MyceliumPeer"
        $result.Output | Should -Match '(?s)Get-MyceliumPeer:.*No node runs in this process\.'
        $result.Output | Should -Match 'Recommendation: Start one with Start-MyceliumNode\.'
    }
}
