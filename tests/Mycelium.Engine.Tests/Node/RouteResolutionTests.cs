using System.Net;
using Microsoft.Extensions.Time.Testing;
using Mycelium.Engine.Errors;
using Mycelium.Engine.Management;
using Mycelium.Engine.Routing;
using Xunit;

namespace Mycelium.Engine.Tests.Node;

public sealed class RouteResolutionTests : IAsyncLifetime
{
    private static readonly IPAddress Nobody = IPAddress.Parse("400:1::1");

    private readonly TestNetwork _network = new();
    private readonly FakeTimeProvider _time = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _network.StopAllAsync();

    [Fact]
    public async Task The_route_to_a_node_two_hops_away_is_found()
    {
        MyceliumNode a = await _network.StartAsync("a");
        await _network.StartAsync("b", "a");
        MyceliumNode c = await _network.StartAsync("c", "b");

        RouteSnapshot route = await c.ResolveRouteAsync(a.Address, Timeout.InfiniteTimeSpan, _network.Limit);

        Assert.Equal((RouteState.Selected, TestNetwork.EndpointOf("b"), "c"), (route.State, route.NextHop, route.Node));
        Assert.Equal(a.Address, route.Address);
    }

    [Fact]
    public async Task A_route_that_is_known_is_given_though_no_time_is_left()
    {
        MyceliumNode a = await _network.StartAsync("a");
        MyceliumNode b = await _network.StartAsync("b", "a");
        await _network.RouteAsync(b, a.Address);

        Assert.Equal(RouteState.Selected, (await b.ResolveRouteAsync(a.Address, TimeSpan.Zero, _network.Limit)).State);
    }

    [Fact]
    public async Task The_end_of_the_search_is_the_end_of_the_wait()
    {
        MyceliumNode a = await _network.StartAsync(_network.Options("a") with { TimeProvider = _time });
        Task<RouteSnapshot> resolution = a.ResolveRouteAsync(Nobody, Timeout.InfiniteTimeSpan, _network.Limit);

        MyceliumException exception = await Assert.ThrowsAsync<MyceliumException>(() => AdvanceAsync(resolution));

        Assert.Equal(MyceliumErrorId.RouteNotFound, exception.ErrorId);
    }

    [Fact]
    public async Task The_wait_ends_with_its_time_while_the_search_goes_on()
    {
        MyceliumNode a = await _network.StartAsync(_network.Options("a") with { TimeProvider = _time });
        Task<RouteSnapshot> resolution = a.ResolveRouteAsync(Nobody, TimeSpan.FromSeconds(2), _network.Limit);

        MyceliumException exception = await Assert.ThrowsAsync<MyceliumException>(() => AdvanceAsync(resolution));

        Assert.Equal(MyceliumErrorId.WaitTimedOut, exception.ErrorId);
        Assert.Contains("within 2 s", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_caller_can_end_the_wait_and_the_node_ends_it_too()
    {
        MyceliumNode a = await _network.StartAsync("a");
        using var end = new CancellationTokenSource();
        Task<RouteSnapshot> ended = a.ResolveRouteAsync(Nobody, Timeout.InfiniteTimeSpan, end.Token);
        Task<RouteSnapshot> stopped = a.ResolveRouteAsync(Nobody, Timeout.InfiniteTimeSpan, _network.Limit);

        await end.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => ended);
        await a.StopAsync();
        Assert.Equal(MyceliumErrorId.NodeStopped, (await Assert.ThrowsAsync<MyceliumException>(() => stopped)).ErrorId);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_address_of_the_node_itself_or_outside_of_the_overlay_is_refused(bool isOwn)
    {
        MyceliumNode a = await _network.StartAsync("a");
        IPAddress address = isOwn ? a.Address : IPAddress.IPv6Loopback;

        MyceliumException exception =
            await Assert.ThrowsAsync<MyceliumException>(() => a.ResolveRouteAsync(address, Timeout.InfiniteTimeSpan, _network.Limit));

        Assert.Equal(MyceliumErrorId.InvalidAddress, exception.ErrorId);
    }

    private async Task<T> AdvanceAsync<T>(Task<T> task)
    {
        while (!task.IsCompleted)
        {
            _time.Advance(TimeSpan.FromMilliseconds(500));
            await Task.WhenAny(task, Task.Delay(TimeSpan.FromMilliseconds(5), _network.Limit));
        }

        return await task;
    }
}
