using Mycelium.Engine.Errors;
using Mycelium.Engine.Management;
using Xunit;

namespace Mycelium.Engine.Tests.Node;

public sealed class StaticPeerLimitTests : IAsyncLifetime
{
    private const int Limit = 10_000;

    private readonly TestNetwork _network = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _network.StopAllAsync();

    [Fact]
    public async Task A_node_with_10_000_peers_refuses_another_and_takes_it_when_one_is_removed()
    {
        string[] peers = [.. Enumerable.Range(0, Limit).Select(number => $"nobody{number}")];
        MyceliumNode node = await _network.StartAsync("a", peers);
        string another = TestNetwork.EndpointOf("another");

        var exception = await Assert.ThrowsAsync<MyceliumException>(() => node.AddPeerAsync(another, _network.Limit));
        Assert.Equal(MyceliumErrorId.PeerLimitReached, exception.ErrorId);
        Assert.Equal(Limit, (await node.GetPeersAsync(_network.Limit)).Count);

        await node.RemovePeerAsync(TestNetwork.EndpointOf(peers[0]), _network.Limit);
        PeerSnapshot added = await node.AddPeerAsync(another, _network.Limit);
        Assert.Equal(another, added.Endpoint);
    }
}
