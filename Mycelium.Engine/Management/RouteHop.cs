using System.Net;
using Mycelium.Engine.DataPlane;

namespace Mycelium.Engine.Management;

/// <summary>A node on the way to a destination, as found by packets whose hop limit ends there.</summary>
public sealed record RouteHop
{
    /// <summary>Name of the node that asked.</summary>
    public required string Node { get; init; }

    /// <summary>Overlay address that the way leads to.</summary>
    public required IPAddress Destination { get; init; }

    /// <summary>Number of links from the node that asked, from 1.</summary>
    public required int Hop { get; init; }

    /// <summary>Who answered: its overlay address where a route to it is known, otherwise the first address of its subnet, which is all
    /// that a report says; null if nobody did.</summary>
    public IPAddress? Address { get; init; }

    /// <summary><see cref="EchoStatus.HopLimitExceeded"/> for a node on the way, <see cref="EchoStatus.Success"/> for the destination,
    /// <see cref="EchoStatus.DestinationUnreachable"/> where the way ends, <see cref="EchoStatus.TimedOut"/> if nobody answered.</summary>
    public required EchoStatus Status { get; init; }

    /// <summary>Number of requests.</summary>
    public required int Sent { get; init; }

    /// <summary>The times to the answers, in the order of the requests; null for a request without one.</summary>
    public required IReadOnlyList<TimeSpan?> RoundTripTimes { get; init; }

    /// <summary>Number of answers.</summary>
    public int Received => RoundTripTimes.Count(time => time is not null);

    /// <summary>Shortest time to an answer; null if none came.</summary>
    public TimeSpan? RoundTripTime => RoundTripTimes.Min();

    /// <summary>The address, or <c>*</c>.</summary>
    public override string ToString() => Address?.ToString() ?? "*";
}
