using System.Net;
using System.Net.Sockets;
using Mycelium.Engine.DataPlane;
using Xunit;

namespace Mycelium.Engine.Tests.DataPlane;

public sealed class PollerTests : IDisposable
{
    private readonly List<Socket> _sockets = [];

    public static TheoryData<bool> Kinds => OperatingSystem.IsLinux() ? [true, false] : [false];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void It_tells_what_can_be_read_and_written_as_long_as_it_can(bool isEpoll)
    {
        using Poller poller = Create(isEpoll);
        Socket quiet = Add();
        Socket loud = Add();
        poller.Watch(quiet.Handle, 1, read: true, write: false);
        poller.Watch(loud.Handle, 2, read: true, write: false);
        Assert.Empty(Ready(poller));

        loud.Send([1]);

        Assert.Equal([2], Ready(poller));
        Assert.Equal([2], Ready(poller));
        poller.Watch(quiet.Handle, 1, read: true, write: true);
        Assert.Equal([1, 2], Ready(poller));
        loud.Receive(new byte[1]);
        poller.Watch(quiet.Handle, 1, read: true, write: false);
        Assert.Empty(Ready(poller));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void What_is_watched_for_nothing_or_forgotten_is_not_told(bool isEpoll)
    {
        using Poller poller = Create(isEpoll);
        for (int token = 1; token <= 40; token++) { poller.Watch(Add().Handle, token, read: false, write: true); }

        Assert.Equal(Enumerable.Range(1, 40), Ready(poller));
        for (int token = 1; token <= 40; token += 2) { poller.Forget(token); }

        poller.Watch(_sockets[3].Handle, 4, read: false, write: false);

        Assert.Equal(Enumerable.Range(1, 40).Where(token => token % 2 == 0 && token != 4), Ready(poller));
        poller.Watch(_sockets[3].Handle, 4, read: false, write: true);
        Assert.Contains(4, Ready(poller));
        poller.Forget(99);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_wake_ends_the_wait_once(bool isEpoll)
    {
        using Poller poller = Create(isEpoll);
        poller.Wake();
        poller.Wake();

        poller.Wait(null);

        Assert.Empty(Ready(poller));
        poller.Wake();
        poller.Wait(null);
        poller.Dispose();
        poller.Wake();
    }

    public void Dispose()
    {
        foreach (Socket socket in _sockets) { socket.Dispose(); }
    }

    private static Poller Create(bool isEpoll) => isEpoll ? new EpollPoller() : new PollPoller();

    private static int[] Ready(Poller poller)
    {
        poller.Wait(TimeSpan.Zero);
        int[] ready = [.. poller.Ready.ToArray().Select(item => item.Token)];
        Array.Sort(ready);
        return ready;
    }

    // Datagrams to itself.
    private Socket Add()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        socket.Connect(socket.LocalEndPoint!);
        _sockets.Add(socket);
        return socket;
    }
}
