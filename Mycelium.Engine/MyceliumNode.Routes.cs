using System.Net;
using Mycelium.Engine.Errors;
using Mycelium.Engine.Identity;
using Mycelium.Engine.Management;
using Mycelium.Engine.Routing;

namespace Mycelium.Engine;

/// <content>Routes that are asked for.</content>
public sealed partial class MyceliumNode
{
    /// <summary>Gives the route that packets to an overlay address take; where none is known, asks the network, as a packet
    /// would.</summary>
    /// <param name="destination">Overlay address of another node.</param>
    /// <param name="timeout">How long to wait for an answer: zero or more, or <see cref="Timeout.InfiniteTimeSpan"/>. A search of the
    /// network ends after 15 s.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="MyceliumException"><see cref="MyceliumErrorId.RouteNotFound"/> if the search has ended without an answer,
    /// <see cref="MyceliumErrorId.WaitTimedOut"/> if it goes on; <see cref="MyceliumErrorId.InvalidAddress"/>,
    /// <see cref="MyceliumErrorId.NodeStopped"/> or <see cref="MyceliumErrorId.NodeFailed"/>.</exception>
    public async Task<RouteSnapshot> ResolveRouteAsync(
        IPAddress destination, TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        Ipv6Address address = ParseForeign(destination);
        using var time = new CancellationTokenSource(timeout, _time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(time.Token, cancellationToken);
        await RequestRouteAsync(destination, cancellationToken).ConfigureAwait(false);
        while (true)
        {
            // Asked for before the look, so that no change between the two is missed.
            using var round = CancellationTokenSource.CreateLinkedTokenSource(both.Token);
            Task change = WaitForChangeAsync(round.Token);
            try
            {
                IReadOnlyList<RouteSnapshot> found =
                    await _control.AskAsync(() => _control.RoutesTo(address), cancellationToken).ConfigureAwait(false);
                if (found is [{ State: RouteState.Selected } selected, ..]) { return selected; }

                if (found is [{ State: RouteState.NoRoute, Address: null }]) { throw NotFound(destination); }

                await change.ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                throw LateRoute(destination, timeout);
            }
            finally
            {
                await round.CancelAsync().ConfigureAwait(false);
                await change.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <summary>As <see cref="ParseOverlay"/>; addresses of this node are refused too.</summary>
    private Ipv6Address ParseForeign(IPAddress destination)
    {
        Ipv6Address address = ParseOverlay(destination);
        return _description.Identity.Subnet.Contains(address)
            ? throw new MyceliumException(
                MyceliumErrorId.InvalidAddress,
                $"{destination} belongs to the node '{Name}' itself; no route leads there.",
                "Ask another node for it.")
            : address;
    }

    private MyceliumException NotFound(IPAddress destination) => new(
        MyceliumErrorId.RouteNotFound,
        $"The node '{Name}' has asked the network for a route to {destination}, and nobody answered.",
        "Check the address, and that the other node runs and has connected peers.");

    private MyceliumException LateRoute(IPAddress destination, TimeSpan timeout) => new(
        MyceliumErrorId.WaitTimedOut,
        FormattableString.Invariant($"The node '{Name}' got no route to {destination} within {timeout.TotalSeconds:0.###} s."),
        "Check that both nodes have connected peers, or give it longer; a search of the network ends after 15 s.");
}
