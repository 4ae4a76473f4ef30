# The configuration file: the node and the peer of a resource are read from it and written to it here.

function Get-NodePath($Desired) { [IO.Path]::GetFullPath($Desired.configurationPath) }

function Read-NodeFile([string] $Path) {
    if ([IO.Directory]::Exists($Path) -or [IO.Path]::EndsInDirectorySeparator($Path)) {
        throw [InvalidOperationException]::new("The configuration file '$Path' can't be used: it is a folder. Name a file in it.")
    }

    if ([IO.File]::Exists($Path)) { [Mycelium.Engine.Configuration.NodeConfigurationFile]::LoadAll($Path) }
}

# Endpoints of the peers that are dialled, as the file writes them.
function Get-EnabledPeer($Node) { $Node.Options.GetConfiguredPeers() | Where-Object Enabled | ForEach-Object Endpoint }

# The peers that are asked for, each switched on and with the cost that the file sets for it. Others that are switched off stay, each behind the
# one that it follows in the file.
function Join-NodePeer([string[]] $Endpoints, $Node) {
    $present = [ordered]@{}
    if ($Node) { foreach ($peer in $Node.Options.GetConfiguredPeers()) { $present[(Get-PeerEndpoint $peer.Endpoint)] = $peer } }
    $keys = [Collections.Generic.List[string]]::new()
    $peers = [Collections.Generic.List[Mycelium.Engine.Configuration.ConfiguredPeer]]::new()
    foreach ($endpoint in $Endpoints) {
        $key = Get-PeerEndpoint $endpoint
        $cost = if ($present.Contains($key)) { $present[$key].Cost }
        $keys.Add($key)
        $peers.Add([Mycelium.Engine.Configuration.ConfiguredPeer]::new($endpoint, $cost, $true))
    }

    $next = 0
    foreach ($key in $present.Keys) {
        if (-not $keys.Contains($key)) {
            if ($present[$key].Enabled) { continue }
            $keys.Insert($next, $key)
            $peers.Insert($next, $present[$key])
        }
        $next = $keys.IndexOf($key) + 1
    }
    , $peers.ToArray()
}

function ConvertTo-ChangeList([object[]] $Changes) {
    , [Mycelium.Engine.Configuration.ConfigurationChange[]] @($Changes | Where-Object { $_ } | ForEach-Object {
        [Mycelium.Engine.Configuration.ConfigurationChange]::new($_.Key, $_.Value)
    })
}

# The whole text is made before anything is written, so that a change that is refused leaves the file as it is.
function Edit-NodeText([string] $Text, [string] $Path, [string] $Name, [object[]] $Changes) {
    if ($Changes.Count -eq 0) { return $Text }
    # In a text that is yet to be no node has the name.
    $present = if ($Text) { $Name } else { [NullString]::Value }
    [Mycelium.Engine.Configuration.ConfigurationEditor]::Change($Text, $Path, $present, (ConvertTo-ChangeList $Changes))
}

function New-NodeFile([string] $Path, [string] $Text) {
    $null = [IO.Directory]::CreateDirectory([IO.Path]::GetDirectoryName($Path))
    [Mycelium.Engine.Configuration.ConfigurationFileWriter]::WriteText($Path, $Text, $false)
    @{ Former = $null; Text = $Text }
}

# The changes are decided by what the file says at the time. Gives what it was, and what was written.
function Edit-NodeFile([string] $Path, [string] $Name, [scriptblock] $Decide) {
    $edit = @{}
    $decideNow = [Func[Mycelium.Engine.Configuration.NodeConfiguration,
        Collections.Generic.IReadOnlyList[Mycelium.Engine.Configuration.ConfigurationChange]]] {
        param($now)
        $changes = @(& $Decide $now)
        $edit.Former = [IO.File]::ReadAllBytes($Path)
        $edit.Text = Edit-NodeText ([IO.File]::ReadAllText($Path)) $Path $Name $changes
        ConvertTo-ChangeList $changes
    }
    $null = [Mycelium.Engine.Configuration.ConfigurationEditor]::ChangeFile($Path, $Name, $decideNow)
    $edit
}

# Takes a change back, unless another program made one since. Whether a file of before is back.
function Undo-NodeFile([string] $Path, $Edit) {
    if ([IO.File]::Exists($Path)) {
        if ($null -ne $Edit.Former) {
            if ([Mycelium.Engine.Configuration.ConfigurationFileWriter]::Restore($Path, $Edit.Text, $Edit.Former)) { return $true }
        }
        elseif ([IO.File]::ReadAllText($Path) -ceq $Edit.Text) {
            [IO.File]::Delete($Path)
            return $false
        }
    }
    Write-DscMessage 'warn' "'$Path' was changed by another program meanwhile, and stays as it is."
    $false
}
