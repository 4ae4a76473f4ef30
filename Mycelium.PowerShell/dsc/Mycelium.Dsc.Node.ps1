# MyceliumNode: a node in a configuration file, and the service that runs the file. What is not given stays as it is.

# Property of the resource, key of the configuration file, and property of what the module reads from it.
$NodeKeys = @(
    @('keyPath', 'keyFile', 'KeyFile'), @('listen', 'listen', 'Listen'), @('peers', 'peers', 'Peers'),
    @('tunnel', 'tunnel.mode', 'Tunnel'), @('interfaceName', 'tunnel.interface', 'InterfaceName'), @('mtu', 'tunnel.mtu', 'Mtu'),
    @('discovery', 'discovery.enabled', 'Discovery'), @('linkHealth', 'linkHealth', 'LinkHealth'), @('logLevel', 'logLevel', 'LogLevel')
)

function Get-NodePath($Desired) { [IO.Path]::GetFullPath($Desired.configurationPath) }

function Get-ServiceName($Desired) { if ($Desired.ContainsKey('serviceName')) { $Desired.serviceName } else { 'mycelium' } }

function Read-NodeFile([string] $Path) {
    if ([IO.File]::Exists($Path)) { [Mycelium.Engine.Configuration.NodeConfigurationFile]::LoadAll($Path) }
}

# Names of files differ by case, but not on Windows.
function Get-PathService([string] $Path) {
    $comparison = if ($IsWindows) { 'OrdinalIgnoreCase' } else { 'Ordinal' }
    Get-MyceliumService | Where-Object { [string]::Equals($_.ConfigurationPath, $Path, [StringComparison] $comparison) }
}

function Get-NodeService([string] $Name, [string] $Path) { Get-PathService $Path | Where-Object Name -eq $Name }

function ConvertTo-NodeState($Node, [string] $Name, [string] $Path, [string] $ServiceName) {
    $state = [ordered]@{ configurationPath = $Path; name = $Name; _exist = $null -ne $Node }
    if (-not $Node) { return $state }
    foreach ($key in $NodeKeys) {
        $value = $Node.($key[2])
        if ($null -eq $value) { continue }
        $state[$key[0]] = if ($value -is [Enum]) { $value.ToString().ToLowerInvariant() }
        elseif ($value -is [string] -or $value -is [ValueType]) { $value }
        else { , [string[]] @($value) }
    }

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

# What must be written so that the file says what is asked for.
function Get-NodeChange($Desired, $Actual) {
    $folder = [IO.Path]::GetDirectoryName((Get-NodePath $Desired))
    if (-not $Actual._exist) { @{ Key = 'name'; Value = $Desired.name } }
    foreach ($key in $NodeKeys) {
        if (-not $Desired.ContainsKey($key[0])) { continue }
        $value = $Desired[$key[0]]
        if ($key[0] -eq 'keyPath') { $value = [IO.Path]::GetFullPath($value, $folder) }
        $old = $Actual[$key[0]]
        $isSame = if ($value -is [array]) { $null -ne $old -and ($value -join "`n") -ceq ($old -join "`n") } else { $value -ceq $old }
        if (-not $isSame) { @{ Key = $key[1]; Value = $value } }
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

    $changes = @(Get-NodeChange $Desired $Actual)
    $text = if ($nodes.Count -gt 0) { [IO.File]::ReadAllText($path) } else { '' }
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
        $null = [IO.Directory]::CreateDirectory([IO.Path]::GetDirectoryName($path))
        [Mycelium.Engine.Configuration.ConfigurationFileWriter]::WriteText($path, $changed, $nodes.Count -gt 0)
        Step-ChangedFile $path $(if ($nodes.Count -gt 0) { $text }) { Step-NodeService $action $serviceName $path }
    }
    Get-DscNode $Desired
}

# The whole text is made before anything is written, so that a change that is refused leaves the file as it is.
function Edit-NodeText([string] $Text, [string] $Path, [string] $Name, [object[]] $Changes) {
    if ($Changes.Count -eq 0) { return $Text }
    $list = [Mycelium.Engine.Configuration.ConfigurationChange[]] @($Changes | ForEach-Object {
        [Mycelium.Engine.Configuration.ConfigurationChange]::new($_.Key, $_.Value)
    })
    # In a text that is yet to be no node has the name.
    $present = if ($Text) { $Name } else { [NullString]::Value }
    [Mycelium.Engine.Configuration.ConfigurationEditor]::Change($Text, $Path, $present, $list)
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
function Step-ChangedFile([string] $Path, $Former, [scriptblock] $Step) {
    $running = @(Get-PathService $Path | Where-Object { [string] $_.State -eq 'Running' })
    try { & $Step }
    catch {
        if ($null -eq $Former) { [IO.File]::Delete($Path) }
        else {
            [Mycelium.Engine.Configuration.ConfigurationFileWriter]::WriteText($Path, $Former, $true)
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

    if ($IsDryRun) { return $gone }
    # Without the file none of those that run it could start again.
    foreach ($service in Get-PathService $path) {
        $null = Unregister-MyceliumService -Name $service.Name
    }
    [IO.File]::Delete($path)
    $gone
}

# Those of the file that is named, or of all files that services run.
function Export-DscNode($Filter) {
    $services = @(Get-MyceliumService)
    foreach ($path in Get-ExportPath $Filter $services) {
        $service = $services | Where-Object ConfigurationPath -eq $path | Select-Object -First 1
        foreach ($node in Read-NodeFile $path) {
            ConvertTo-NodeState $node $node.Name $path $(if ($service) { $service.Name } else { Get-ServiceName $Filter })
        }
    }
}

function Get-ExportPath($Filter, [object[]] $Services) {
    if ($Filter.ContainsKey('configurationPath')) { Get-NodePath $Filter }
    else { $Services | Where-Object { $_ } | ForEach-Object ConfigurationPath | Select-Object -Unique }
}
