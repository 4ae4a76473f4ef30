using System.Management.Automation;
using Mycelium.Engine.Management;
using Mycelium.PowerShell.Completion;
using Mycelium.PowerShell.Nodes;

namespace Mycelium.PowerShell.Commands;

/// <summary>Gets the nodes of this process.</summary>
/// <remarks>
/// A node that failed is shown, with the reason in Failure, until it is stopped or another one is started with its name. A node that
/// was stopped is not shown.
/// </remarks>
/// <example>
/// <para>Lists all nodes.</para>
/// <code>Get-MyceliumNode</code>
/// </example>
/// <example>
/// <para>Shows the address of one node.</para>
/// <code>(Get-MyceliumNode -Name alpha).Address.ToString()</code>
/// </example>
/// <example>
/// <para>Lists the peers of all nodes whose name begins with a.</para>
/// <code>Get-MyceliumNode a* | Get-MyceliumPeer</code>
/// </example>
/// <seealso cref="StartMyceliumNodeCommand"/>
/// <seealso cref="StopMyceliumNodeCommand"/>
/// <seealso cref="RestartMyceliumNodeCommand"/>
/// <seealso cref="WaitMyceliumNodeCommand"/>
/// <seealso cref="GetMyceliumStatisticCommand"/>
/// <seealso>about_Mycelium</seealso>
[Cmdlet(VerbsCommon.Get, "MyceliumNode")]
[OutputType(typeof(NodeSnapshot))]
public sealed class GetMyceliumNodeCommand : MyceliumCmdlet
{
    /// <summary>Names of the nodes; wildcards are allowed. Default: all.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Node")]
    [ArgumentCompleter(typeof(NodeNameCompleter))]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Name { get; set; } = ["*"];

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (string name in Name) { ForItem(name, () => Show(name)); }
    }

    private void Show(string name)
    {
        foreach (NodeEntry entry in NodeRegistry.Shared.SelectAll(name))
        {
            NodeSnapshot node = Wait(entry.ReadAsync);
            if (node.State != NodeState.Stopped) { WriteObject(node); }
        }
    }
}
