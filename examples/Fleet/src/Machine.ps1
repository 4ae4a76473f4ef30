# What runs on a machine. Each block is sent as it is and gets all that it needs as one argument; none needs more than .NET, the core of
# PowerShell and the module. Secrets stay there: a block returns public keys, addresses and states.

# Wanted: Name, Folder, ServiceName, ModuleVersion.
$script:InspectScript = {
    param($Wanted)
    Set-StrictMode -Version Latest
    $ErrorActionPreference = 'Stop'

    $folder = if ($Wanted.Folder) { $Wanted.Folder } elseif ($IsWindows) { [IO.Path]::Combine($env:ProgramData, 'Mycelium') } else { '/etc/mycelium' }
    # A service tells the full path of its file, in the way of the system.
    $folder = [IO.Path]::GetFullPath($folder)
    $path = [IO.Path]::Combine($folder, "$($Wanted.Name).yaml")
    $key = [IO.Path]::Combine($folder, "$($Wanted.Name).key")
    [string[]] $versions = Get-Module -Name Mycelium -ListAvailable | ForEach-Object { [string] $_.Version }
    $hasModule = @($versions).Count -gt 0

    $identity = $null
    $keyProblem = ''
    if ($hasModule -and [IO.File]::Exists($key)) {
        try { $identity = Get-MyceliumIdentity -Path $key } catch { $keyProblem = $_.Exception.Message }
    }

    $service = $null
    $seesServices = $hasModule -and $null -ne (Get-Command Get-MyceliumService -ErrorAction Ignore)
    if ($seesServices) { $service = Get-MyceliumService | Where-Object { $_.Name -eq $Wanted.ServiceName } }
    $comparison = if ($IsWindows) { [StringComparison]::OrdinalIgnoreCase } else { [StringComparison]::Ordinal }

    [pscustomobject]@{
        Folder                   = $folder
        ModuleVersion            = if ($versions -contains $Wanted.ModuleVersion) { $Wanted.ModuleVersion } elseif ($hasModule) { $versions[0] } else { '' }
        ConfigurationText        = if ([IO.File]::Exists($path)) { [IO.File]::ReadAllText($path) } else { $null }
        HasKey                   = [IO.File]::Exists($key)
        KeyProblem               = $keyProblem
        Address                  = if ($identity) { $identity.Address.ToString() } else { '' }
        PublicKey                = if ($identity) { $identity.PublicKey } else { '' }
        SeesServices             = $seesServices
        ServiceState             = if ($service) { [string] $service.State } else { '' }
        ServiceConfigurationPath = if ($service) { [string] $service.ConfigurationPath } else { '' }
        RunsConfiguration        = $service -and [string]::Equals($service.ConfigurationPath, $path, $comparison)
        ConfigurationPath        = $path
    }
}

# Wanted: Name, Folder, ServiceName, Configuration, Restart. Looks again at everything, and changes what is not as it should be.
$script:ApplyScript = {
    param($Wanted)
    Set-StrictMode -Version Latest
    $ErrorActionPreference = 'Stop'

    $path = [IO.Path]::Combine($Wanted.Folder, "$($Wanted.Name).yaml")
    $key = [IO.Path]::Combine($Wanted.Folder, "$($Wanted.Name).key")
    $null = [IO.Directory]::CreateDirectory($Wanted.Folder)
    $restart = [bool] $Wanted.Restart
    $isReplaced = $false

    $text = if ([IO.File]::Exists($path)) { [IO.File]::ReadAllText($path) } else { $null }
    if ($null -eq $text -or $text.Replace("`r`n", "`n") -cne $Wanted.Configuration) {
        $temporary = "$path.$([guid]::NewGuid().ToString('N')).tmp"
        try {
            [IO.File]::WriteAllText($temporary, $Wanted.Configuration)
            $report = Test-MyceliumConfiguration -Path $temporary
            if (-not $report.IsValid) { throw "The configuration has mistakes here: $($report.Problems -join '; ')" }
            if ($null -ne $text) { [IO.File]::Copy($path, "$path.bak", $true) }
            [IO.File]::Move($temporary, $path, $true)
            $isReplaced = $null -ne $text
        }
        finally {
            if ([IO.File]::Exists($temporary)) { [IO.File]::Delete($temporary) }
        }
        $restart = $true
    }

    if (-not [IO.File]::Exists($key)) {
        $null = New-MyceliumIdentity -Path $key -Confirm:$false
        $restart = $true
    }

    $service = Get-MyceliumService | Where-Object { $_.Name -eq $Wanted.ServiceName }
    $comparison = if ($IsWindows) { [StringComparison]::OrdinalIgnoreCase } else { [StringComparison]::Ordinal }
    $runsIt = $service -and [string] $service.State -eq 'Running' -and [string]::Equals($service.ConfigurationPath, $path, $comparison)
    if ($restart -or -not $runsIt) {
        # A session of WinRM runs in a program that is no pwsh.
        $program = [IO.Path]::Combine($PSHOME, $(if ($IsWindows) { 'pwsh.exe' } else { 'pwsh' }))
        $run = if ([IO.File]::Exists($program)) { @{ Program = $program } } else { @{} }
        try { Register-MyceliumService -ConfigurationPath $path -Name $Wanted.ServiceName @run -Force -Start -Restart -Confirm:$false }
        catch {
            # The service goes on with the file that it had: it may have read the new one meanwhile, or be down for it. The next run finds
            # the same differences.
            if ($isReplaced -and $service) {
                [IO.File]::Copy("$path.bak", $path, $true)
                if ([string] $service.State -eq 'Running') {
                    try { $null = $service | Register-MyceliumService -Force -Start -Restart -Confirm:$false }
                    catch { Write-Warning "The service '$($service.Name)' does not start again: $($_.Exception.Message)" }
                }
            }
            throw
        }
    }
}

# Wanted: Name, Folder, ServiceName. The key stays, and with it the address. Looks again whose the service is: one that runs another file
# stays, and so does everything where services can't be seen, since one may run the file.
$script:RemoveScript = {
    param($Wanted)
    Set-StrictMode -Version Latest
    $ErrorActionPreference = 'Stop'

    $path = [IO.Path]::GetFullPath([IO.Path]::Combine($Wanted.Folder, "$($Wanted.Name).yaml"))
    if (-not (Get-Module -Name Mycelium -ListAvailable) -or -not (Get-Command Get-MyceliumService -ErrorAction Ignore)) {
        throw "Without the module services can't be seen; nothing is changed."
    }

    $service = Get-MyceliumService | Where-Object { $_.Name -eq $Wanted.ServiceName }
    if ($service) {
        $comparison = if ($IsWindows) { [StringComparison]::OrdinalIgnoreCase } else { [StringComparison]::Ordinal }
        if (-not [string]::Equals($service.ConfigurationPath, $path, $comparison)) {
            throw "The service '$($service.Name)' runs '$($service.ConfigurationPath)' and not '$path'; nothing is changed."
        }

        Unregister-MyceliumService -Name $Wanted.ServiceName -Confirm:$false
    }

    foreach ($file in $path, "$path.bak") { if ([IO.File]::Exists($file)) { [IO.File]::Delete($file) } }
}

# Wanted: ModuleVersion, ModuleRoot. Says where the copy of the module has to go, which becomes the module only when it is complete.
$script:PrepareModuleScript = {
    param($Wanted)
    $ErrorActionPreference = 'Stop'
    $root = if ($Wanted.ModuleRoot) { $Wanted.ModuleRoot }
    elseif ($IsWindows) { [IO.Path]::Combine($env:ProgramFiles, 'PowerShell', 'Modules') }
    else { '/usr/local/share/powershell/Modules' }
    $folder = [IO.Path]::Combine($root, 'Mycelium')
    $partial = [IO.Path]::Combine($folder, "$($Wanted.ModuleVersion).partial")
    $null = [IO.Directory]::CreateDirectory($folder)
    if ([IO.Directory]::Exists($partial)) { [IO.Directory]::Delete($partial, $true) }
    [pscustomobject]@{ Partial = $partial; Final = [IO.Path]::Combine($folder, [string] $Wanted.ModuleVersion) }
}

$script:FinishModuleScript = {
    param($Place)
    $ErrorActionPreference = 'Stop'
    [IO.Directory]::Move($Place.Partial, $Place.Final)
}

# Wanted: Name, Dial, Addresses, TimeoutSeconds. The node of the service belongs to another process. So a node of this session's own, which
# is gone afterwards, dials what this machine dials, and asks the network for the routes to all.
$script:ProbeScript = {
    param($Wanted)
    Set-StrictMode -Version Latest
    $ErrorActionPreference = 'Stop'

    $name = "fleet-probe-$([guid]::NewGuid().ToString('N'))"
    $null = Start-MyceliumNode -Name $name -Peer $Wanted.Dial -NoListen -NoDiscovery -Tunnel None -WarningAction SilentlyContinue
    try {
        $deadline = [DateTime]::UtcNow.AddSeconds($Wanted.TimeoutSeconds)
        $downPeers = foreach ($endpoint in $Wanted.Dial) {
            $left = [Math]::Max(0.1, ($deadline - [DateTime]::UtcNow).TotalSeconds)
            $peer = Wait-MyceliumPeer -Endpoint $endpoint -Node $name -Timeout ([TimeSpan]::FromSeconds($left)) -ErrorAction SilentlyContinue
            if (-not $peer) { $endpoint }
        }
        $lost = foreach ($address in $Wanted.Addresses) {
            $left = [Math]::Max(0.1, ($deadline - [DateTime]::UtcNow).TotalSeconds)
            $route = Wait-MyceliumRoute $address -Node $name -Timeout ([TimeSpan]::FromSeconds($left)) -ErrorAction SilentlyContinue
            if (-not $route) { $address }
        }
        [pscustomobject]@{ DownPeers = @($downPeers | Where-Object { $_ }); LostAddresses = @($lost | Where-Object { $_ }) }
    }
    finally {
        Stop-MyceliumNode -Name $name -Confirm:$false
    }
}
