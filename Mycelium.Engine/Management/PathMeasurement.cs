using System.Net;

namespace Mycelium.Engine.Management;

/// <summary>What was measured of the way to another node and back.</summary>
public sealed record PathMeasurement
{
    /// <summary>Name of the node that measured.</summary>
    public required string Node { get; init; }

    /// <summary>Overlay address of the other node.</summary>
    public required IPAddress Destination { get; init; }

    /// <summary>Number of requests that were sent one by one.</summary>
    public required int Sent { get; init; }

    /// <summary>The times to the answers of these, in order; null for a request without one.</summary>
    public required IReadOnlyList<TimeSpan?> RoundTripTimes { get; init; }

    /// <summary>Bytes a second of IPv6 packets that arrived there and came back, so in each direction at the same time; null if that was
    /// not measured. No more than the slower direction carries, and than echo requests find room for.</summary>
    public long? BytesPerSecond { get; init; }

    /// <summary>Number of answers.</summary>
    public int Received => RoundTripTimes.Count(time => time is not null);

    /// <summary>Share of requests without an answer, 0 to 100.</summary>
    public double LossPercent => Sent == 0 ? 0 : 100.0 * (Sent - Received) / Sent;

    /// <summary>Shortest time to an answer; null if none came.</summary>
    public TimeSpan? MinimumRoundTripTime => RoundTripTimes.Min();

    /// <summary>Mean time to an answer; null if none came.</summary>
    public TimeSpan? AverageRoundTripTime => Mean(Answered);

    /// <summary>Longest time to an answer; null if none came.</summary>
    public TimeSpan? MaximumRoundTripTime => RoundTripTimes.Max();

    /// <summary>Mean difference between the times of two answers that follow each other; null if fewer than two came.</summary>
    public TimeSpan? Jitter => Mean([.. Answered.Zip(Answered.Skip(1), (first, second) => (second - first).Duration())]);

    private TimeSpan[] Answered => [.. RoundTripTimes.OfType<TimeSpan>()];

    /// <summary>The destination.</summary>
    public override string ToString() => Destination.ToString();

    private static TimeSpan? Mean(TimeSpan[] times) =>
        times.Length == 0 ? null : TimeSpan.FromTicks((long)times.Average(time => time.Ticks));
}
