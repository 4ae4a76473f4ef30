using Mycelium.Engine.Cryptography;
using Mycelium.Engine.Management;
using Xunit;

namespace Mycelium.Engine.Tests.Node;

public sealed class NodeStatisticTests : IAsyncLifetime
{
    private readonly TestNetwork _network = new();

    [Fact]
    public async Task The_statistic_tells_of_stages_turns_and_links()
    {
        MyceliumNode a = await _network.StartAsync("a");
        MyceliumNode b = await _network.StartAsync("b", "a");
        await _network.PingAsync(b, a.Address);

        NodeStatistic statistic = await b.GetStatisticAsync(_network.Limit);
        LinkStatistic link = Assert.Single(statistic.Links);

        Assert.Equal(SealingKey.Implementation, statistic.Sealing);
        Assert.All(["Turns", "LinkReads", "LinkReadFrames"], stage => Assert.True(statistic.Stages[stage] > 0, stage));
        Assert.True(statistic.TurnDuration.Count > 0);
        Assert.Equal(TestNetwork.EndpointOf("a"), link.Peer);
        Assert.True(link is { SentBytes: > 0, ReceivedBytes: > 0, QueueDepth: { Count: > 0, Maximum: > 0 } });
        Assert.True(statistic.QueueDepth.Count >= link.QueueDepth.Count);
    }

    [Fact]
    public void Distributions_have_a_short_text()
    {
        var times = new TimeDistribution(
            9, TimeSpan.FromTicks(1234), TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(20), TimeSpan.FromSeconds(3));

        Assert.Equal("0.1234 / 1 / 20 / 3000 ms", times.ToString());
        Assert.Equal("1 / 17 / 44 / 64", new SizeDistribution(9, 1, 17, 44, 64).ToString());
        Assert.Equal("", (times with { Count = 0 }).ToString());
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _network.StopAllAsync();
}
