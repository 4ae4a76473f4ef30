using System.Management.Automation;
using Mycelium.Engine.Configuration;

namespace Mycelium.PowerShell.Commands;

/// <summary>Writes configurations to a YAML file, or the JSON schema of such files for an editor.</summary>
/// <remarks>Several nodes become one file with a list of nodes. Secrets are never written: a node whose key is not in a file has another
/// identity at its next start. To change a file and keep its comments, use Set-MyceliumConfiguration.</remarks>
/// <example>
/// <para>Writes the configuration of a running node.</para>
/// <code>Get-MyceliumConfiguration -Node alpha | Export-MyceliumConfiguration alpha.yaml</code>
/// </example>
/// <example>
/// <para>Writes every key, with its default and what it means, as something to begin with.</para>
/// <code>Get-MyceliumConfiguration node.yaml | Export-MyceliumConfiguration template.yaml -IncludeDefault</code>
/// </example>
/// <example>
/// <para>Writes the schema, so that an editor can check and complete what is typed.</para>
/// <code>Export-MyceliumConfiguration -Schema mycelium.schema.json</code>
/// </example>
/// <seealso cref="ImportMyceliumConfigurationCommand"/>
/// <seealso cref="GetMyceliumConfigurationCommand"/>
/// <seealso cref="StartMyceliumNodeCommand"/>
/// <seealso>about_Mycelium_Fleet</seealso>
[Cmdlet(VerbsData.Export, "MyceliumConfiguration", SupportsShouldProcess = true, DefaultParameterSetName = ConfigurationSet)]
[OutputType(typeof(FileInfo))]
public sealed class ExportMyceliumConfigurationCommand : MyceliumCmdlet
{
    private const string ConfigurationSet = "Configuration";
    private const string SchemaSet = "Schema";

    private readonly List<NodeConfiguration> _nodes = [];

    /// <summary>Path of the file; its folder must exist.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = string.Empty;

    /// <summary>What to write: configurations, as Get- and Import-MyceliumConfiguration give them.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ConfigurationSet, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public NodeConfiguration[] Configuration { get; set; } = [];

    /// <summary>Writes also what has its default, and above each key what it means.</summary>
    [Parameter(ParameterSetName = ConfigurationSet)]
    public SwitchParameter IncludeDefault { get; set; }

    /// <summary>Writes the JSON schema of configuration files.</summary>
    [Parameter(Mandatory = true, ParameterSetName = SchemaSet)]
    public SwitchParameter Schema { get; set; }

    /// <summary>Replaces a file that exists.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Emits the file.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => _nodes.AddRange(Configuration);

    /// <inheritdoc/>
    protected override void EndProcessing() => ForItem(Path, () => Write(FilePath(Path)));

    private void Write(string path)
    {
        if ((_nodes.Count == 0 && !Schema) || !ShouldProcess(path, Schema ? "Export schema" : "Export configuration")) { return; }

        if (Schema) { ConfigurationFileWriter.WriteText(path, ConfigurationSchema.Write(), Force); }
        else { ConfigurationFileWriter.Save(path, _nodes, IncludeDefault, Force); }

        if (PassThru) { WriteObject(new FileInfo(path)); }
    }
}
