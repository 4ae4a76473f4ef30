using System.Management.Automation;
using Mycelium.Engine.Management;

namespace Mycelium.PowerShell.Commands;

/// <summary>Gets the counters of a node since its start.</summary>
/// <remarks>
/// A packet that is not passed on is counted under its reason in Dropped. QueueDelay, QueueDepth, TurnDuration and BatchSize tell how such
/// values were distributed since the start: median, 90 and 99 of 100, and the largest. Links has the same for each connection. What a
/// node counts is also offered to listeners of the meter "Mycelium" of System.Diagnostics.Metrics.
/// </remarks>
/// <example>
/// <para>Shows the counters of one node.</para>
/// <code>Get-MyceliumStatistic -Node alpha</code>
/// </example>
/// <example>
/// <para>Shows how many packets each node has forwarded for others.</para>
/// <code>Get-MyceliumStatistic | ForEach-Object { "$($_.Node): $($_.ForwardedPackets)" }</code>
/// </example>
/// <example>
/// <para>Shows what each connection of a node carried, and how long packets waited for it.</para>
/// <code>(Get-MyceliumStatistic -Node alpha).Links</code>
/// </example>
/// <seealso cref="GetMyceliumNodeCommand"/>
/// <seealso cref="GetMyceliumPeerCommand"/>
/// <seealso cref="GetMyceliumEventCommand"/>
/// <seealso>about_Mycelium_Routing</seealso>
[Cmdlet(VerbsCommon.Get, "MyceliumStatistic")]
[OutputType(typeof(NodeStatistic))]
public sealed class GetMyceliumStatisticCommand : MyceliumNodesCmdlet
{
    /// <inheritdoc/>
    protected override void ProcessRecord() => ForEachNode(entry => WriteObject(Wait(RunningNode(entry).GetStatisticAsync)));
}
