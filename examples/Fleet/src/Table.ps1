# Reads the table of machines. What is in a cell becomes an argument or a line of a configuration, never code; still every cell must look
# like what it is for, so that a slip is found before anything is done.

$NamePattern = '\A[A-Za-z0-9][A-Za-z0-9._-]{0,63}\z'
$HostPattern = '\A[A-Za-z0-9_]([A-Za-z0-9._-]{0,251}[A-Za-z0-9])?\z'
$UserPattern = '\A[A-Za-z0-9_][A-Za-z0-9._@\\-]{0,127}\z'
$FolderPattern = '\A(/|\\\\|[A-Za-z]:[\\/])[^\x00-\x1f"*?<>|]*\z'
$EndpointPattern = '\A(?<scheme>[A-Za-z][A-Za-z0-9+.-]*)://(?<host>\[[0-9A-Fa-f:.]+(%[A-Za-z0-9._-]+)?\]|[A-Za-z0-9._-]+):(?<port>[0-9]{1,5})\z'
$Columns = 'Name', 'HostName', 'Transport', 'UserName', 'Port', 'UnderlayAddress', 'Listen', 'Role', 'Peers', 'Tunnel', 'Folder', 'ModuleRoot'

<#
.SYNOPSIS
Reads a table of machines; every mistake is told, with its row.
#>
function Import-FleetTable {
    param([string] $Path)

    $rows = @(Import-Csv -LiteralPath $Path)
    if ($rows.Count -eq 0) { throw (Get-FleetFault 'FleetTableInvalid' "The table '$Path' has no machines." $Path) }

    $problems = [Collections.Generic.List[string]]::new()
    foreach ($column in $rows[0].PSObject.Properties.Name) {
        if ($column -notin $Columns) { $problems.Add("The column '$column' is not known; the columns are $($Columns -join ', ').") }
    }

    $names = [Collections.Generic.HashSet[string]]::new([StringComparer]::OrdinalIgnoreCase)
    $hosts = [Collections.Generic.HashSet[string]]::new([StringComparer]::OrdinalIgnoreCase)
    $number = 1
    $machines = foreach ($row in $rows) {
        $number++
        $found = [Collections.Generic.List[string]]::new()
        $machine = ConvertTo-FleetMachine $row $found
        if (-not $names.Add($machine.Name)) { $found.Add("The name '$($machine.Name)' is taken.") }
        if (-not $hosts.Add("$($machine.HostName) $($machine.Port)")) { $found.Add("The machine '$($machine.HostName)' has a row already.") }
        foreach ($problem in $found) { $problems.Add("Row ${number}: $problem") }
        $machine
    }

    if ($problems.Count -gt 0) {
        $list = $problems -join "$([Environment]::NewLine)  "
        throw (Get-FleetFault 'FleetTableInvalid' "The table '$Path' has $($problems.Count) mistake(s):$([Environment]::NewLine)  $list" $Path)
    }

    $machines
}

# The error of a table as a whole.
function Get-FleetFault([string] $ErrorId, [string] $Message, $Target) {
    $exception = [InvalidOperationException]::new($Message)
    [Management.Automation.ErrorRecord]::new($exception, $ErrorId, [Management.Automation.ErrorCategory]::InvalidData, $Target)
}

function Get-FleetCell($Row, [string] $Column) {
    $property = $Row.PSObject.Properties[$Column]
    if ($null -eq $property -or $null -eq $property.Value) { '' } else { ([string] $property.Value).Trim() }
}

function Get-FleetList($Row, [string] $Column) { (Get-FleetCell $Row $Column) -split '[\s;]+' | Where-Object { $_ -ne '' } }

function ConvertTo-FleetMachine($Row, [Collections.Generic.List[string]] $Problems) {
    $name = Get-FleetCell $Row 'Name'
    $hostName = Get-FleetCell $Row 'HostName'
    if (-not $hostName) { $hostName = $name }
    $underlay = Get-FleetCell $Row 'UnderlayAddress'
    if (-not $underlay) { $underlay = $hostName }
    $user = Get-FleetCell $Row 'UserName'
    $folder = Get-FleetCell $Row 'Folder'
    $moduleRoot = Get-FleetCell $Row 'ModuleRoot'

    if ($name -notmatch $NamePattern) { $Problems.Add("Name '$name' is not 1 to 64 letters, digits, dots, hyphens and underscores.") }
    foreach ($pair in @(, @('HostName', $hostName)) + @(, @('UnderlayAddress', $underlay))) {
        if (-not (Test-FleetHost $pair[1])) { $Problems.Add("$($pair[0]) '$($pair[1])' is neither a host name nor an address.") }
    }
    if ($user -and $user -notmatch $UserPattern) { $Problems.Add("UserName '$user' is not the name of a user.") }
    foreach ($pair in @(, @('Folder', $folder)) + @(, @('ModuleRoot', $moduleRoot))) {
        if ($pair[1] -and $pair[1] -notmatch $FolderPattern) { $Problems.Add("$($pair[0]) '$($pair[1])' is not a full path.") }
    }

    $role = Get-FleetChoice $Row 'Role' 'Machine', 'Hub' $Problems
    $listen = @(Get-FleetList $Row 'Listen')
    if ($listen.Count -eq 0 -and $role -eq 'Hub') { $listen = @('tcp://[::]:9651') }
    $peers = @(Get-FleetList $Row 'Peers')
    foreach ($endpoint in $listen + $peers) {
        if ($endpoint -notmatch $EndpointPattern -or [int] $Matches.port -notin 1..65535) {
            $Problems.Add("'$endpoint' is not an endpoint with a port, such as tcp://192.0.2.1:9651.")
        }
    }

    [pscustomobject]@{
        PSTypeName      = 'Mycelium.Fleet.Machine'
        Name            = $name
        HostName        = $hostName
        Transport       = Get-FleetChoice $Row 'Transport' 'SSH', 'WinRM' $Problems
        UserName        = $user
        Port            = Get-FleetPort $Row $Problems
        UnderlayAddress = $underlay
        Role            = $role
        Listen          = $listen
        Peers           = $peers
        Tunnel          = Get-FleetChoice $Row 'Tunnel' 'Auto', 'Tun', 'Userspace', 'None' $Problems
        Folder          = $folder
        ModuleRoot      = $moduleRoot
    }
}

# The first choice is the default.
function Get-FleetChoice($Row, [string] $Column, [string[]] $Choices, [Collections.Generic.List[string]] $Problems) {
    $word = Get-FleetCell $Row $Column
    if (-not $word) { return $Choices[0] }
    $choice = $Choices | Where-Object { $_ -eq $word }
    if ($choice) { return $choice }
    $Problems.Add("$Column '$word' is none of $($Choices -join ', ').")
}

# 0: the transport's own.
function Get-FleetPort($Row, [Collections.Generic.List[string]] $Problems) {
    $text = Get-FleetCell $Row 'Port'
    if (-not $text) { return 0 }
    if ($text -match '\A[0-9]{1,5}\z' -and [int] $text -in 1..65535) { return [int] $text }
    $Problems.Add("Port '$text' is not a number from 1 to 65535.")
}

# A name that begins with a hyphen would be an option of ssh.
function Test-FleetHost([string] $Text) {
    $address = $null
    $Text -match $HostPattern -or ($Text -match '\A[0-9A-Fa-f:.]+\z' -and [Net.IPAddress]::TryParse($Text, [ref] $address))
}
