# Who dials whom. Pure: the same machines give the same plan, in whatever order they are listed.

<#
.SYNOPSIS
Plans the mesh: for each machine its peers, and the text of its configuration.

.DESCRIPTION
Every two hubs are connected; the one whose name comes later dials. Every other machine dials -HubsPerMachine hubs: those with the
highest hash of both names. So the load is spread, and a new hub takes its share of the machines and moves no other.

With two hubs for each machine, any one hub may fail: a machine still has the other one, and that one is connected to all hubs.

.PARAMETER Remove
The machines are to be taken away: then none has to be a hub.
#>
function Get-FleetPlan {
    param([object[]] $Machine, [int] $HubsPerMachine = 2, [switch] $Remove)

    $hubs = @(Get-FleetSorted ($Machine | Where-Object Role -eq 'Hub') { $_.Name.ToLowerInvariant() })
    if ($hubs.Count -eq 0 -and @($Machine).Count -gt 1 -and -not $Remove) {
        throw (Get-FleetFault 'FleetHubMissing' 'No machine of the table has the role Hub: there is nobody to connect to.' $null)
    }

    foreach ($one in $Machine) {
        $chosen = if ($one.Role -eq 'Hub') { Select-FleetEarlier $one $hubs } else { Select-FleetHub $one $hubs $HubsPerMachine }
        $peers = @(@($chosen | ForEach-Object { Get-FleetEndpoint $_ | Select-Object -First 1 }) + $one.Peers | Select-Object -Unique)
        [pscustomobject]@{
            PSTypeName    = 'Mycelium.Fleet.Plan'
            Name          = $one.Name
            Role          = $one.Role
            Endpoints     = @(Get-FleetEndpoint $one)
            Peers         = $peers
            IsRedundant   = $one.Role -eq 'Hub' -or @($chosen).Count -gt 1
            Configuration = Get-FleetConfiguration $one $peers
            Machine       = $one
        }
    }
}

function Select-FleetEarlier($Hub, [object[]] $Hubs) {
    foreach ($other in $Hubs) {
        if ($other.Name -eq $Hub.Name) { break }
        $other
    }
}

function Select-FleetHub($Machine, [object[]] $Hubs, [int] $Count) {
    $weight = {
        $text = "$($Machine.Name) $($_.Name)".ToLowerInvariant()
        [Convert]::ToHexString([Security.Cryptography.SHA256]::HashData([Text.Encoding]::UTF8.GetBytes($text)))
    }
    Get-FleetSorted $Hubs $weight | Select-Object -Last $Count
}

# By unique texts, in the same order in every culture.
function Get-FleetSorted([object[]] $Items, [scriptblock] $Key) {
    $byKey = [Collections.Generic.SortedDictionary[string, object]]::new([StringComparer]::Ordinal)
    $Items | Where-Object { $_ } | ForEach-Object { $byKey.Add((& $Key), $_) }
    $byKey.Values
}

# What others dial: a listener on all addresses is reached at the machine's underlay address.
function Get-FleetEndpoint($Machine) {
    foreach ($endpoint in $Machine.Listen) {
        $null = $endpoint -match $EndpointPattern
        $name = if ($Matches.host -notin '[::]', '0.0.0.0') { $Matches.host }
        elseif ($Machine.UnderlayAddress.Contains(':')) { "[$($Machine.UnderlayAddress)]" }
        else { $Machine.UnderlayAddress }
        "$($Matches.scheme)://${name}:$($Matches.port)"
    }
}

function Get-FleetConfiguration($Machine, [string[]] $Peers) {
    $lines = @(
        '# Written by Deploy-Fleet.ps1 from the table of machines; its next run replaces what is changed here.'
        "name: $(ConvertTo-FleetScalar $Machine.Name)"
        "keyFile: $(ConvertTo-FleetScalar "$($Machine.Name).key")"
        ConvertTo-FleetSequence 'listen' $Machine.Listen
        ConvertTo-FleetSequence 'peers' $Peers
        'tunnel:'
        "  mode: $($Machine.Tunnel.ToLowerInvariant())"
        'discovery:'
        '  enabled: false'
    )
    ($lines -join "`n") + "`n"
}

function ConvertTo-FleetSequence([string] $Key, [string[]] $Items) {
    if ($Items.Count -eq 0) { return "${Key}: []" }
    "${Key}:"
    foreach ($item in $Items) { "  - $(ConvertTo-FleetScalar $item)" }
}

# Within single quotes YAML knows no escape but the doubled quote.
function ConvertTo-FleetScalar([string] $Text) { "'$($Text.Replace("'", "''"))'" }
