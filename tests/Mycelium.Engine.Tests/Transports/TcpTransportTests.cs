using System.Net;
using System.Net.Sockets;
using Mycelium.Engine.Errors;
using Mycelium.Engine.Transports;
using Xunit;

namespace Mycelium.Engine.Tests.Transports;

/// <summary>Over loopback, without pauses: every wait ends when what is waited for has come.</summary>
public sealed class TcpTransportTests
{
    private readonly TcpTransport _transport = new(TimeProvider.System);

    [Theory]
    [InlineData("tcp://127.0.0.1:0", "127.0.0.1", 15)]
    [InlineData("tcp://[::1]:0", "[::1]", 10)]
    [InlineData("tcp://127.0.0.1:0", "localhost", 15)]
    public async Task Bytes_pass_both_ways_and_the_cost_is_that_of_the_family(string listen, string host, int cost)
    {
        using ITransportListener listener = _transport.Listen(Parse(listen));
        using ITransportLink near = await _transport.DialAsync(Parse($"tcp://{host}:{listener.Endpoint.Port}"), default);
        using ITransportLink far = await listener.AcceptAsync(default);

        Assert.Equal(cost, near.StaticCost);
        Assert.Equal(IoStatus.WouldBlock, near.TryReceive(new byte[1], out _));
        Assert.Equal("ping", Pass(near, far, "ping"));
        Assert.Equal("pong", Pass(far, near, "pong"));
    }

    [Fact]
    public async Task A_listener_on_any_IPv6_address_takes_IPv4_too()
    {
        using ITransportListener listener = _transport.Listen(Parse("tcp://[::]:0"));
        using ITransportLink near = await _transport.DialAsync(Parse($"tcp://127.0.0.1:{listener.Endpoint.Port}"), default);
        using ITransportLink far = await listener.AcceptAsync(default);

        Assert.True(far.RemoteAddress!.Address.IsIPv4MappedToIPv6);
        Assert.Equal(15, far.StaticCost);
    }

    [Fact]
    public async Task The_silence_of_the_other_system_ends_with_its_acknowledgement()
    {
        using ITransportListener listener = _transport.Listen(Parse("tcp://127.0.0.1:0"));
        ITransportLink near = await _transport.DialAsync(listener.Endpoint, default);
        using ITransportLink far = await listener.AcceptAsync(default);
        if (OperatingSystem.IsLinux())
        {
            TimeSpan much = TimeSpan.FromMilliseconds(100);
            Assert.True(SpinWait.SpinUntil(() => near.GetSilence() > much, TimeSpan.FromMinutes(1)));
            Assert.Equal("ping", Pass(near, far, "ping"));
            Assert.True(SpinWait.SpinUntil(() => near.GetSilence() < much, TimeSpan.FromMinutes(1)));
        }

        near.Dispose();
        Assert.Null(near.GetSilence());
    }

    [Fact]
    public async Task The_end_of_a_connection_is_seen()
    {
        using ITransportListener listener = _transport.Listen(Parse("tcp://127.0.0.1:0"));
        using ITransportLink near = await _transport.DialAsync(listener.Endpoint, default);
        ITransportLink far = await listener.AcceptAsync(default);
        far.Dispose();

        Assert.Equal(IoStatus.Closed, Await(() => near.TryReceive(new byte[1], out _)));
    }

    [Fact]
    public async Task A_refused_connection_says_so()
    {
        using ITransportListener listener = _transport.Listen(Parse("tcp://127.0.0.1:0"));
        Endpoint endpoint = listener.Endpoint;
        listener.Dispose();
        var error = await Assert.ThrowsAsync<IOException>(() => _transport.DialAsync(endpoint, default));
        Assert.Contains("refused", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_port_in_use_and_a_foreign_address_are_errors()
    {
        using ITransportListener listener = _transport.Listen(Parse("tcp://127.0.0.1:0"));
        Assert.Equal(MyceliumErrorId.ListenAddressInUse, Assert.Throws<MyceliumException>(() => _transport.Listen(listener.Endpoint)).ErrorId);
        Assert.Equal(
            MyceliumErrorId.ListenFailed,
            Assert.Throws<MyceliumException>(() => _transport.Listen(Parse("tcp://192.0.2.1:9651"))).ErrorId);
    }

    [Fact]
    public async Task A_connection_has_the_options_that_bound_its_silence_and_its_backlog()
    {
        using var server = new TcpListener(IPAddress.Loopback, 0);
        server.Start();
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync((IPEndPoint)server.LocalEndpoint);
        using var link = new TcpLink(socket, Endpoint.Tcp(IPAddress.Loopback, 1));

        Assert.True(socket.NoDelay);
        Assert.False(socket.Blocking);
        Assert.Equal(1, socket.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive));
        if (OperatingSystem.IsLinux())
        {
            Assert.Equal(30_000, RawOption(socket, 18));
            Assert.Equal(TcpShare.FirstUnsentLimit, RawOption(socket, 25));
        }
    }

    [Fact]
    public void Address_families_take_turns_beginning_with_the_first()
    {
        IPAddress[] found = [.. new[] { "2001:db8::1", "2001:db8::2", "192.0.2.1" }.Select(IPAddress.Parse)];
        Assert.Equal(["2001:db8::1", "192.0.2.1", "2001:db8::2"], TcpTransport.Interleave(found).Select(address => address.ToString()));
    }

    private static Endpoint Parse(string text) => Endpoint.TryParse(text, out Endpoint endpoint, out string? error) ? endpoint : throw new FormatException(error);

    private static int RawOption(Socket socket, int option)
    {
        byte[] value = new byte[4];
        socket.GetRawSocketOption(6, option, value);
        return BitConverter.ToInt32(value);
    }

    private static string Pass(ITransportLink from, ITransportLink to, string text)
    {
        from.TrySend(System.Text.Encoding.ASCII.GetBytes(text), out _);
        byte[] buffer = new byte[16];
        int count = 0;
        Await(() => to.TryReceive(buffer, out count));
        return System.Text.Encoding.ASCII.GetString(buffer, 0, count);
    }

    private static IoStatus Await(Func<IoStatus> call)
    {
        IoStatus status;
        while ((status = call()) == IoStatus.WouldBlock) { Thread.Yield(); }

        return status;
    }
}
