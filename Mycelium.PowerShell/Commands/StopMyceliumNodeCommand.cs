using System.Management.Automation;
using Mycelium.Engine.Management;
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
/// <example>
/// <para>Stops the nodes that have no peer.</para>
/// <code>Get-MyceliumNode | Where-Object ConnectedPeerCount -eq 0 | Stop-MyceliumNode</code>
/// </example>
/// <seealso cref="StartMyceliumNodeCommand"/>
/// <seealso cref="RestartMyceliumNodeCommand"/>
/// <seealso cref="GetMyceliumNodeCommand"/>
/// <seealso cref="WaitMyceliumNodeCommand"/>
/// <seealso>about_Mycelium</seealso>
[Cmdlet(VerbsLifecycle.Stop, "MyceliumNode", SupportsShouldProcess = true)]
[OutputType(typeof(NodeSnapshot))]
public sealed class StopMyceliumNodeCommand : MyceliumLifecycleCmdlet
{
    /// <summary>Emits the last state of each node.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private protected override string Action => "Stop node";

    /// <inheritdoc/>
    private protected override void Handle(NodeEntry entry)
    {
        NodeSnapshot last = Wait(_ => NodeRegistry.Shared.StopAsync(entry));
        if (PassThru) { WriteObject(last); }
    }
}
