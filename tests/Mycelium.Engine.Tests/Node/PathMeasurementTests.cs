using System.Net;
using Mycelium.Engine.Errors;
using Mycelium.Engine.Management;
using Xunit;

namespace Mycelium.Engine.Tests.Node;

public sealed class PathMeasurementTests : IAsyncLifetime
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    private readonly TestNetwork _network = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _network.StopAllAsync();

    [Fact]
    public async Task All_requests_are_answered_and_a_rate_is_found()
    {
        MyceliumNode a = await _network.StartAsync("a");
        MyceliumNode b = await _network.StartAsync("b", "a");
        await _network.ReachAsync(a, b.Address);

        PathMeasurement measurement =
            await a.MeasurePathAsync(b.Address, 3, TimeSpan.Zero, TimeSpan.FromMilliseconds(100), Timeout, _network.Limit);

        Assert.Equal(("a", b.Address, 3, 3), (measurement.Node, measurement.Destination, measurement.Sent, measurement.Received));
        Assert.True(measurement.BytesPerSecond > 0);
        Assert.True((await a.GetStatisticAsync(_network.Limit)).SentPackets > 3 + 1);
    }

    [Fact]
    public async Task Without_a_duration_the_rate_is_left_out()
    {
        MyceliumNode a = await _network.StartAsync("a");
        MyceliumNode b = await _network.StartAsync("b", "a");

        Assert.Null((await a.MeasurePathAsync(b.Address, 1, TimeSpan.Zero, TimeSpan.Zero, Timeout, _network.Limit)).BytesPerSecond);
    }

    [Fact]
    public async Task Nothing_is_measured_without_a_route_or_with_numbers_out_of_range()
    {
        MyceliumNode a = await _network.StartAsync("a");

        MyceliumException exception = await Assert.ThrowsAsync<MyceliumException>(() => a.MeasurePathAsync(
            IPAddress.Parse("400:1::1"), 1, TimeSpan.Zero, TimeSpan.Zero, TimeSpan.FromMilliseconds(50), _network.Limit));

        Assert.Equal(MyceliumErrorId.WaitTimedOut, exception.ErrorId);
        foreach ((int count, TimeSpan timeout) in new[] { (0, Timeout), (1001, Timeout), (1, TimeSpan.Zero) })
        {
            await Assert.ThrowsAsync<ArgumentOutOfRangeException>(
                () => a.MeasurePathAsync(a.Address, count, TimeSpan.Zero, TimeSpan.Zero, timeout, _network.Limit));
        }
    }
}
