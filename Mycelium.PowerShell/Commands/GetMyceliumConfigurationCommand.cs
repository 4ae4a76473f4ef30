using System.Management.Automation;
using Mycelium.Engine.Configuration;
using Mycelium.Engine.Errors;
using Mycelium.Engine.Management;
using Mycelium.PowerShell.Arguments;
using Mycelium.PowerShell.Completion;
using Mycelium.PowerShell.Nodes;

namespace Mycelium.PowerShell.Commands;

/// <summary>Gets the configuration of running nodes, or what configuration files say.</summary>
/// <remarks>
/// <para>Without -Path, the configuration of running nodes as it is now: what they were started with, and the static peers that they have
/// since. As a text, a configuration is the YAML that says the same.</para>
/// <para>A file with a mistake is an error with all mistakes; Test-MyceliumConfiguration gives them as objects.</para>
/// </remarks>
/// <example>
/// <para>Shows the configuration of a running node as YAML.</para>
/// <code>"$(Get-MyceliumConfiguration -Node alpha)"</code>
/// </example>
/// <example>
/// <para>Lists the nodes of a file with their key files.</para>
/// <code>Get-MyceliumConfiguration node.yaml | ForEach-Object { "$($_.Name): $($_.KeyFile)" }</code>
/// </example>
/// <example>
/// <para>Keeps the configuration of all running nodes in one file.</para>
/// <code>Get-MyceliumNode | Get-MyceliumConfiguration | Export-MyceliumConfiguration nodes.yaml</code>
/// </example>
/// <seealso cref="SetMyceliumConfigurationCommand"/>
/// <seealso cref="TestMyceliumConfigurationCommand"/>
/// <seealso cref="ExportMyceliumConfigurationCommand"/>
/// <seealso cref="ImportMyceliumConfigurationCommand"/>
/// <seealso>about_Mycelium_Fleet</seealso>
[Cmdlet(VerbsCommon.Get, "MyceliumConfiguration", DefaultParameterSetName = NodeSet)]
[OutputType(typeof(NodeConfiguration))]
public sealed class GetMyceliumConfigurationCommand : MyceliumFileCmdlet
{
    private const string NodeSet = "Node";
    private const string PathSet = "Path";

    // Names of all nodes of all files, in their order.
    private readonly List<string> _present = [];

    /// <summary>Paths of YAML files; wildcards are allowed.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = PathSet, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("ConfigurationPath", "FullName")]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Path { get; set; } = [];

    /// <summary>Only nodes of the files with these names; wildcards are allowed. A name that no file has is an error.</summary>
    [Parameter(ParameterSetName = PathSet)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ConfigurationNodeCompleter))]
    public string[]? Name { get; set; }

    /// <summary>Names of running nodes; wildcards are allowed. Default: all.</summary>
    [Parameter(ParameterSetName = NodeSet, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(NodeNameCompleter))]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Node { get; set; } = ["*"];

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (ParameterSetName == PathSet)
        {
            foreach (string path in Path) { ForItem(path, () => ShowFiles(path)); }
        }
        else
        {
            foreach (string node in Node) { ForItem(node, () => ShowNodes(node)); }
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        // Of files that could not be read nothing is known.
        if (_present.Count == 0) { return; }

        foreach (string name in Name?.Where(name => !NamePattern.IsPattern(name)) ?? []) { ForItem(name, () => RequirePresent(name)); }
    }

    private void RequirePresent(string name)
    {
        if (_present.Contains(name, StringComparer.OrdinalIgnoreCase)) { return; }

        throw new MyceliumException(
            MyceliumErrorId.ConfigurationNodeNotFound,
            $"No node has the name '{name}'; there are: {string.Join(", ", _present.Distinct(StringComparer.OrdinalIgnoreCase))}.",
            "Name one of them, or use a pattern such as a*.");
    }

    private void ShowFiles(string path)
    {
        Func<string, bool>[]? names = Name is null ? null : [.. Name.Select(NamePattern.Filter)];
        foreach (string file in Files(path))
        {
            IReadOnlyList<NodeConfiguration> nodes = NodeConfigurationFile.LoadAll(file);
            _present.AddRange(nodes.Select(node => node.Name));
            WriteObject(nodes.Where(node => names?.Any(filter => filter(node.Name)) is not false), enumerateCollection: true);
        }
    }

    private void ShowNodes(string name)
    {
        bool isPattern = NamePattern.IsPattern(name);
        foreach (NodeEntry entry in NodeRegistry.Shared.SelectAll(name).Where(entry => entry.IsRunning || !isPattern))
        {
            IReadOnlyList<PeerSnapshot> peers = Wait(entry.Node!.GetPeersAsync);
            WriteObject(new NodeConfiguration(entry.Options.WithPeersOf(peers), NodeEventSeverity.Information));
        }
    }
}
