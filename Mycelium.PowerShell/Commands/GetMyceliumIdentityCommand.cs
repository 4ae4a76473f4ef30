using System.Management.Automation;
using Mycelium.Engine.Errors;
using Mycelium.Engine.Identity;

namespace Mycelium.PowerShell.Commands;

/// <summary>Gets the public part of identities that are kept in key files.</summary>
/// <remarks>The secret key is never shown. A file that others can read, or that has not exactly 32 bytes, is refused.</remarks>
/// <example>
/// <para>Shows the address of a key file.</para>
/// <code>(Get-MyceliumIdentity -Path node.key).Address.ToString()</code>
/// </example>
/// <example>
/// <para>Starts a node with the identity of a file.</para>
/// <code>Get-MyceliumIdentity node.key | Start-MyceliumNode home -NoListen -Tunnel None -NoDiscovery</code>
/// </example>
/// <example>
/// <para>Lists the addresses of all key files of a folder.</para>
/// <code>Get-MyceliumIdentity *.key | ForEach-Object { "$($_.Path): $($_.Address)" }</code>
/// </example>
/// <seealso cref="NewMyceliumIdentityCommand"/>
/// <seealso cref="ExportMyceliumIdentityCommand"/>
/// <seealso cref="ImportMyceliumIdentityCommand"/>
/// <seealso cref="ConvertToMyceliumAddressCommand"/>
/// <seealso>about_Mycelium_Security</seealso>
[Cmdlet(VerbsCommon.Get, "MyceliumIdentity")]
[OutputType(typeof(MyceliumIdentity))]
public sealed class GetMyceliumIdentityCommand : MyceliumFileCmdlet
{
    private static readonly string?[] NoPath = [null];

    /// <summary>Paths of key files. Default: priv_key.bin in the user's data folder of Mycelium.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("KeyPath", "FullName")]
    [SupportsWildcards]
    [AllowNull]
    [AllowEmptyCollection]
    public string[]? Path { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        bool isGiven = MyInvocation.BoundParameters.ContainsKey(nameof(Path));
        string?[] paths = !isGiven ? [KeyFile.DefaultPath] : Path is null or [] ? NoPath : Path;
        foreach (string? path in paths) { ForItem(path, () => ShowFiles(path)); }
    }

    private void ShowFiles(string? path)
    {
        if (string.IsNullOrEmpty(path))
        {
            throw new MyceliumException(
                MyceliumErrorId.KeyFileNotFound, "No key file is named: a node with a temporary identity has none.", "Give the path of a key file.");
        }

        IReadOnlyList<string> files = Files(path, MyceliumErrorId.KeyFileNotFound);
        foreach (string file in files) { ForItem(files.Count == 1 ? path : file, () => Show(file)); }
    }

    private void Show(string path)
    {
        using NodeIdentity identity = KeyFile.Load(path);
        WriteObject(MyceliumIdentity.Of(identity, path));
    }
}
