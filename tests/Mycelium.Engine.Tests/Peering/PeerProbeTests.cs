using System.Net;
using System.Net.Sockets;
using Mycelium.Engine.Configuration;
using Mycelium.Engine.Errors;
using Mycelium.Engine.Management;
using Mycelium.Engine.Peering;
using Mycelium.Engine.Transports;
using Mycelium.Engine.Tunnels;
using Mycelium.Engine.Wire;
using Xunit;

namespace Mycelium.Engine.Tests.Peering;

public sealed class PeerProbeTests : IDisposable
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(2);

    private readonly CancellationTokenSource _limit = new(Long);
    private readonly PeerProbe _probe = new();

    public void Dispose() => _limit.Dispose();

    [Fact]
    public async Task A_node_answers_each_Hello_says_who_it_is_and_keeps_nothing()
    {
        await using MyceliumNode node = await StartAsync();
        Endpoint endpoint = await EndpointOfAsync(node);

        PeerProbeResult result = await _probe.ProbeAsync(endpoint, 3, Long, _limit.Token);

        Assert.True(result.IsReachable);
        Assert.Equal((3, null), (result.RoundTripTimes.Count, result.Error));
        Assert.Equal((node.Address, node.PublicKey), (result.Address, result.PublicKey));
        Assert.Equal(new IPEndPoint(IPAddress.Loopback, endpoint.Port), result.RemoteEndPoint);
        Assert.True(result.ConnectTime > TimeSpan.Zero && result.RoundTripTime > TimeSpan.Zero);
        await EventuallyAsync(async () => (await node.GetPeersAsync(_limit.Token)).Count == 0);
        Assert.Empty(await node.GetRoutesAsync(_limit.Token));
    }

    [Fact]
    public async Task The_best_of_several_come_first_and_each_is_probed_once()
    {
        await using MyceliumNode node = await StartAsync();
        Endpoint good = await EndpointOfAsync(node);
        using TcpListener silent = Listen(out Endpoint mute);
        Endpoint closed = Closed();
        int last = 0;

        IReadOnlyList<PeerProbeResult> results = await _probe.ProbeAllAsync(
            [closed, mute, good, closed], 1, TimeSpan.FromSeconds(1), 8, ended => Interlocked.Increment(ref last), _limit.Token);

        Assert.Equal((good.ToString(), 3, 3), (results[0].Endpoint, results.Count, last));
        Assert.All(results.Skip(1), result => Assert.False(result.IsReachable));
        string? ErrorOf(Endpoint endpoint) => results.Single(result => result.Endpoint == endpoint.ToString()).Error;
        Assert.Contains("Connected, but no answer within 1 s", ErrorOf(mute), StringComparison.Ordinal);
        Assert.NotNull(ErrorOf(closed));
    }

    [Theory]
    [InlineData("", "closed the connection")]
    [InlineData("SSH-2.0-OpenSSH", "does not speak this protocol")]
    public async Task What_is_no_node_is_not_reachable(string greeting, string reason)
    {
        using TcpListener listener = Listen(out Endpoint endpoint);
        Task serving = ServeAsync(listener, System.Text.Encoding.ASCII.GetBytes(greeting));

        PeerProbeResult result = await _probe.ProbeAsync(endpoint, 1, Long, _limit.Token);
        await serving;

        Assert.Contains(reason, result.Error, StringComparison.Ordinal);
        Assert.False(result.IsReachable);
        Assert.NotNull(result.ConnectTime);
    }

    [Fact]
    public async Task Who_answers_before_it_is_asked_is_not_believed()
    {
        byte[] frame = new byte[ControlFrame.MaximumSize];
        ControlFrame.TryWrite(ControlTlv.From(new IhuTlv(0, 6000, null)), frame, out int length);
        using TcpListener listener = Listen(out Endpoint endpoint);
        Task serving = ServeAsync(listener, [.. frame.AsSpan(0, length), .. frame.AsSpan(0, length)]);

        PeerProbeResult result = await _probe.ProbeAsync(endpoint, 1, Long, _limit.Token);
        await serving;

        Assert.Contains("answers more than it was asked", result.Error, StringComparison.Ordinal);
        Assert.False(result.IsReachable);
    }

    [Fact]
    public async Task The_caller_can_end_it_and_some_endpoints_can_not_be_probed()
    {
        using TcpListener silent = Listen(out Endpoint mute);
        using var end = new CancellationTokenSource();
        Task<PeerProbeResult> probe = _probe.ProbeAsync(mute, 1, Long, end.Token);

        await end.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => probe);
        foreach (Endpoint unusable in new[] { Endpoint.Memory("a"), Endpoint.Tcp(IPAddress.Loopback, 0) })
        {
            MyceliumException exception = Assert.Throws<MyceliumException>(() => PeerProbe.RefuseUnusable(unusable));
            Assert.Equal(MyceliumErrorId.InvalidEndpoint, exception.ErrorId);
        }

        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => _probe.ProbeAsync(mute, 0, Long, _limit.Token));
    }

    private static Task<MyceliumNode> StartAsync() => MyceliumNode.StartAsync(new NodeOptions
    {
        Name = "probed",
        Listen = ["tcp://127.0.0.1:0"],
        Tunnel = TunnelMode.Userspace,
        Discovery = false,
    });

    private static TcpListener Listen(out Endpoint endpoint)
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        endpoint = Endpoint.Tcp(IPAddress.Loopback, ((IPEndPoint)listener.LocalEndpoint).Port);
        return listener;
    }

    private static Endpoint Closed()
    {
        using TcpListener listener = Listen(out Endpoint endpoint);
        return endpoint;
    }

    // Says something, and closes once the other end has said something.
    private async Task ServeAsync(TcpListener listener, byte[] greeting)
    {
        using Socket socket = await listener.AcceptSocketAsync(_limit.Token);
        if (greeting.Length > 0) { await socket.SendAsync(greeting, _limit.Token); }

        await socket.ReceiveAsync(new byte[1024], _limit.Token);
    }

    private async Task<Endpoint> EndpointOfAsync(MyceliumNode node)
    {
        NodeSnapshot snapshot = await node.GetSnapshotAsync(_limit.Token);
        Assert.True(Endpoint.TryParse(snapshot.Listen[0], out Endpoint endpoint, out _));
        return endpoint;
    }

    private async Task EventuallyAsync(Func<Task<bool>> isReached)
    {
        while (!await isReached()) { await Task.Delay(TimeSpan.FromMilliseconds(10), _limit.Token); }
    }
}
