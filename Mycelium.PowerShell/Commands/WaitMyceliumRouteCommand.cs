using System.Management.Automation;
using System.Net;
using Mycelium.Engine;
using Mycelium.Engine.Errors;
using Mycelium.Engine.Identity;
using Mycelium.Engine.Management;
using Mycelium.Engine.Routing;
using Mycelium.PowerShell.Arguments;
using Mycelium.PowerShell.Nodes;

namespace Mycelium.PowerShell.Commands;

/// <summary>Waits until a node has a route to an address, asks the network for it, and emits the route.</summary>
/// <remarks>
/// An address without a route in time is an error WaitTimedOut with the address as its target; the others are emitted all the same.
/// </remarks>
/// <example>
/// <para>Waits for the route from one node to another.</para>
/// <code>Wait-MyceliumRoute (Get-MyceliumNode beta).Address -Node alpha</code>
/// </example>
/// <example>
/// <para>Tries once whether an address has a route, without waiting for it.</para>
/// <code>Wait-MyceliumRoute 400::1 -Node alpha -Timeout 0 -ErrorAction SilentlyContinue</code>
/// </example>
/// <example>
/// <para>Waits for the routes to several nodes, and pings each once there is one.</para>
/// <code>Get-MyceliumNode beta | Wait-MyceliumRoute -Node alpha -Timeout 10 | Test-MyceliumConnection -Count 1 -Quiet</code>
/// </example>
/// <seealso cref="GetMyceliumRouteCommand"/>
/// <seealso cref="ResolveMyceliumRouteCommand"/>
/// <seealso cref="WatchMyceliumRouteCommand"/>
/// <seealso cref="TestMyceliumConnectionCommand"/>
/// <seealso>about_Mycelium_Routing</seealso>
[Cmdlet(VerbsLifecycle.Wait, "MyceliumRoute")]
[OutputType(typeof(RouteSnapshot))]
[OutputType(typeof(Job))]
public sealed class WaitMyceliumRouteCommand : MyceliumDestinationCmdlet
{
    private TimeLimit _limit = null!;

    /// <summary>How long to wait for all routes together, in seconds or as a TimeSpan; with -AsJob for all of one node. Default: 30
    /// seconds.</summary>
    [Parameter]
    [Seconds]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <inheritdoc/>
    protected override void BeginProcessing() => _limit = new TimeLimit(Timeout);

    /// <inheritdoc/>
    private protected override void Handle(MyceliumNode node, IPAddress destination)
    {
        if (Ipv6Address.From(node.Address).Subnet.Contains(Ipv6Address.From(destination)))
        {
            throw new MyceliumException(
                MyceliumErrorId.InvalidAddress,
                $"{destination} belongs to the node '{node.Name}' itself; no route leads there.",
                "Name another node with -Node.");
        }

        var progress = new WaitProgress($"Waiting for a route from node '{node.Name}' to {destination}");
        bool hasAsked = false;
        RouteSnapshot? found = Wait(token => NodeConditions.WaitForAsync(node, ProbeAsync, _limit.Remaining, token), progress);
        WriteObject(found ?? throw _limit.TimedOut(
            $"The node '{node.Name}' did not get a route to {destination}",
            "Check that both nodes have connected peers with Get-MyceliumPeer, or give a longer -Timeout."));

        async Task<RouteSnapshot?> ProbeAsync(CancellationToken cancellationToken)
        {
            // Also where a route is known: the engine then asks for one to fall back on.
            if (!hasAsked) { await node.RequestRouteAsync(destination, cancellationToken).ConfigureAwait(false); }

            hasAsked = true;
            RouteSnapshot[] covering = Covering(await node.GetRoutesAsync(cancellationToken).ConfigureAwait(false), destination);
            if (covering.FirstOrDefault(route => route.State == RouteState.Selected) is { } selected) { return selected; }

            progress.Report(covering.Length == 0 ? "Asking the network" : $"The subnet is {covering[0].State}");
            if (covering.Length == 0) { await node.RequestRouteAsync(destination, cancellationToken).ConfigureAwait(false); }

            return null;
        }
    }

    // The longest prefix decides.
    private static RouteSnapshot[] Covering(IEnumerable<RouteSnapshot> routes, IPAddress destination)
    {
        Ipv6Address wanted = Ipv6Address.From(destination);
        return
        [
            .. routes
                .Select(route => (Route: route, PrefixLength: RouteCoverage.PrefixLength(route, wanted)))
                .Where(item => item.PrefixLength is not null)
                .OrderByDescending(item => item.PrefixLength)
                .Select(item => item.Route),
        ];
    }
}
