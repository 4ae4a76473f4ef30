using System.Net;
using Mycelium.Engine.DataPlane;
using Mycelium.Engine.Errors;
using Mycelium.Engine.Management;
using Xunit;

namespace Mycelium.Engine.Tests.Node;

public sealed class RouteTraceTests : IAsyncLifetime
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    private readonly TestNetwork _network = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _network.StopAllAsync();

    [Fact]
    public async Task Each_node_on_the_way_is_found_by_its_address_and_the_destination_is_the_last()
    {
        MyceliumNode[] line = await StartLineAsync();

        List<RouteHop> hops = await TraceAsync(line[0], line[3].Address, 30);

        Assert.Equal([1, 2, 3], hops.Select(hop => hop.Hop));
        Assert.Equal(line[1..].Select(node => node.Address), hops.Select(hop => hop.Address!));
        EchoStatus[] expected = [EchoStatus.HopLimitExceeded, EchoStatus.HopLimitExceeded, EchoStatus.Success];
        Assert.Equal(expected, hops.Select(hop => hop.Status));
        Assert.All(hops, hop => Assert.Equal((2, 2, "a"), (hop.Sent, hop.Received, hop.Node)));
        Assert.All(hops, hop => Assert.True(hop.RoundTripTime > TimeSpan.Zero));
    }

    [Fact]
    public async Task A_neighbour_is_one_hop_away_and_a_trace_ends_at_its_limit()
    {
        MyceliumNode[] line = await StartLineAsync();

        RouteHop neighbour = Assert.Single(await TraceAsync(line[0], line[1].Address, 30));
        RouteHop first = Assert.Single(await TraceAsync(line[0], line[3].Address, 1));

        Assert.Equal((EchoStatus.Success, line[1].Address), (neighbour.Status, neighbour.Address));
        Assert.Equal((EchoStatus.HopLimitExceeded, line[1].Address), (first.Status, first.Address));
    }

    [Fact]
    public async Task Nothing_is_sent_without_a_route_or_to_the_node_itself()
    {
        MyceliumNode a = await _network.StartAsync("a");

        MyceliumException without = await Assert.ThrowsAsync<MyceliumException>(
            () => TraceAsync(a, IPAddress.Parse("400:1::1"), 30, TimeSpan.FromMilliseconds(50)));
        MyceliumException itself = await Assert.ThrowsAsync<MyceliumException>(() => TraceAsync(a, a.Address, 30));

        Assert.Equal((MyceliumErrorId.WaitTimedOut, MyceliumErrorId.InvalidAddress), (without.ErrorId, itself.ErrorId));
        Assert.Equal(0, (await a.GetStatisticAsync(_network.Limit)).SentPackets);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(255, 1)]
    [InlineData(30, 0)]
    [InlineData(30, 21)]
    public async Task Numbers_out_of_range_are_refused(int hops, int count)
    {
        MyceliumNode a = await _network.StartAsync("a");

        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(
            async () => await a.TraceAsync(a.Address, hops, count, Timeout, _network.Limit).FirstAsync());
    }

    private async Task<MyceliumNode[]> StartLineAsync()
    {
        MyceliumNode[] line =
        [
            await _network.StartAsync("a"),
            await _network.StartAsync("b", "a"),
            await _network.StartAsync("c", "b"),
            await _network.StartAsync("d", "c"),
        ];
        await _network.ReachAsync(line[0], line[3].Address);
        await _network.RouteAsync(line[0], line[2].Address);
        await _network.RouteAsync(line[1], line[0].Address);
        await _network.RouteAsync(line[2], line[0].Address);
        return line;
    }

    private async Task<List<RouteHop>> TraceAsync(MyceliumNode from, IPAddress to, int hops, TimeSpan? timeout = null)
    {
        var found = new List<RouteHop>();
        await foreach (RouteHop hop in from.TraceAsync(to, hops, 2, timeout ?? Timeout, _network.Limit)) { found.Add(hop); }

        return found;
    }
}
