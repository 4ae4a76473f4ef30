# MyceliumPeer: one peer of a node in a configuration file; the others, and the comments of the file, stay. One that is switched off in the
# file is not dialled, so it counts as absent.

function Get-PeerNode($Desired) {
    $nodes = @(Read-NodeFile (Get-NodePath $Desired))
    if ($nodes.Count -eq 0) { return }
    if (-not $Desired.ContainsKey('node') -and $nodes.Count -gt 1) {
        throw [ArgumentException]::new("The file has several nodes: name one of $($nodes.Name -join ', ') in 'node'.")
    }

    $name = if ($Desired.ContainsKey('node')) { $Desired.node } else { $nodes[0].Name }
    $nodes | Where-Object Name -eq $name
}

# Two texts for one endpoint are one peer.
function Get-PeerEndpoint([string] $Text) {
    $endpoint = [Mycelium.Engine.Transports.Endpoint]::new()
    $problem = ''
    if ([Mycelium.Engine.Transports.Endpoint]::TryParse($Text, [ref] $endpoint, [ref] $problem)) { return $endpoint.ToString() }
    throw [ArgumentException]::new("'$Text' is not an endpoint. $problem")
}

function ConvertTo-PeerState([string] $Path, [string] $Node, [string] $Endpoint, [bool] $Exists) {
    $state = [ordered]@{ configurationPath = $Path; endpoint = $Endpoint; _exist = $Exists }
    if ($Node) { $state['node'] = $Node }
    $state
}

function Get-DscPeer($Desired) {
    $node = Get-PeerNode $Desired
    $wanted = Get-PeerEndpoint $Desired.endpoint
    $exists = $null -ne $node -and @(Get-EnabledPeer $node | Where-Object { (Get-PeerEndpoint $_) -eq $wanted }).Count -gt 0
    $name = if ($node) { $node.Name } elseif ($Desired.ContainsKey('node')) { $Desired.node } else { '' }
    ConvertTo-PeerState (Get-NodePath $Desired) $name $Desired.endpoint $exists
}

function Test-DscPeer($Desired, $Actual) { (-not $Desired.ContainsKey('_exist') -or $Desired._exist) -eq $Actual._exist }

function Write-DscPeer($Desired, $Actual, [bool] $IsDryRun) {
    if (Test-DscPeer $Desired $Actual) { return $Actual }

    $path = Get-NodePath $Desired
    $node = Get-PeerNode $Desired
    if (-not $node) {
        throw [InvalidOperationException]::new("There is no such node in '$path': declare it as a MyceliumNode on which this peer depends.")
    }

    [Mycelium.Engine.Configuration.ConfigurationFileWriter]::RequireWritable($path)
    $decide = { param($now) Get-PeerChange $now $Desired.endpoint (-not $Actual._exist) }
    $null = Edit-NodeText ([IO.File]::ReadAllText($path)) $path $node.Name @(& $decide $node)
    if ($IsDryRun) { return ConvertTo-PeerState $path $node.Name $Desired.endpoint (-not $Actual._exist) }

    $edit = Edit-NodeFile $path $node.Name $decide
    Step-ChangedFile $path $edit {
        foreach ($service in Get-PathService $path | Where-Object { [string] $_.State -eq 'Running' }) {
            Step-NodeService 'Start' $service.Name $path
        }
    }
    Get-DscPeer $Desired
}

# A peer that the file has already is switched on where it stands.
function Get-PeerChange($Node, [string] $Endpoint, [bool] $IsWanted) {
    $wanted = Get-PeerEndpoint $Endpoint
    $same = @($Node.Peers | Where-Object { (Get-PeerEndpoint $_) -eq $wanted })
    [string[]] $peers = @(Get-EnabledPeer $Node | Where-Object { $_ -notin $same })
    if ($IsWanted) { [string[]] $peers = @($Node.Peers | Where-Object { $_ -in $same -or $_ -in $peers }) + @(if (-not $same) { $Endpoint }) }
    @{ Key = 'peers'; Value = Join-NodePeer $peers $Node }
}

function Export-DscPeer($Filter) {
    if ($Filter.ContainsKey('_exist') -and -not $Filter._exist) { return }
    foreach ($path in Get-ExportPath $Filter @(Get-MyceliumService)) {
        foreach ($node in Read-NodeFile $path) {
            if ($Filter.ContainsKey('node') -and $node.Name -ne $Filter.node) { continue }
            foreach ($endpoint in Get-EnabledPeer $node) {
                if ($Filter.ContainsKey('endpoint') -and (Get-PeerEndpoint $Filter.endpoint) -ne (Get-PeerEndpoint $endpoint)) { continue }
                ConvertTo-PeerState $path $node.Name $endpoint $true
            }
        }
    }
}
