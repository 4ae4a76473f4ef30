using System.Management.Automation;
using Mycelium.Engine.Management;
using Mycelium.Engine.Routing;
using Mycelium.PowerShell.Arguments;
using Mycelium.PowerShell.Completion;
using Mycelium.PowerShell.Nodes;

namespace Mycelium.PowerShell.Commands;

/// <summary>Shows the changes of the routing tables of nodes as they happen.</summary>
/// <remarks>
/// <para>A change is a route that is new or gone, or whose State or Metric is another; renewals, which a route gets every few minutes, are
/// none. The table is looked at up to ten times a second: what changes and changes back in between is not shown.</para>
/// <para>The command ends at Ctrl+C, with -Until, -Timeout or Select-Object -First, and when the nodes have stopped. That a node
/// was stopped is an error only if it was named.</para>
/// </remarks>
/// <example>
/// <para>Shows for a second what changes.</para>
/// <code>Watch-MyceliumRoute -Node alpha -Timeout 1</code>
/// </example>
/// <example>
/// <para>Shows how the routes of all nodes stand, and how they change, until one is lost or a second has passed.</para>
/// <code>Get-MyceliumNode | Watch-MyceliumRoute -IncludePresent -Until { $_.State -eq 'NoRoute' } -Timeout 1</code>
/// </example>
/// <example>
/// <para>Writes the history of one destination into a table.</para>
/// <code>
/// Watch-MyceliumRoute -Node alpha -Address (Get-MyceliumNode beta).Address -IncludePresent -Timeout 1 |
///     ForEach-Object { "$($_.Time.ToString('o')),$($_.PreviousState),$($_.State),$($_.NextHop)" }
/// </code>
/// </example>
/// <seealso cref="GetMyceliumRouteCommand"/>
/// <seealso cref="WaitMyceliumRouteCommand"/>
/// <seealso cref="GetMyceliumEventCommand"/>
/// <seealso cref="WatchMyceliumPeerCommand"/>
/// <seealso>about_Mycelium_Routing</seealso>
[Cmdlet(VerbsCommon.Watch, "MyceliumRoute")]
[OutputType(typeof(RouteChange))]
public sealed class WatchMyceliumRouteCommand : MyceliumWatchCmdlet
{
    private Func<RouteSnapshot, bool>[]? _subnets;
    private Func<RouteSnapshot, bool>[]? _addresses;
    private Func<RouteSnapshot, bool>[]? _nextHops;

    /// <summary>Only routes to exactly these subnets, such as 437:5106:5530:1589::/64. The wildcards * and ? find those whose text matches,
    /// as 437:* does.</summary>
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

    /// <summary>Only changes of routes that go, or went, through these peers: endpoints, as NextHop shows them. The wildcards * and ?
    /// are allowed; brackets are taken literally.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(RouteNextHopCompleter))]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[]? NextHop { get; set; }

    /// <summary>Only changes to or from one of these states.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public RouteState[]? State { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        _subnets = Filters(Subnet, RouteFilter.BySubnet);
        _addresses = Filters(Address, RouteFilter.ByAddress);
        _nextHops = Filters(NextHop, RouteFilter.ByNextHop);
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        // Without anything valid nothing could ever be shown.
        if (_subnets is [] || _addresses is [] || _nextHops is []) { return; }

        Watch((node, token) => node.WatchRoutesAsync(token), change => change.Kind, IsWanted);
    }

    private bool IsWanted(RouteChange change) =>
        (State is null || State.Any(state => change.State == state || change.PreviousState == state))
        && _subnets?.Any(filter => filter(change.Route)) is not false
        && _addresses?.Any(filter => filter(change.Route)) is not false
        && _nextHops?.Any(filter => filter(change.Route) || (change.Previous is { } previous && filter(previous))) is not false;
}
