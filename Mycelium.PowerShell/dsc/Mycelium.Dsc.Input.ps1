# Reads the input of a resource, and holds it against the schema in its manifest: so the schema is what the script accepts.

function Read-DscInput([string] $Text, [string] $Resource, [bool] $IsFilter) {
    $manifest = [Text.Json.JsonDocument]::Parse([IO.File]::ReadAllText("$PSScriptRoot/$Resource.dsc.resource.json")).RootElement
    $schema = $manifest.GetProperty('schema').GetProperty('embedded')
    $values = @{}
    if (-not $Text.Trim()) {
        if ($IsFilter) { return $values }
        throw [ArgumentException]::new('There is no input; an object is expected on standard input.')
    }

    try { $root = [Text.Json.JsonDocument]::Parse($Text).RootElement }
    catch { throw [ArgumentException]::new("The input is not JSON: $($_.Exception.GetBaseException().Message)") }
    if ($root.ValueKind -ne 'Object') { throw [ArgumentException]::new("The input is not an object but $($root.ValueKind).") }

    $properties = @{}
    foreach ($property in $schema.GetProperty('properties').EnumerateObject()) { $properties[$property.Name] = $property.Value }
    foreach ($property in $root.EnumerateObject()) {
        $known = $properties.Keys | Where-Object { $_ -ceq $property.Name }
        if (-not $known) { throw [ArgumentException]::new("'$($property.Name)' is not a property of $Resource.") }
        if ($property.Value.ValueKind -eq 'Null') { continue }
        $values[$property.Name] = ConvertFrom-DscValue $property.Name $property.Value $properties[$property.Name]
    }

    foreach ($name in $schema.GetProperty('required').EnumerateArray()) {
        if (-not $IsFilter -and -not $values.ContainsKey($name.GetString())) {
            throw [ArgumentException]::new("The property '$($name.GetString())' is missing.")
        }
    }

    $values
}

# Standard properties of DSC are given as references; both are booleans.
function ConvertFrom-DscValue([string] $Name, [Text.Json.JsonElement] $Value, [Text.Json.JsonElement] $Schema) {
    $part = [Text.Json.JsonElement]::new()
    $type = if ($Schema.TryGetProperty('type', [ref] $part)) { $part.GetString() } else { 'boolean' }
    $kind = [string] $Value.ValueKind
    $fits = switch ($type) {
        'boolean' { $kind -in 'True', 'False' }
        'string' { $kind -eq 'String' }
        'integer' { $kind -eq 'Number' }
        'array' { $kind -eq 'Array' -and @($Value.EnumerateArray() | Where-Object { $_.ValueKind -ne 'String' }).Count -eq 0 }
    }
    if (-not $fits) { throw [ArgumentException]::new("The property '$Name' is not of type $type.") }

    switch ($type) {
        'boolean' { return $kind -eq 'True' }
        'integer' { return ConvertFrom-DscNumber $Name $Value $Schema }
        'array' {
            $items = @($Value.EnumerateArray() | ForEach-Object { ConvertFrom-DscText $Name $_.GetString() $Schema.GetProperty('items') })
            return , [string[]] $items
        }
        'string' { return ConvertFrom-DscText $Name $Value.GetString() $Schema }
    }
}

function ConvertFrom-DscNumber([string] $Name, [Text.Json.JsonElement] $Value, [Text.Json.JsonElement] $Schema) {
    $number = 0
    $minimum = $Schema.GetProperty('minimum').GetInt32()
    $maximum = $Schema.GetProperty('maximum').GetInt32()
    if ($Value.TryGetInt32([ref] $number) -and $number -ge $minimum -and $number -le $maximum) { return $number }
    throw [ArgumentException]::new("The property '$Name' is not a whole number from $minimum to $maximum.")
}

function ConvertFrom-DscText([string] $Name, [string] $Text, [Text.Json.JsonElement] $Schema) {
    $part = [Text.Json.JsonElement]::new()
    if (-not $Text.Trim()) { throw [ArgumentException]::new("The property '$Name' is empty.") }
    if ($Name -in 'configurationPath', 'keyPath' -and $Text.IndexOfAny([IO.Path]::GetInvalidPathChars()) -ge 0) {
        throw [ArgumentException]::new("The property '$Name' has a character that no path can have.")
    }
    # The folder that the script runs in is that of the module: nothing is relative to it.
    if ($Name -eq 'configurationPath' -and -not [IO.Path]::IsPathFullyQualified($Text)) {
        throw [ArgumentException]::new("The property 'configurationPath' is not a full path: '$Text'.")
    }
    if ($Schema.TryGetProperty('enum', [ref] $part) -and $Text -cnotin @($part.EnumerateArray() | ForEach-Object { $_.GetString() })) {
        throw [ArgumentException]::new("'$Text' is no value of the property '$Name'.")
    }
    if ($Schema.TryGetProperty('pattern', [ref] $part) -and $Text -cnotmatch $part.GetString()) {
        throw [ArgumentException]::new("'$Text' is no value of the property '$Name'.")
    }
    $Text
}
