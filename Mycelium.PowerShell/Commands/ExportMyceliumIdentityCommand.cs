using System.Management.Automation;
using System.Security;
using Mycelium.Engine.Identity;

namespace Mycelium.PowerShell.Commands;

/// <summary>Copies the identity of a key file to another file, encrypted with a passphrase if one is given.</summary>
/// <remarks>
/// <para>With -Passphrase the copy is encrypted (Argon2id, XChaCha20-Poly1305) and can be kept or carried anywhere; without the passphrase
/// it can't be read again by anybody. Import-MyceliumIdentity makes a key file of it.</para>
/// <para>Without -Passphrase the copy is a key file like the first: whoever has it has the address.</para>
/// </remarks>
/// <example runs="false">
/// <para>Keeps a copy of this user's identity, with a passphrase that is asked for.</para>
/// <code>Export-MyceliumIdentity -Destination backup.identity -Passphrase (Read-Host -AsSecureString)</code>
/// </example>
/// <example>
/// <para>Encrypts a key file, and shows whose it is.</para>
/// <code>
/// $passphrase = [Net.NetworkCredential]::new('', 'correct horse battery staple').SecurePassword
/// (Export-MyceliumIdentity node.key -Destination backup.identity -Passphrase $passphrase -PassThru).Address.ToString()
/// </code>
/// </example>
/// <example>
/// <para>Encrypts each of several key files into a file beside it.</para>
/// <code>
/// $passphrase = [Net.NetworkCredential]::new('', 'correct horse battery staple').SecurePassword
/// Get-MyceliumIdentity node.key | ForEach-Object { Export-MyceliumIdentity $_.Path "$($_.Path).identity" -Passphrase $passphrase }
/// </code>
/// </example>
/// <example>
/// <para>Copies a key file as it is, and shows that the copy has the same address.</para>
/// <code>
/// Export-MyceliumIdentity node.key -Destination copy.key
/// (Get-MyceliumIdentity copy.key).Address.ToString()
/// </code>
/// </example>
/// <seealso cref="ImportMyceliumIdentityCommand"/>
/// <seealso cref="NewMyceliumIdentityCommand"/>
/// <seealso cref="GetMyceliumIdentityCommand"/>
/// <seealso>about_Mycelium_Security</seealso>
[Cmdlet(VerbsData.Export, "MyceliumIdentity", SupportsShouldProcess = true)]
[OutputType(typeof(MyceliumIdentity))]
public sealed class ExportMyceliumIdentityCommand : MyceliumFileCmdlet
{
    /// <summary>Path of the key file. Default: priv_key.bin in the user's data folder of Mycelium.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("KeyPath", "FullName")]
    [ValidateNotNullOrEmpty]
    public string? Path { get; set; }

    /// <summary>Path of the copy; its folder must exist.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string Destination { get; set; } = string.Empty;

    /// <summary>What the copy is encrypted with.</summary>
    [Parameter]
    [ValidateNotNull]
    public SecureString? Passphrase { get; set; }

    /// <summary>Replaces a file that exists.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Emits the public part of the identity.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() =>
        ForItem(Path ?? Destination, () => Export(FilePath(Path ?? KeyFile.DefaultPath), FilePath(Destination)));

    private void Export(string source, string target)
    {
        RequireOther(source, target);
        using NodeIdentity identity = KeyFile.Load(source);
        if (!ShouldProcess(target, $"Export identity {identity.Address}")) { return; }

        if (Passphrase is null) { KeyFile.Save(target, identity, Force); }
        else
        {
            Arguments.Passphrase.Use(Passphrase, bytes =>
            {
                ProtectedKeyFile.Save(target, identity, bytes, Force);
                return true;
            });
        }

        if (PassThru) { WriteObject(MyceliumIdentity.Of(identity, target)); }
    }
}
