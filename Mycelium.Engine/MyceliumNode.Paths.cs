using System.Net;
using System.Runtime.CompilerServices;
using Mycelium.Engine.DataPlane;
using Mycelium.Engine.Errors;
using Mycelium.Engine.Identity;
using Mycelium.Engine.Management;
using Mycelium.Engine.Routing;

namespace Mycelium.Engine;

/// <content>What can be found out about the way to another node.</content>
public sealed partial class MyceliumNode
{
    /// <summary>Most hops of a trace: the least hop limit that is sent is 2, the largest 255.</summary>
    public const int MaximumHops = 254;

    /// <summary>Most requests to one hop: nodes send at most 50 reports a second.</summary>
    public const int MaximumRequestsPerHop = 20;

    private const int TracePayload = 56;

    /// <summary>Finds the nodes on the way to a destination, from the nearest on, and ends with the destination or where the way
    /// ends.</summary>
    /// <param name="destination">Overlay address of another node.</param>
    /// <param name="maximumHops">Where to give up: 1 to <see cref="MaximumHops"/>.</param>
    /// <param name="count">Requests to each hop, all at once: 1 to <see cref="MaximumRequestsPerHop"/>.</param>
    /// <param name="timeout">How long to wait for a route, and for the answers of each hop.</param>
    /// <param name="cancellationToken">Ends the trace.</param>
    /// <exception cref="MyceliumException">As <see cref="ResolveRouteAsync"/>.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public async IAsyncEnumerable<RouteHop> TraceAsync(
        IPAddress destination,
        int maximumHops,
        int count,
        TimeSpan timeout,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maximumHops, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(maximumHops, MaximumHops);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, MaximumRequestsPerHop);
        await ResolveRouteAsync(destination, timeout, cancellationToken).ConfigureAwait(false);
        for (int hop = 1; hop <= maximumHops; hop++)
        {
            RouteHop found = await ProbeHopAsync(destination, hop, count, timeout, cancellationToken).ConfigureAwait(false);
            yield return found;

            if (found.Status is EchoStatus.Success or EchoStatus.DestinationUnreachable) { yield break; }
        }
    }

    private async Task<RouteHop> ProbeHopAsync(
        IPAddress destination, int hop, int count, TimeSpan timeout, CancellationToken cancellationToken)
    {
        // The sender takes one off, and who then gets a 1 does not look any further, whoever the packet is for.
        IEnumerable<Task<EchoResult>> requests = Enumerable.Range(1, count)
            .Select(number => PingAsync(destination, number, TracePayload, hop + 1, timeout, cancellationToken));
        EchoResult[] results = await Task.WhenAll(requests).ConfigureAwait(false);
        EchoResult first = Array.Find(results, result => result.Responder is not null) ?? results[0];
        bool isThere = first.Responder is { } from && Ipv6Address.From(from).Subnet == Ipv6Address.From(destination).Subnet;
        return new RouteHop
        {
            Node = Name,
            Destination = destination,
            Hop = hop,
            Address = isThere ? destination : await AddressOfAsync(first.Responder, cancellationToken).ConfigureAwait(false),
            Status = isThere ? EchoStatus.Success : first.Status,
            Sent = count,
            RoundTripTimes = results.Select(result => result.RoundTripTime).ToArray(),
        };
    }

    // A report comes from the first address of the reporter's subnet, whose key a route gives.
    private async Task<IPAddress?> AddressOfAsync(IPAddress? responder, CancellationToken cancellationToken)
    {
        if (responder is null) { return null; }

        IReadOnlyList<RouteSnapshot> routes =
            await _control.AskAsync(() => _control.RoutesTo(Ipv6Address.From(responder)), cancellationToken).ConfigureAwait(false);
        return routes is [{ State: RouteState.Selected or RouteState.Fallback, Address: { } address }, ..] ? address : responder;
    }
}
