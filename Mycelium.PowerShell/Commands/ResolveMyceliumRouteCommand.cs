using System.Management.Automation;
using System.Net;
using Mycelium.Engine;
using Mycelium.Engine.Management;
using Mycelium.PowerShell.Arguments;

namespace Mycelium.PowerShell.Commands;

/// <summary>Finds the route that packets from a node to an address take, and asks the network where none is known.</summary>
/// <remarks>
/// An address for which nobody answers is an error RouteNotFound as soon as the search has ended, at most 15 seconds after its beginning;
/// one for which the search goes on when the time is up is an error WaitTimedOut. Wait-MyceliumRoute goes on until the node comes.
/// </remarks>
/// <example>
/// <para>Shows the route from one node to another.</para>
/// <code>Resolve-MyceliumRoute (Get-MyceliumNode beta).Address -Node alpha</code>
/// </example>
/// <example>
/// <para>Shows which peer packets to each node of this process go through.</para>
/// <code>
/// Get-MyceliumNode beta | Resolve-MyceliumRoute -Node alpha |
///     ForEach-Object { "$($_.Address) through $($_.NextHop), metric $($_.Metric)" }
/// </code>
/// </example>
/// <example>
/// <para>Tells whether an address belongs to anybody, within half a second.</para>
/// <code>[bool](Resolve-MyceliumRoute 400::1 -Node alpha -Timeout 0.5 -ErrorAction SilentlyContinue)</code>
/// </example>
/// <seealso cref="GetMyceliumRouteCommand"/>
/// <seealso cref="WaitMyceliumRouteCommand"/>
/// <seealso cref="TraceMyceliumRouteCommand"/>
/// <seealso>about_Mycelium_Routing</seealso>
[Cmdlet(VerbsDiagnostic.Resolve, "MyceliumRoute")]
[OutputType(typeof(RouteSnapshot))]
[OutputType(typeof(Job))]
public sealed class ResolveMyceliumRouteCommand : MyceliumDestinationCmdlet
{
    /// <summary>How long to wait for each route, in seconds or as a TimeSpan. Default: 20 seconds, longer than a search takes.</summary>
    [Parameter]
    [Seconds]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(20);

    /// <inheritdoc/>
    private protected override void Handle(MyceliumNode node, IPAddress destination)
    {
        var progress = new WaitProgress($"Asking for the route from node '{node.Name}' to {destination}");
        WriteObject(Wait(token => node.ResolveRouteAsync(destination, Timeout, token), progress));
    }
}
