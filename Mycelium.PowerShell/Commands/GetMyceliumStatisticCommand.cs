using System.Management.Automation;
using Mycelium.Engine.Management;

namespace Mycelium.PowerShell.Commands;

/// <summary>Gets the counters of a node since its start.</summary>
/// <remarks>A packet that is not passed on is counted under its reason in Dropped.</remarks>
/// <example>
/// <para>Shows the counters of one node.</para>
/// <code>Get-MyceliumStatistic -Node alpha</code>
/// </example>
/// <example>
/// <para>Shows how many packets each node has forwarded for others.</para>
/// <code>Get-MyceliumNode | Get-MyceliumStatistic | ForEach-Object { "$($_.Node): $($_.ForwardedPackets)" }</code>
/// </example>
[Cmdlet(VerbsCommon.Get, "MyceliumStatistic")]
[OutputType(typeof(NodeStatistic))]
public sealed class GetMyceliumStatisticCommand : MyceliumNodeCmdlet
{
    /// <inheritdoc/>
    protected override void ProcessRecord() => ForItem(Node, () => WriteObject(Wait(SelectedNode.GetStatisticAsync)));
}
