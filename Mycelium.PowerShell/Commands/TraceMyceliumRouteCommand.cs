using System.Management.Automation;
using System.Net;
using Mycelium.Engine;
using Mycelium.Engine.Management;
using Mycelium.PowerShell.Arguments;

namespace Mycelium.PowerShell.Commands;

/// <summary>Shows the nodes that packets to an address pass, with the time to each and back.</summary>
/// <remarks>
/// <para>Sends echo requests whose hop limit ends one node further each time; the node where it ends says so. A node is shown by its
/// overlay address where a route to it is known, otherwise by the first address of its subnet. One that does not answer is shown without an
/// address: nodes send a limited number of such reports, and none to whom they have no route.</para>
/// <para>The way back need not be the same, so a farther node can have a shorter time.</para>
/// </remarks>
/// <example>
/// <para>Shows the way from one node to another.</para>
/// <code>Trace-MyceliumRoute (Get-MyceliumNode beta).Address -Node alpha</code>
/// </example>
/// <example>
/// <para>Counts the links to each node that a route leads to.</para>
/// <code>
/// Get-MyceliumRoute -Node alpha -State Selected | Trace-MyceliumRoute -Count 1 |
///     Where-Object Status -eq Success | ForEach-Object { "$($_.Destination): $($_.Hop)" }
/// </code>
/// </example>
/// <example>
/// <para>Measures each hop ten times, and gives up after eight of them.</para>
/// <code>Trace-MyceliumRoute (Get-MyceliumNode beta).Address -Node alpha -Count 10 -MaximumHop 8 -Timeout 1</code>
/// </example>
/// <seealso cref="TestMyceliumConnectionCommand"/>
/// <seealso cref="MeasureMyceliumPathCommand"/>
/// <seealso cref="GetMyceliumRouteCommand"/>
/// <seealso cref="ResolveMyceliumRouteCommand"/>
/// <seealso>about_Mycelium_Routing</seealso>
[Cmdlet(VerbsDiagnostic.Trace, "MyceliumRoute")]
[OutputType(typeof(RouteHop))]
[OutputType(typeof(Job))]
public sealed class TraceMyceliumRouteCommand : MyceliumDestinationCmdlet
{
    /// <summary>Number of hops after which to give up, 1 to 254. Default: 30.</summary>
    [Parameter]
    [Alias("Hops", "MaxHops")]
    [ValidateRange(1, 254)]
    public int MaximumHop { get; set; } = 30;

    /// <summary>Number of requests to each hop, 1 to 20. Default: 3.</summary>
    [Parameter]
    [ValidateRange(1, 20)]
    public int Count { get; set; } = 3;

    /// <summary>How long to wait for a route, and for the answers of each hop, in seconds or as a TimeSpan: more than 0, at most a day.
    /// Default: 3 seconds.</summary>
    [Parameter]
    [Seconds]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(3);

    /// <inheritdoc/>
    private protected override void Handle(MyceliumNode node, IPAddress destination)
    {
        RequireTimeout(Timeout);
        ForEach(token => node.TraceAsync(destination, MaximumHop, Count, Timeout, token), hop => WriteObject(hop));
    }
}
