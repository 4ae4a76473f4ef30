using System.Net;
using System.Net.Sockets;
using Mycelium.Engine.Tunnels;

namespace Mycelium.Engine.Tests.DataPlane;

/// <summary>A host whose packets are datagrams to itself: a tunnel with a handle to poll, as a TUN interface has.</summary>
internal sealed class SocketTunnel : ITunnel
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);

    public SocketTunnel()
    {
        _socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _socket.Connect(_socket.LocalEndPoint!);
        _socket.Blocking = false;
    }

    public TunnelMode Mode => TunnelMode.Tun;

    public string? InterfaceName => null;

    public int Mtu => 1400;

    public nint PollHandle => _socket.Handle;

    public void Send(byte[] packet) => _socket.Send(packet);

    public bool TryRead(TunnelInput input)
    {
        int length = _socket.Receive(input.Space(0), SocketFlags.None, out SocketError error);
        if (error != SocketError.Success) { return false; }

        input.SetPacket(length);
        return true;
    }

    public void Write(Span<byte> packet)
    {
    }

    public int Flush() => 0;

    public void SetReadySignal(Action? signal)
    {
    }

    public void Dispose() => _socket.Dispose();
}
