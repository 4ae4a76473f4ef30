namespace Mycelium.Benchmarks.Network;

/// <summary>One candidate in one round.</summary>
/// <param name="GigabitsPerSecond">Payload of one TCP stream.</param>
/// <param name="ProcessorSecondsPerGigabyte">Of all daemons on the way; null where there are none.</param>
/// <param name="PingMedian">Idle round trip in milliseconds, median.</param>
/// <param name="PingWorst">99th percentile.</param>
internal sealed record Measurement(double GigabitsPerSecond, double? ProcessorSecondsPerGigabyte, double PingMedian, double PingWorst);
