namespace Mycelium.PowerShell.Tests.Surface;

/// <summary>Commands for identities and configurations.</summary>
internal static class FileSurface
{
    private const string Key = "8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a";

    /// <summary>All of them.</summary>
    internal static CommandSurface[] All { get; } =
    [
        new("New-MyceliumIdentity")
        {
            Call = "New-MyceliumIdentity new.key -Force",
            Change = "New-MyceliumIdentity other.key",
            Pipeline =
            [
                ("Path", "'one.key', 'two.key' | New-MyceliumIdentity"),
            ],
            Errors =
            [
                ("New-MyceliumIdentity node.key", "KeyFileExists"),
                ("New-MyceliumIdentity node.key/folder/x.key", "KeyFileInaccessible"),
            ],
        },
        new("Get-MyceliumIdentity")
        {
            Call = "Get-MyceliumIdentity node.key",
            Pipeline =
            [
                ("Path", "'node.key' | Get-MyceliumIdentity"),
                ("Path", "Get-MyceliumIdentity node.key | Get-MyceliumIdentity"),
            ],
            Errors =
            [
                ("Get-MyceliumIdentity missing.key", "KeyFileNotFound"),
                ("Get-MyceliumIdentity none*.key", "KeyFileNotFound"),
                ("Get-MyceliumIdentity short.bin", "KeyFileWrongSize"),
                ("[IO.File]::SetUnixFileMode(\"$pwd/node.key\", 'UserRead, OtherRead'); Get-MyceliumIdentity node.key", "KeyFilePermissions"),
            ],
        },
        new("Export-MyceliumIdentity")
        {
            Call = "Export-MyceliumIdentity node.key copy.identity -Passphrase $passphrase -Force",
            Change = "Export-MyceliumIdentity node.key backup.identity -Passphrase $passphrase",
            Pipeline =
            [
                ("Path", "Get-MyceliumIdentity node.key | Export-MyceliumIdentity -Destination piped.identity -Passphrase $passphrase -PassThru"),
                ("Destination", "[pscustomobject]@{ Destination = 'row.identity' } | Export-MyceliumIdentity node.key -Passphrase $passphrase -PassThru"),
            ],
            Errors =
            [
                ("Export-MyceliumIdentity missing.key x.identity", "KeyFileNotFound"),
                ("Export-MyceliumIdentity node.key short.bin", "KeyFileExists"),
            ],
        },
        new("Import-MyceliumIdentity")
        {
            Call = "Import-MyceliumIdentity node.key imported.key -Force",
            Change = "Import-MyceliumIdentity node.key changed.key",
            Pipeline =
            [
                ("Path", "Export-MyceliumIdentity node.key a.identity -Passphrase $passphrase -PassThru | Import-MyceliumIdentity -Destination b.key -Passphrase $passphrase"),
                ("Destination", "[pscustomobject]@{ Path = 'node.key'; Destination = 'row.key' } | Import-MyceliumIdentity | Where-Object Path -like *row.key"),
            ],
            Errors =
            [
                ("Import-MyceliumIdentity missing.identity x.key", "KeyFileNotFound"),
                ("Export-MyceliumIdentity node.key c.identity -Passphrase $passphrase; Import-MyceliumIdentity c.identity x.key", "PassphraseRequired"),
                ("Export-MyceliumIdentity node.key d.identity -Passphrase $passphrase; Import-MyceliumIdentity d.identity x.key -Passphrase $other", "PassphraseWrong"),
                ("""
                 Export-MyceliumIdentity node.key e.identity -Passphrase $passphrase
                 $bytes = [IO.File]::ReadAllBytes("$pwd/e.identity")
                 [IO.File]::WriteAllBytes("$pwd/e.identity", $bytes[0..($bytes.Count - 2)])
                 Import-MyceliumIdentity e.identity x.key -Passphrase $passphrase
                 """, "ProtectedKeyInvalid"),
            ],
        },
        new("ConvertTo-MyceliumAddress")
        {
            Call = $"ConvertTo-MyceliumAddress {Key}",
            Pipeline =
            [
                ("PublicKey", $"'{Key}' | ConvertTo-MyceliumAddress"),
                ("PublicKey", "Get-MyceliumNode | ConvertTo-MyceliumAddress"),
            ],
            Errors = [("ConvertTo-MyceliumAddress nonsense", "InvalidPublicKey")],
        },
        new("Test-MyceliumConfiguration")
        {
            Call = "Test-MyceliumConfiguration node.yaml",
            Pipeline =
            [
                ("Path", "'node.yaml', 'wrong.yaml' | Test-MyceliumConfiguration"),
            ],
            Errors =
            [
                ("Test-MyceliumConfiguration missing.yaml", "ConfigurationNotFound"),
                ("Test-MyceliumConfiguration $pwd", "ConfigurationNotFound"),
            ],
        },
        new("Get-MyceliumConfiguration")
        {
            Call = "Get-MyceliumConfiguration fleet.yaml",
            Pipeline =
            [
                ("Path", "'node.yaml' | Get-MyceliumConfiguration"),
                ("Node", "$alpha, $beta | Get-MyceliumConfiguration"),
                ("Path", "Get-MyceliumConfiguration fleet.yaml | Get-MyceliumConfiguration"),
            ],
            Errors =
            [
                ("Get-MyceliumConfiguration missing.yaml", "ConfigurationNotFound"),
                ("Get-MyceliumConfiguration wrong.yaml", "InvalidConfiguration"),
                ("Get-MyceliumConfiguration fleet.yaml -Name nobody", "ConfigurationNodeNotFound"),
                ("Get-MyceliumConfiguration -Node nobody", "NodeNotFound"),
            ],
        },
        new("Set-MyceliumConfiguration")
        {
            Call = "Set-MyceliumConfiguration node.yaml -Mtu 1380",
            Change = "Set-MyceliumConfiguration node.yaml -Mtu 1300",
            Pipeline =
            [
                ("Path", "Test-MyceliumConfiguration node.yaml | Set-MyceliumConfiguration -Mtu 1291 -PassThru"),
                ("Name", "Get-MyceliumConfiguration fleet.yaml | Set-MyceliumConfiguration -Mtu 1290 -PassThru"),
            ],
            Errors =
            [
                ("Set-MyceliumConfiguration missing.yaml -Mtu 1300", "ConfigurationNotFound"),
                ("Set-MyceliumConfiguration wrong.yaml -Mtu 1300", "InvalidConfiguration"),
                ("Set-MyceliumConfiguration node.yaml -Mtu 1", "InvalidOption"),
                ("Set-MyceliumConfiguration fleet.yaml c -Mtu 1300", "ConfigurationNodeNotFound"),
                ("Set-MyceliumConfiguration comment.yaml -Peer tcp://192.0.2.2:1", "ConfigurationNotChanged"),
                ("$alpha | Get-MyceliumConfiguration | Set-MyceliumConfiguration -Mtu 1300", "NoConfigurationFile"),
                ("""
                 $file = [IO.FileInfo] "$pwd/node.yaml"
                 $file.IsReadOnly = $true
                 try { Set-MyceliumConfiguration node.yaml -Mtu 1300 } finally { $file.IsReadOnly = $false }
                 """, "ConfigurationInaccessible"),
            ],
        },
        new("Import-MyceliumConfiguration")
        {
            Call = "Import-MyceliumConfiguration mycelium.toml -KeyPath node.key -WarningAction SilentlyContinue",
            Pipeline =
            [
                ("Path", "'mycelium.toml' | Import-MyceliumConfiguration -KeyPath node.key -WarningAction SilentlyContinue"),
                ("KeyPath", "[pscustomobject]@{ Path = 'mycelium.toml'; KeyPath = 'node.key' } | Import-MyceliumConfiguration -WarningAction SilentlyContinue"),
            ],
            Errors =
            [
                ("Import-MyceliumConfiguration missing.toml", "ConfigurationNotFound"),
                ("Import-MyceliumConfiguration node.yaml", "InvalidConfiguration"),
            ],
        },
        new("Export-MyceliumConfiguration")
        {
            Call = "Get-MyceliumConfiguration node.yaml | Export-MyceliumConfiguration again.yaml -Force",
            Change = "Export-MyceliumConfiguration schema.json -Schema",
            Pipeline =
            [
                ("Configuration", "Get-MyceliumConfiguration node.yaml | Export-MyceliumConfiguration piped.yaml -PassThru"),
            ],
            Errors =
            [
                ("Export-MyceliumConfiguration node.yaml -Schema", "ConfigurationExists"),
                ("Export-MyceliumConfiguration missing/folder/x.json -Schema", "ConfigurationInaccessible"),
            ],
        },
    ];
}
