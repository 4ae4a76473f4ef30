using System.Net;
using Mycelium.Engine.Routing;

namespace Mycelium.Engine.Management;

/// <summary>A change of one row of a node's routing table. Renewals, which change only seqno and expiry, are none.</summary>
public sealed record RouteChange
{
    /// <summary>When it was seen.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>What happened to the row.</summary>
    public required ChangeKind Kind { get; init; }

    /// <summary>The row as it is now; as it was last, if it is gone.</summary>
    public required RouteSnapshot Route { get; init; }

    /// <summary>The row as it was before; null if there was none.</summary>
    public RouteSnapshot? Previous { get; init; }

    /// <summary>Name of the node.</summary>
    public string Node => Route.Node;

    /// <summary>Destination, such as <c>437:5106:5530:1589::/64</c>.</summary>
    public string Subnet => Route.Subnet;

    /// <summary>Overlay address of the node behind the subnet; null while it is only queried.</summary>
    public IPAddress? Address => Route.Address;

    /// <summary>Endpoint of the peer that packets go to; null while only queried.</summary>
    public string? NextHop => Route.NextHop;

    /// <summary>How the route stands now; null if it is gone.</summary>
    public RouteState? State => Kind == ChangeKind.Removed ? null : Route.State;

    /// <summary>How it stood before; null if it was not there.</summary>
    public RouteState? PreviousState => Previous?.State;

    /// <summary>Total cost now, 0 to 65534, or 65535 for unreachable and while only queried; null if it is gone.</summary>
    public int? Metric => Kind == ChangeKind.Removed ? null : Route.Metric;

    /// <summary>Total cost before; null if it was not there.</summary>
    public int? PreviousMetric => Previous?.Metric;

    /// <summary>Kind and subnet.</summary>
    public override string ToString() => $"{Kind} {Subnet}";
}
