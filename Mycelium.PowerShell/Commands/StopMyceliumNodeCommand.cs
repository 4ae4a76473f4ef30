using System.Management.Automation;
using Mycelium.Engine.Management;
using Mycelium.PowerShell.Completion;
using Mycelium.PowerShell.Nodes;

namespace Mycelium.PowerShell.Commands;

/// <summary>Stops nodes: withdraws their routes, closes their connections, removes their network interfaces and wipes their keys.</summary>
/// <remarks>A node stops within 2 seconds. One that failed is taken off the list. Without -Name the only running node is stopped.</remarks>
/// <example>
/// <para>Stops one node.</para>
/// <code>Stop-MyceliumNode alpha</code>
/// </example>
/// <example>
/// <para>Stops all nodes of the process and shows their last states.</para>
/// <code>Get-MyceliumNode | Stop-MyceliumNode -PassThru</code>
/// </example>
[Cmdlet(VerbsLifecycle.Stop, "MyceliumNode", SupportsShouldProcess = true)]
[OutputType(typeof(NodeSnapshot))]
public sealed class StopMyceliumNodeCommand : MyceliumCmdlet
{
    private static readonly string?[] OnlyNode = [null];

    /// <summary>Names of the nodes. Not needed while only one node runs.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Node")]
    [ArgumentCompleter(typeof(NodeNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string[]? Name { get; set; }

    /// <summary>Emits the last state of each node.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (string? name in Name ?? OnlyNode) { ForItem(name, () => Stop(name)); }
    }

    private void Stop(string? name)
    {
        NodeEntry entry = NodeRegistry.Shared.Select(name);
        if (!ShouldProcess(entry.Name, "Stop node")) { return; }

        NodeSnapshot last = Wait(_ => NodeRegistry.Shared.StopAsync(entry));
        if (PassThru) { WriteObject(last); }
    }
}
