using System.Buffers.Binary;
using Mycelium.Engine.Configuration;
using Mycelium.Engine.DataPlane;
using Mycelium.Engine.Identity;
using Mycelium.Engine.Management;
using Mycelium.Engine.Transports;
using Mycelium.Engine.Wire;
using Xunit;

namespace Mycelium.Engine.Tests.Node;

/// <summary>One hostile neighbour of a whole node, and two honest ones that ping each other through it.</summary>
public sealed class FloodTests : IAsyncLifetime
{
    private const int MaximumRoutes = 2000;
    private readonly TestNetwork _network = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _network.StopAllAsync();

    [Theory]
    [InlineData(TlvType.Update, "Routes")]
    [InlineData(TlvType.RouteRequest, "Requests")]
    [InlineData(TlvType.SeqnoRequest, "Requests")]
    public async Task A_flood_is_limited_and_counted_and_the_others_do_not_notice(TlvType type, string counter)
    {
        NodeOptions options = _network.Options("middle") with { MaximumRoutes = 2 * MaximumRoutes, MaximumRoutesPerPeer = MaximumRoutes };
        MyceliumNode middle = await _network.StartAsync(options);
        MyceliumNode one = await _network.StartAsync("one", "middle");
        MyceliumNode two = await _network.StartAsync("two", "middle");
        await _network.ReachAsync(one, two.Address);

        Assert.True(Endpoint.TryParse(TestNetwork.EndpointOf("middle"), out Endpoint target, out _));
        using ITransportLink hostile = await _network.Memory.DialAsync(target, _network.Limit);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(_network.Limit);
        Task flood = Task.Run(() => FloodAsync(hostile, type, middle, stop.Token), _network.Limit);
        while ((await middle.GetStatisticAsync(_network.Limit)).Limited[counter] < 10_000)
        {
            Assert.Equal(EchoStatus.Success, (await _network.PingAsync(one, two.Address)).Status);
        }

        IReadOnlyList<PeerSnapshot> peers = await middle.GetPeersAsync(_network.Limit);
        NodeStatistic statistic = await middle.GetStatisticAsync(_network.Limit);
        await stop.CancelAsync();
        await flood;
        Assert.InRange(statistic.RouteCount, 2, MaximumRoutes + 2);
        Assert.Equal(3, peers.Count);
        Assert.All(peers, peer => Assert.Equal(peer.PublicKey is null, peer.LimitedInput > 0));
    }

    private static async Task FloodAsync(ITransportLink link, TlvType type, MyceliumNode target, CancellationToken stop)
    {
        byte[] frame = new byte[ControlFrame.MaximumSize];
        byte[] input = new byte[64 * 1024];
        for (int i = 0; !stop.IsCancellationRequested; i++)
        {
            ControlFrame.TryWrite(Tlv(type, i, target), frame, out int length);
            for (int sent = 0; sent < length && !stop.IsCancellationRequested;)
            {
                IoStatus status = link.TrySend(frame.AsSpan(sent, length - sent), out int count);
                sent += count;
                while (link.TryReceive(input, out _) == IoStatus.Done) { }

                if (status != IoStatus.Done) { await Task.Yield(); }
            }
        }
    }

    private static ControlTlv Tlv(TlvType type, int number, MyceliumNode target)
    {
        byte[] key = new byte[32];
        BinaryPrimitives.WriteInt32BigEndian(key.AsSpan(8), number);
        var origin = new RouterId(new PublicKey(key), 1);
        return type switch
        {
            TlvType.Update => ControlTlv.From(new UpdateTlv(0, 30_000, default, new Metric(10), origin.Key.Subnet, origin)),
            TlvType.RouteRequest => ControlTlv.From(new RouteRequestTlv(0, origin.Key.Subnet)),
            _ => ControlTlv.From(new SeqnoRequestTlv(
                new SequenceNumber((ushort)number), 64, origin, PublicKey.Parse(target.PublicKey).Subnet)),
        };
    }
}
