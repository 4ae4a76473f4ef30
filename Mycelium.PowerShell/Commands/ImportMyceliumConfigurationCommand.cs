using System.Management.Automation;
using Mycelium.Engine.Configuration;

namespace Mycelium.PowerShell.Commands;

/// <summary>Reads a configuration of threefoldtech/mycelium (TOML) and its key file, in terms of this module.</summary>
/// <remarks>
/// <para>Nothing is written or started: pipe the result to Export-MyceliumConfiguration. The key file stays where it is, and the node keeps its
/// address; both programs must not run with it at the same time.</para>
/// <para>What has no counterpart is in NotCarriedOver, with its place and the reason, and each is a warning.</para>
/// </remarks>
/// <example>
/// <para>Converts a configuration.</para>
/// <code>Import-MyceliumConfiguration mycelium.toml -KeyPath node.key | Export-MyceliumConfiguration converted.yaml</code>
/// </example>
/// <example>
/// <para>Shows what would be lost.</para>
/// <code>(Import-MyceliumConfiguration mycelium.toml -KeyPath node.key -WarningAction SilentlyContinue).NotCarriedOver</code>
/// </example>
/// <example runs="false">
/// <para>Converts the configuration and the key of this user, from where the other program keeps them.</para>
/// <code>Import-MyceliumConfiguration | Export-MyceliumConfiguration node.yaml</code>
/// </example>
/// <example>
/// <para>Shows the result as YAML.</para>
/// <code>"$((Import-MyceliumConfiguration mycelium.toml -KeyPath node.key).Configuration)"</code>
/// </example>
/// <seealso cref="ExportMyceliumConfigurationCommand"/>
/// <seealso cref="GetMyceliumConfigurationCommand"/>
/// <seealso cref="TestMyceliumConfigurationCommand"/>
/// <seealso cref="StartMyceliumNodeCommand"/>
/// <seealso>about_Mycelium_Fleet</seealso>
[Cmdlet(VerbsData.Import, "MyceliumConfiguration")]
[OutputType(typeof(ImportedConfiguration))]
public sealed class ImportMyceliumConfigurationCommand : MyceliumFileCmdlet
{
    /// <summary>Paths of TOML files; wildcards are allowed. Default: mycelium.toml where the other program looks for it.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("FullName")]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[]? Path { get; set; }

    /// <summary>Key file of the other program. Default: priv_key.bin in the user's data folder of Mycelium.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string? KeyPath { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (string path in Path ?? [ReferenceConfigurationFile.DefaultPath]) { ForItem(path, () => Import(path)); }
    }

    private void Import(string path)
    {
        foreach (string file in Files(path))
        {
            ImportedConfiguration imported = ReferenceConfigurationFile.Import(file, KeyPath is null ? null : FilePath(KeyPath));
            foreach (ConfigurationProblem problem in imported.NotCarriedOver) { WriteWarning($"Not carried over: {problem}"); }

            WriteObject(imported);
        }
    }
}
