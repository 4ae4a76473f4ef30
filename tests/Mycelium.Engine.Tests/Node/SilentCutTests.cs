using Mycelium.Engine.Management;
using Mycelium.Engine.Peering;
using Mycelium.Engine.Routing;
using Xunit;

namespace Mycelium.Engine.Tests.Node;

/// <summary>Whole nodes, one of whose links is cut without a sign.</summary>
public sealed class SilentCutTests : IAsyncLifetime
{
    private readonly TestNetwork _network = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _network.StopAllAsync();

    // d dials b and c over cables of its own: d - b - a and d - c - a.
    [Fact]
    public async Task A_link_that_is_cut_without_a_sign_is_left_for_the_other_way()
    {
        CuttableTransport[] cables = [new(_network.Memory), new(_network.Memory)];
        MyceliumNode a = await _network.StartAsync("a");
        await _network.StartAsync("b", "a");
        await _network.StartAsync("c", "a");
        MyceliumNode d = await _network.StartAsync(
            _network.Options("d", "b", "c") with { MemoryTransport = new SplitTransport(_network.Memory, ("b", cables[0]), ("c", cables[1])) });
        string inPath = await BothWaysAsync(d, a);

        cables[inPath == TestNetwork.EndpointOf("b") ? 0 : 1].Cut();
        await _network.ReachAsync(d, a.Address);

        await SuspectAsync(d, inPath);
        await _network.WaitAsync(
            d,
            async () => (await d.GetRoutesAsync(_network.Limit)).FirstOrDefault(route =>
                route.State == RouteState.Selected && a.Address.Equals(route.Address) && route.NextHop != inPath));
        await _network.ReachAsync(d, a.Address);
    }

    [Fact]
    public async Task The_only_link_is_shown_as_suspect_or_closed_while_it_is_cut_and_serves_again_when_it_is_mended()
    {
        var cable = new CuttableTransport(_network.Memory);
        MyceliumNode a = await _network.StartAsync("a");
        MyceliumNode b = await _network.StartAsync(_network.Options("b", "a") with { MemoryTransport = cable });
        await _network.ReachAsync(b, a.Address);

        cable.Cut();
        PeerSnapshot cut = await SuspectAsync(b, TestNetwork.EndpointOf("a"));
        Assert.True(!cut.IsSuspect || (cut.State == PeerState.Alive && cut.Suspicions == 1), $"{cut.State}, {cut.Suspicions}");
        cable.Mend();

        await _network.ReachAsync(b, a.Address);
        await _network.WaitAsync(
            b, async () => (await b.GetPeersAsync(_network.Limit)).FirstOrDefault(item => !item.IsSuspect && item.State == PeerState.Alive));
    }

    // A machine so busy that three seconds pass unseen looks like one that slept: then what does not answer is closed at once.
    private Task<PeerSnapshot> SuspectAsync(MyceliumNode node, string endpoint) => _network.WaitAsync(
        node,
        async () => (await node.GetPeersAsync(_network.Limit)).FirstOrDefault(item =>
            item.Endpoint == endpoint && (item.IsSuspect || item.State != PeerState.Alive)));

    // Pings keep the routes in use, so that the nodes ask for a second one.
    private async Task<string> BothWaysAsync(MyceliumNode from, MyceliumNode to)
    {
        foreach (string peer in new[] { "b", "c" }) { await _network.PeerAliveAsync(from, peer); }

        while (true)
        {
            await _network.ReachAsync(from, to.Address);
            IReadOnlyList<RouteSnapshot> routes = [.. (await from.GetRoutesAsync(_network.Limit)).Where(route => to.Address.Equals(route.Address))];
            RouteSnapshot? selected = routes.FirstOrDefault(route => route.State == RouteState.Selected);
            if (selected is not null && routes.Any(route => route.State == RouteState.Fallback)) { return selected.NextHop!; }

            await from.RequestRouteAsync(to.Address, _network.Limit);
            await Task.Delay(TimeSpan.FromMilliseconds(20), _network.Limit);
        }
    }
}
