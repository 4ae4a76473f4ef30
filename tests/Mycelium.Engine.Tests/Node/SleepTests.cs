using Microsoft.Extensions.Time.Testing;
using Mycelium.Engine.Management;
using Mycelium.Engine.Peering;
using Xunit;

namespace Mycelium.Engine.Tests.Node;

/// <summary>Nodes that sleep.</summary>
public sealed class SleepTests : IAsyncLifetime
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(100);

    private readonly TestNetwork _network = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _network.StopAllAsync();

    [Fact]
    public async Task A_node_that_slept_keeps_the_links_that_answer()
    {
        var time = new FakeTimeProvider();
        List<NodeEvent> events = [];
        MyceliumNode a = await _network.StartAsync("a");
        MyceliumNode b = await _network.StartAsync(
            _network.Options("b", "a") with { TimeProvider = time, EventRaised = (_, item) => Note(events, item) });
        DateTimeOffset? since = (await _network.PeerAliveAsync(b, "a")).ConnectedSince;

        time.Advance(TimeSpan.FromMinutes(10));
        await WaitAsync(time, TimeSpan.Zero, () => Task.FromResult(Has(events, "Time has passed")));
        await _network.ReachAsync(a, b.Address);

        PeerSnapshot peer = await _network.PeerAliveAsync(b, "a");
        Assert.Equal((since, 0), (peer.ConnectedSince, peer.FailedAttempts));
    }

    [Fact]
    public async Task A_node_that_slept_closes_the_links_that_do_not_answer_and_dials_them_again()
    {
        var time = new FakeTimeProvider();
        var cable = new CuttableTransport(_network.Memory);
        MyceliumNode a = await _network.StartAsync("a");
        MyceliumNode b = await _network.StartAsync(_network.Options("b", "a") with { TimeProvider = time, MemoryTransport = cable });
        await _network.PeerAliveAsync(b, "a");
        cable.Cut();

        time.Advance(TimeSpan.FromMinutes(1));
        await WaitAsync(time, Step, async () => (await PeerAsync(b)).FailedAttempts > 0);
        cable.Mend();
        await WaitAsync(time, Step, async () => await PeerAsync(b) is { State: PeerState.Alive, Address: not null });

        await _network.ReachAsync(a, b.Address);
    }

    private static void Note(List<NodeEvent> events, NodeEvent item)
    {
        lock (events) { events.Add(item); }
    }

    private static bool Has(List<NodeEvent> events, string text)
    {
        lock (events) { return events.Any(item => item.Message.Contains(text, StringComparison.Ordinal)); }
    }

    // The node's clock moves by a step at each look; the limit of the network ends a wait that is in vain.
    private async Task WaitAsync(FakeTimeProvider time, TimeSpan step, Func<Task<bool>> isReached)
    {
        while (!await isReached())
        {
            time.Advance(step);
            await Task.Delay(TimeSpan.FromMilliseconds(10), _network.Limit);
        }
    }

    private async Task<PeerSnapshot> PeerAsync(MyceliumNode node) =>
        (await node.GetPeersAsync(_network.Limit)).Single(peer => peer.Endpoint == TestNetwork.EndpointOf("a"));
}
