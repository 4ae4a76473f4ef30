using System.Globalization;
using System.Net;

namespace Mycelium.Engine.DataPlane;

/// <summary>Outcome of one echo request over the overlay.</summary>
/// <param name="Destination">Overlay address that was asked.</param>
/// <param name="Sequence">Number of the request, from 1.</param>
/// <param name="Status">How it ended.</param>
/// <param name="RoundTripTime">Time to the answer; null if none came.</param>
/// <param name="HopLimit">Hop limit left in the answer; null if none came.</param>
/// <param name="Responder">Who answered; null if nobody did.</param>
public sealed record EchoResult(
    IPAddress Destination, int Sequence, EchoStatus Status, TimeSpan? RoundTripTime, int? HopLimit, IPAddress? Responder)
{
    /// <summary>Name of the node that asked.</summary>
    public string Node { get; init; } = string.Empty;

    /// <summary>The destination, the number, the status, and the time to the answer.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Destination} {Sequence}: {Status}{(RoundTripTime is { } time ? $" {time.TotalMilliseconds:0.0} ms" : string.Empty)}");
}
