# MyceliumNode: a node in a configuration file, and the service that runs the file. What is not given stays as it is.

# Property of the resource, key of the configuration file, and property of what the module reads from it.
$NodeKeys = @(
    @('keyPath', 'keyFile', 'KeyFile'), @('listen', 'listen', 'Listen'), @('peers', 'peers', 'Peers'),
    @('tunnel', 'tunnel.mode', 'Tunnel'), @('interfaceName', 'tunnel.interface', 'InterfaceName'), @('mtu', 'tunnel.mtu', 'Mtu'),
    @('discovery', 'discovery.enabled', 'Discovery'), @('linkHealth', 'linkHealth', 'LinkHealth'), @('logLevel', 'logLevel', 'LogLevel')
)

function Get-ServiceName($Desired) { if ($Desired.ContainsKey('serviceName')) { $Desired.serviceName } else { 'mycelium' } }

# Names of files differ by case, but not on Windows.
function Test-SamePath([string] $Path, [string] $Other) {
    $comparison = if ($IsWindows) { 'OrdinalIgnoreCase' } else { 'Ordinal' }
    [string]::Equals($Path, $Other, [StringComparison] $comparison)
}

function Get-PathService([string] $Path) { Get-MyceliumService | Where-Object { Test-SamePath $_.ConfigurationPath $Path } }

function Get-NodeService([string] $Name, [string] $Path) { Get-PathService $Path | Where-Object Name -eq $Name }

# What the file says of a node. A peer that is switched off there is not dialled, so it is none of the peers.
function ConvertTo-FileState($Node, [string] $Name, [string] $Path) {
    $state = [ordered]@{ configurationPath = $Path; name = $Name; _exist = $null -ne $Node }
    if (-not $Node) { return $state }
    foreach ($key in $NodeKeys) {
        $value = $Node.($key[2])
        if ($key[0] -eq 'peers') { $value = @(Get-EnabledPeer $Node) }
        if ($null -eq $value) { continue }
        $state[$key[0]] = if ($value -is [Enum]) { $value.ToString().ToLowerInvariant() }
        elseif ($value -is [string] -or $value -is [ValueType]) { $value }
        else { , [string[]] @($value) }
    }
    $state
}

function ConvertTo-NodeState($Node, [string] $Name, [string] $Path, [string] $ServiceName) {
    $state = ConvertTo-FileState $Node $Name $Path
    if (-not $Node) { return $state }
    if ($Node.KeyFile -and [IO.File]::Exists($Node.KeyFile)) {
        $identity = Get-MyceliumIdentity -Path $Node.KeyFile -ErrorAction SilentlyContinue
        if ($identity) { $state['address'] = $identity.Address.ToString() }
    }

    $service = Get-NodeService $ServiceName $Path
    $state['service'] = $null -ne $service
    $state['serviceName'] = $ServiceName
    $state['state'] = if ($service -and [string] $service.State -eq 'Running') { 'running' } else { 'stopped' }
    $state
}

function Get-DscNode($Desired) {
    $path = Get-NodePath $Desired
    $node = Read-NodeFile $path | Where-Object Name -eq $Desired.name | Select-Object -First 1
    ConvertTo-NodeState $node $Desired.name $path (Get-ServiceName $Desired)
}

function Test-DscNode($Desired, $Actual) {
    $exists = -not $Desired.ContainsKey('_exist') -or $Desired._exist
    if ($exists -ne $Actual._exist) { return $false }
    if (-not $exists) { return $true }
    @(Get-NodeChange $Desired $Actual).Count -eq 0 -and (Get-ServiceAction $Desired $Actual $false) -eq 'None'
}

# What must be written so that the file says what is asked for. The node is the one of the file, if there is one.
function Get-NodeChange($Desired, $Actual, $Node = $null) {
    $folder = [IO.Path]::GetDirectoryName($Actual.configurationPath)
    if (-not $Actual._exist) { @{ Key = 'name'; Value = $Desired.name } }
    foreach ($key in $NodeKeys) {
        if (-not $Desired.ContainsKey($key[0])) { continue }
        $value = $Desired[$key[0]]
        if ($key[0] -eq 'keyPath') { $value = [IO.Path]::GetFullPath($value, $folder) }
        $old = $Actual[$key[0]]
        $isSame = if ($value -is [array]) { $null -ne $old -and ($value -join "`n") -ceq ($old -join "`n") } else { $value -ceq $old }
        if ($isSame) { continue }
        if ($key[0] -eq 'peers') { $value = Join-NodePeer $value $Node }
        @{ Key = $key[1]; Value = $value }
    }
}

# None, Register, Start, Stop (registered, but not running) or Unregister.
function Get-ServiceAction($Desired, $Actual, [bool] $IsChanged) {
    $isRegistered = $Actual.Contains('service') -and $Actual.service
    $isRunning = $isRegistered -and $Actual.state -eq 'running'
    $runs = if ($Desired.ContainsKey('state')) { $Desired.state -eq 'running' } else { $null }
    $wanted = if ($Desired.ContainsKey('service')) { $Desired.service } elseif ($runs) { $true } else { $isRegistered }
    if (-not $wanted) {
        if ($runs) { throw [ArgumentException]::new("A node without a service can't be kept running: give service as true, or leave state out.") }
        return $(if ($isRegistered) { 'Unregister' } else { 'None' })
    }

    if ($null -eq $runs) { $runs = $isRunning -or -not $isRegistered }
    if (-not $isRegistered) { return $(if ($runs) { 'Start' } else { 'Register' }) }
    if ($runs -and (-not $isRunning -or $IsChanged)) { return 'Start' }
    if (-not $runs -and $isRunning) { return 'Stop' }
    'None'
}

function Write-DscNode($Desired, $Actual, [bool] $IsDryRun) {
    $path = Get-NodePath $Desired
    $serviceName = Get-ServiceName $Desired
    if ($Desired.ContainsKey('_exist') -and -not $Desired._exist) { return Clear-DscNode $Desired $Actual $IsDryRun }

    $nodes = @(Read-NodeFile $path)
    if ($nodes.Count -gt 0 -and -not $Actual._exist) {
        throw [InvalidOperationException]::new(
            "The file '$path' is that of $($nodes.Name -join ', '), and a node can't be added without harm to its comments. Give '$($Desired.name)' another file.")
    }

    $former = $nodes | Where-Object Name -eq $Desired.name | Select-Object -First 1
    $changes = @(Get-NodeChange $Desired $Actual $former)
    if ($former -and $changes.Count -gt 0) { [Mycelium.Engine.Configuration.ConfigurationFileWriter]::RequireWritable($path) }
    $text = if ($former) { [IO.File]::ReadAllText($path) } else { '' }
    $changed = Edit-NodeText $text $path $Desired.name $changes
    $action = Get-ServiceAction $Desired $Actual ($changes.Count -gt 0)
    if ($IsDryRun) {
        $node = [Mycelium.Engine.Configuration.NodeConfigurationFile]::CheckText($changed, $path).Nodes |
            Where-Object Name -eq $Desired.name | Select-Object -First 1
        $state = ConvertTo-NodeState $node $Desired.name $path $serviceName
        if ($action -ne 'None') {
            $state['service'] = $action -ne 'Unregister'
            $state['state'] = if ($action -eq 'Start') { 'running' } else { 'stopped' }
        }
        return $state
    }

    if ($changes.Count -eq 0) { Step-NodeService $action $serviceName $path }
    else {
        $edit = if ($former) { Edit-NodeFile $path $Desired.name { param($now) Get-NodeChange $Desired (ConvertTo-FileState $now $now.Name $path) $now } }
        else { New-NodeFile $path $changed }
        Step-ChangedFile $path $edit { Step-NodeService $action $serviceName $path }
    }
    Get-DscNode $Desired
}

# Who registered a service may have chosen its program, and when it starts: neither is a property here, so both stay. What fails leaves the
# service as it was.
function Step-NodeService([string] $Action, [string] $Name, [string] $Path) {
    if ($Action -eq 'None') { return }
    if ($Action -eq 'Unregister') {
        $null = Unregister-MyceliumService -Name $Name
        return
    }

    $run = @{ Start = $Action -eq 'Start'; Restart = $Action -eq 'Start'; Stop = $Action -eq 'Stop' }
    $service = Get-NodeService $Name $Path
    # On standard output a warning would be taken for the state.
    & {
        if ($service) { $service | Register-MyceliumService -Force @run }
        else { Register-MyceliumService -ConfigurationPath $Path -Name $Name @run }
    } 3>&1 | ForEach-Object {
        if ($_ -is [Management.Automation.WarningRecord]) { Write-DscMessage 'warn' $_.Message }
    }
}

# A service that could not be changed goes on with the file that it had: it may have read the new one meanwhile, or be down for it.
function Step-ChangedFile([string] $Path, $Edit, [scriptblock] $Step) {
    $running = @(Get-PathService $Path | Where-Object { [string] $_.State -eq 'Running' })
    try { & $Step }
    catch {
        if (Undo-NodeFile $Path $Edit) {
            foreach ($service in $running) {
                try { Step-NodeService 'Start' $service.Name $Path }
                catch { Write-DscMessage 'warn' "The service '$($service.Name)' does not start again: $($_.Exception.Message)" }
            }
        }
        throw
    }
}

# Key files stay: with them goes the address.
function Clear-DscNode($Desired, $Actual, [bool] $IsDryRun) {
    $path = Get-NodePath $Desired
    $gone = [ordered]@{ configurationPath = $path; name = $Desired.name; _exist = $false }
    if (-not $Actual._exist) { return $gone }
    if (@(Read-NodeFile $path).Count -gt 1) {
        throw [InvalidOperationException]::new("The file '$path' has other nodes: take '$($Desired.name)' out of it by hand.")
    }

    [Mycelium.Engine.Configuration.ConfigurationFileWriter]::RequireWritable($path)
    if ($IsDryRun) { return $gone }
    # Without the file none of those that run it could start again.
    foreach ($service in Get-PathService $path) {
        $null = Unregister-MyceliumService -Name $service.Name
    }
    [IO.File]::Delete($path)
    $gone
}

# Those of the file that is named, or of all files that services run, that are as the filter says.
function Export-DscNode($Filter) {
    $services = @(Get-MyceliumService)
    foreach ($path in Get-ExportPath $Filter $services) {
        $running = @($services | Where-Object { $_ -and (Test-SamePath $_.ConfigurationPath $path) })
        $service = @($running | Where-Object Name -eq (Get-ServiceName $Filter)) + $running | Select-Object -First 1
        foreach ($node in Read-NodeFile $path) {
            $state = ConvertTo-NodeState $node $node.Name $path $(if ($service) { $service.Name } else { Get-ServiceName $Filter })
            if (Test-NodeFilter $Filter $state) { $state }
        }
    }
}

function Test-NodeFilter($Filter, $State) {
    if ($Filter.ContainsKey('name') -and $Filter.name -ne $State.name) { return $false }
    if (@(Get-NodeChange $Filter $State).Count -gt 0) { return $false }
    # A node that no service runs is of no service, whatever its name.
    if ($Filter.ContainsKey('serviceName') -and -not ($State.service -and $Filter.serviceName -eq $State.serviceName)) { return $false }
    foreach ($name in 'service', 'state', 'address', '_exist') {
        if ($Filter.ContainsKey($name) -and $Filter[$name] -ne $State[$name]) { return $false }
    }
    $true
}

function Get-ExportPath($Filter, [object[]] $Services) {
    if ($Filter.ContainsKey('configurationPath')) { Get-NodePath $Filter }
    else { $Services | Where-Object { $_ } | ForEach-Object ConfigurationPath | Select-Object -Unique }
}
