using Mycelium.Engine.Identity;
using Mycelium.Engine.Wire;

namespace Mycelium.Engine.Routing;

/// <summary>One row of the routing table, for display. Times are on the router's clock.</summary>
/// <param name="Subnet">The destination.</param>
/// <param name="State">How it stands.</param>
/// <param name="NextHop">The link; none for <see cref="RouteState.Queried"/>.</param>
/// <param name="RouterId">The origin; zero for <see cref="RouteState.Queried"/>.</param>
/// <param name="Seqno">As received.</param>
/// <param name="ReceivedMetric">As received, without the link cost.</param>
/// <param name="TotalMetric">With the present link cost.</param>
/// <param name="Since">When the row got its state.</param>
/// <param name="ExpiresAt">When the row goes away unless it is renewed.</param>
/// <param name="IsFeasible">Whether the feasibility condition allows the route now.</param>
public readonly record struct RouteRecord(
    Subnet Subnet,
    RouteState State,
    LinkId NextHop,
    RouterId RouterId,
    SequenceNumber Seqno,
    Metric ReceivedMetric,
    Metric TotalMetric,
    TimeSpan Since,
    TimeSpan ExpiresAt,
    bool IsFeasible);
