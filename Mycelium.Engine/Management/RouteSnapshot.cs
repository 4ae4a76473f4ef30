using System.Net;
using Mycelium.Engine.Routing;

namespace Mycelium.Engine.Management;

/// <summary>A row of a node's routing table, as it was when asked for.</summary>
public sealed record RouteSnapshot
{
    /// <summary>Name of the node that has this route.</summary>
    public required string Node { get; init; }

    /// <summary>Destination, such as <c>437:5106:5530:1589::/64</c>.</summary>
    public required string Subnet { get; init; }

    /// <summary>How the route stands.</summary>
    public required RouteState State { get; init; }

    /// <summary>Overlay address of the node behind the subnet; null while it is only queried.</summary>
    public IPAddress? Address { get; init; }

    /// <summary>Total cost, 0 to 65534, or 65535 for unreachable and while only queried, so that what has no route is the last and never
    /// cheap.</summary>
    public required int Metric { get; init; }

    /// <summary>Sequence number, 0 to 65535; null while only queried.</summary>
    public int? Seqno { get; init; }

    /// <summary>Router id of the origin in text; null while only queried.</summary>
    public string? RouterId { get; init; }

    /// <summary>Endpoint of the peer that packets go to; null while only queried.</summary>
    public string? NextHop { get; init; }

    /// <summary>When the route goes away unless it is renewed.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>Since when the route stands so.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>The subnet.</summary>
    public override string ToString() => Subnet;
}
