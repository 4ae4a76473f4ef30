using System.Globalization;
using System.Net;

namespace Mycelium.PowerShell;

/// <summary>What <c>Test-MyceliumConnection</c> found out about one destination.</summary>
/// <param name="Node">Name of the node that asked.</param>
/// <param name="Destination">Overlay address that was asked.</param>
/// <param name="Sent">Number of requests.</param>
/// <param name="Received">Number of replies.</param>
/// <param name="LossPercent">Share of requests without a reply, 0 to 100.</param>
/// <param name="MinimumRoundTripTime">Shortest time to a reply; null if none came.</param>
/// <param name="AverageRoundTripTime">Mean time to a reply; null if none came.</param>
/// <param name="MaximumRoundTripTime">Longest time to a reply; null if none came.</param>
public sealed record ConnectionSummary(
    string Node,
    IPAddress Destination,
    int Sent,
    int Received,
    double LossPercent,
    TimeSpan? MinimumRoundTripTime,
    TimeSpan? AverageRoundTripTime,
    TimeSpan? MaximumRoundTripTime)
{
    /// <summary>The destination, and how many replies came.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Destination}: {Received} of {Sent} received");

    /// <summary>Sums up.</summary>
    /// <param name="node">Name of the node that asked.</param>
    /// <param name="destination">Overlay address that was asked.</param>
    /// <param name="sent">Number of requests.</param>
    /// <param name="roundTripTimes">One time for each reply.</param>
    internal static ConnectionSummary Create(string node, IPAddress destination, int sent, IReadOnlyCollection<TimeSpan> roundTripTimes)
    {
        bool isAny = roundTripTimes.Count > 0;
        return new ConnectionSummary(
            node,
            destination,
            sent,
            roundTripTimes.Count,
            sent == 0 ? 0 : 100.0 * (sent - roundTripTimes.Count) / sent,
            isAny ? roundTripTimes.Min() : null,
            isAny ? TimeSpan.FromTicks((long)roundTripTimes.Average(time => time.Ticks)) : null,
            isAny ? roundTripTimes.Max() : null);
    }
}
