# MyceliumPeer: one peer of a node in a configuration file; the others, and the comments of the file, stay.

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
    $exists = $null -ne $node -and @($node.Peers | Where-Object { (Get-PeerEndpoint $_) -eq $wanted }).Count -gt 0
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

    $wanted = Get-PeerEndpoint $Desired.endpoint
    [string[]] $peers = if ($Actual._exist) { $node.Peers | Where-Object { (Get-PeerEndpoint $_) -ne $wanted } } else { @($node.Peers) + $Desired.endpoint }
    $changes = @(@{ Key = 'peers'; Value = [string[]] @($peers | Where-Object { $_ }) })
    $text = [IO.File]::ReadAllText($path)
    $changed = Edit-NodeText $text $path $node.Name $changes
    if ($IsDryRun) { return ConvertTo-PeerState $path $node.Name $Desired.endpoint (-not $Actual._exist) }

    [Mycelium.Engine.Configuration.ConfigurationFileWriter]::WriteText($path, $changed, $true)
    Step-ChangedFile $path $text {
        foreach ($service in Get-PathService $path | Where-Object { [string] $_.State -eq 'Running' }) {
            Step-NodeService 'Start' $service.Name $path
        }
    }
    Get-DscPeer $Desired
}

function Export-DscPeer($Filter) {
    foreach ($path in Get-ExportPath $Filter @(Get-MyceliumService)) {
        foreach ($node in Read-NodeFile $path) {
            if ($Filter.ContainsKey('node') -and $node.Name -ne $Filter.node) { continue }
            foreach ($endpoint in $node.Peers) { ConvertTo-PeerState $path $node.Name $endpoint $true }
        }
    }
}
