using System.Management.Automation;
using Mycelium.Engine.Management;
using Mycelium.Engine.Routing;
using Mycelium.PowerShell.Arguments;
using Mycelium.PowerShell.Completion;
using Mycelium.PowerShell.Nodes;

namespace Mycelium.PowerShell.Commands;

/// <summary>Gets the routing table of a node.</summary>
/// <remarks>
/// A selected route is in use; a fallback route is another way to the same subnet; a queried subnet is being asked for in the network; a
/// subnet with no route was lost, or nobody answered for it a short time ago.
/// </remarks>
/// <example>
/// <para>Lists the routes in use.</para>
/// <code>Get-MyceliumRoute -Node alpha -State Selected</code>
/// </example>
/// <example>
/// <para>Pings every node that is near.</para>
/// <code>Get-MyceliumRoute -Node alpha | Where-Object Metric -lt 2000 | Test-MyceliumConnection -Count 3 -Interval 0.1</code>
/// </example>
/// <example>
/// <para>Shows which ways lead to an address.</para>
/// <code>Get-MyceliumRoute -Node alpha -Address (Get-MyceliumNode beta).Address</code>
/// </example>
/// <seealso cref="ResolveMyceliumRouteCommand"/>
/// <seealso cref="TraceMyceliumRouteCommand"/>
/// <seealso cref="WaitMyceliumRouteCommand"/>
/// <seealso cref="WatchMyceliumRouteCommand"/>
/// <seealso>about_Mycelium_Routing</seealso>
[Cmdlet(VerbsCommon.Get, "MyceliumRoute")]
[OutputType(typeof(RouteSnapshot))]
public sealed class GetMyceliumRouteCommand : MyceliumNodesCmdlet
{
    /// <summary>Only routes to exactly these subnets, such as 437:5106:5530:1589::/64. The wildcards * and ? find those whose text matches,
    /// as 437:* does.</summary>
    // Neither this nor the address is taken from the pipeline: a node that is piped in has both, but they are its own.
    [Parameter(Position = 0)]
    [Alias("DestinationPrefix")]
    [ArgumentCompleter(typeof(RouteSubnetCompleter))]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[]? Subnet { get; set; }

    /// <summary>Only routes that cover one of these overlay addresses. With the wildcards * and ?: those whose own Address matches.</summary>
    [Parameter]
    [Alias("Destination")]
    [OverlayAddress]
    [ArgumentCompleter(typeof(RouteAddressCompleter))]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[]? Address { get; set; }

    /// <summary>Only routes through these peers: endpoints, as NextHop shows them. The wildcards * and ? are allowed; brackets are taken
    /// literally.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(RouteNextHopCompleter))]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[]? NextHop { get; set; }

    /// <summary>Only routes in one of these states.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public RouteState[]? State { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        Func<RouteSnapshot, bool>[]? subnets = Filters(Subnet, RouteFilter.BySubnet);
        Func<RouteSnapshot, bool>[]? addresses = Filters(Address, RouteFilter.ByAddress);
        Func<RouteSnapshot, bool>[]? nextHops = Filters(NextHop, RouteFilter.ByNextHop);
        ForEachNode(entry => WriteObject(
            Wait(RunningNode(entry).GetRoutesAsync).Where(route => State?.Contains(route.State) is not false
                && subnets?.Any(filter => filter(route)) is not false
                && addresses?.Any(filter => filter(route)) is not false
                && nextHops?.Any(filter => filter(route)) is not false),
            enumerateCollection: true));
    }
}
