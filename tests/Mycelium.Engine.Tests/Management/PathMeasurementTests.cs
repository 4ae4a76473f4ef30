using System.Net;
using Mycelium.Engine.Management;
using Xunit;

namespace Mycelium.Engine.Tests.Management;

public sealed class PathMeasurementTests
{
    [Fact]
    public void Loss_jitter_and_times_come_from_the_answers()
    {
        PathMeasurement measurement = Of(10, null, 14, 12);

        Assert.Equal((4, 3, 25.0), (measurement.Sent, measurement.Received, measurement.LossPercent));
        Assert.Equal(
            [10, 12, 14, 3],
            Times(measurement).Select(time => time!.Value.TotalMilliseconds));
    }

    [Fact]
    public void Without_answers_there_are_no_times()
    {
        PathMeasurement measurement = Of(null, null);

        Assert.Equal(100, measurement.LossPercent);
        Assert.All(Times(measurement), time => Assert.Null(time));
        Assert.Null(Of(5).Jitter);
    }

    private static TimeSpan?[] Times(PathMeasurement measurement) =>
    [
        measurement.MinimumRoundTripTime, measurement.AverageRoundTripTime, measurement.MaximumRoundTripTime, measurement.Jitter,
    ];

    private static PathMeasurement Of(params int?[] milliseconds) => new()
    {
        Node = "a",
        Destination = IPAddress.Parse("400::1"),
        Sent = milliseconds.Length,
        RoundTripTimes = [.. milliseconds.Select(time => time is { } known ? TimeSpan.FromMilliseconds(known) : (TimeSpan?)null)],
    };
}
