using System.Management.Automation;
using System.Security;
using Mycelium.Engine.Identity;

namespace Mycelium.PowerShell.Commands;

/// <summary>Makes a key file of an identity that Export-MyceliumIdentity wrote.</summary>
/// <remarks>An identity is for one node at a time: two nodes with one key disturb each other. Plain key files, also those of
/// threefoldtech/mycelium, are taken as they are.</remarks>
/// <example runs="false">
/// <para>Takes an identity over as that of this user, with a passphrase that is asked for.</para>
/// <code>Import-MyceliumIdentity backup.identity -Passphrase (Read-Host -AsSecureString)</code>
/// </example>
/// <example>
/// <para>Brings an identity back from an encrypted copy.</para>
/// <code>
/// $passphrase = [Net.NetworkCredential]::new('', 'correct horse battery staple').SecurePassword
/// Export-MyceliumIdentity node.key -Destination backup.identity -Passphrase $passphrase
/// Import-MyceliumIdentity backup.identity -Destination restored.key -Passphrase $passphrase
/// </code>
/// </example>
/// <example>
/// <para>Starts a node with an imported identity.</para>
/// <code>Import-MyceliumIdentity node.key -Destination moved.key | Start-MyceliumNode moved -NoListen -Tunnel None -NoDiscovery</code>
/// </example>
/// <example>
/// <para>Shows what would be replaced, and changes nothing.</para>
/// <code>Import-MyceliumIdentity node.key -Destination moved.key -Force -WhatIf</code>
/// </example>
/// <seealso cref="ExportMyceliumIdentityCommand"/>
/// <seealso cref="NewMyceliumIdentityCommand"/>
/// <seealso cref="GetMyceliumIdentityCommand"/>
/// <seealso>about_Mycelium_Security</seealso>
[Cmdlet(VerbsData.Import, "MyceliumIdentity", SupportsShouldProcess = true)]
[OutputType(typeof(MyceliumIdentity))]
public sealed class ImportMyceliumIdentityCommand : MyceliumFileCmdlet
{
    /// <summary>Path of the file with the identity.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("FullName")]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = string.Empty;

    /// <summary>Path of the key file to make. Its folder is made if it does not exist, for its owner only. Default: priv_key.bin in the
    /// user's data folder of Mycelium.</summary>
    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string? Destination { get; set; }

    /// <summary>What the identity is encrypted with; not needed for a plain key file.</summary>
    [Parameter]
    [ValidateNotNull]
    public SecureString? Passphrase { get; set; }

    /// <summary>Replaces a key file that exists: its identity is lost then.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => ForItem(Path, () => Import(FilePath(Path), FilePath(Destination ?? KeyFile.DefaultPath)));

    private void Import(string source, string target)
    {
        RequireOther(source, target);
        using NodeIdentity identity = ProtectedKeyFile.IsProtected(source)
            ? Arguments.Passphrase.Use(Passphrase, bytes => ProtectedKeyFile.Load(source, bytes))
            : KeyFile.Load(source);
        if (!ShouldProcess(target, $"Import identity {identity.Address}")) { return; }

        KeyFile.CreateFolderOf(target);
        KeyFile.Save(target, identity, Force);
        WriteObject(MyceliumIdentity.Of(identity, target));
    }
}
