using System.Management.Automation;
using Mycelium.Engine.Identity;

namespace Mycelium.PowerShell.Commands;

/// <summary>Makes a new identity and saves its key in a file that only its owner can read.</summary>
/// <remarks>The secret key is never shown. Without -Path the file is the one that the reference implementation uses for this user.
/// A file that exists is replaced with -Force only: its address is lost then.</remarks>
/// <example>
/// <para>Makes an identity and shows its address.</para>
/// <code>(New-MyceliumIdentity -Path work.key).Address.ToString()</code>
/// </example>
/// <example>
/// <para>Replaces the identity of a file.</para>
/// <code>New-MyceliumIdentity -Path node.key -Force</code>
/// </example>
/// <example>
/// <para>Makes the identities of a fleet ahead of its first start, and shows who will have which address.</para>
/// <code>'anna', 'berta', 'carla' | ForEach-Object { New-MyceliumIdentity "$_.key" } | ForEach-Object { "$($_.Path): $($_.Address)" }</code>
/// </example>
/// <seealso cref="GetMyceliumIdentityCommand"/>
/// <seealso cref="ExportMyceliumIdentityCommand"/>
/// <seealso cref="ImportMyceliumIdentityCommand"/>
/// <seealso cref="StartMyceliumNodeCommand"/>
/// <seealso>about_Mycelium_Security</seealso>
[Cmdlet(VerbsCommon.New, "MyceliumIdentity", SupportsShouldProcess = true)]
[OutputType(typeof(MyceliumIdentity))]
public sealed class NewMyceliumIdentityCommand : MyceliumCmdlet
{
    /// <summary>Path of the key file. Its folder is made if it does not exist, for its owner only, as -KeyPath of Start-MyceliumNode does
    /// it. Default: priv_key.bin in the user's data folder of Mycelium.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("KeyPath")]
    [ValidateNotNullOrEmpty]
    public string[]? Path { get; set; }

    /// <summary>Replaces a file that exists.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (string path in Path ?? [KeyFile.DefaultPath]) { ForItem(path, () => Create(FilePath(path))); }
    }

    private void Create(string path)
    {
        if (!ShouldProcess(path, "Create identity")) { return; }

        using NodeIdentity identity = Save(path);
        WriteObject(MyceliumIdentity.Of(identity, path));
    }

    private NodeIdentity Save(string path)
    {
        KeyFile.CreateFolderOf(path);
        NodeIdentity identity = NodeIdentity.Create();
        try
        {
            KeyFile.Save(path, identity, Force);
            return identity;
        }
        catch
        {
            identity.Dispose();
            throw;
        }
    }
}
