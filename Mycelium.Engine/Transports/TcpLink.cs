using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Mycelium.Engine.Transports;

/// <summary>A TCP connection, non-blocking; nothing throws per call.</summary>
internal sealed class TcpLink : ITransportLink
{
    // Source: transports.md section 8.
    private const ushort CostIPv6 = 10;
    private const ushort CostIPv4 = 15;

    private const int KeepAliveSeconds = 15;
    private const int KeepAliveIntervalSeconds = 5;
    private const int KeepAliveCount = 3;
    private const int UserTimeoutMilliseconds = 30_000;

    // What the kernel holds unsent adds to the delay of everything behind it, control packets included.
    private const int UnsentLimitBytes = 128 * 1024;

    private const int TcpLevel = 6;
    private const int LinuxUserTimeout = 18;
    private const int LinuxUnsentLimit = 25;
    private const int LinuxInformation = 11;
    private const int LinuxLongestRetransmission = 44;

    // Of struct tcp_info in the kernel's linux/tcp.h: milliseconds since the last acknowledgement.
    private const int LastAcknowledgementOffset = 56;
    private const int InformationSize = 104;

    // Retransmissions that come ever more rarely find out late that a link works again. Kernels before 6.15 go on doubling.
    private const int LongestRetransmissionMilliseconds = 3_000;
    private const int AppleUnsentLimit = 0x201;

    private readonly Socket _socket;

    internal TcpLink(Socket socket, Endpoint remoteEndpoint)
    {
        _socket = socket;
        RemoteEndpoint = remoteEndpoint;
        RemoteAddress = (IPEndPoint)socket.RemoteEndPoint!;
        bool isIPv4 = RemoteAddress.AddressFamily == AddressFamily.InterNetwork || RemoteAddress.Address.IsIPv4MappedToIPv6;
        StaticCost = isIPv4 ? CostIPv4 : CostIPv6;
        socket.NoDelay = true;
        SetOptionalOptions(socket);
        socket.Blocking = false;
        PollHandle = socket.Handle;
    }

    public Endpoint RemoteEndpoint { get; }

    public IPEndPoint? RemoteAddress { get; }

    public ushort StaticCost { get; }

    public nint PollHandle { get; }

    public string? FailureReason { get; private set; }

    public IoStatus TryReceive(Span<byte> buffer, out int count)
    {
        count = _socket.Receive(buffer, SocketFlags.None, out SocketError error);
        return error == SocketError.Success && count == 0 ? IoStatus.Closed : Status(error, ref count);
    }

    public IoStatus TrySend(ReadOnlySpan<byte> data, out int count)
    {
        count = _socket.Send(data, SocketFlags.None, out SocketError error);
        return Status(error, ref count);
    }

    public TimeSpan? GetSilence()
    {
        if (!OperatingSystem.IsLinux()) { return null; }

        Span<byte> information = stackalloc byte[InformationSize];
        try
        {
            int length = _socket.GetRawSocketOption(TcpLevel, LinuxInformation, information);
            return length < LastAcknowledgementOffset + sizeof(uint)
                ? null
                : TimeSpan.FromMilliseconds(MemoryMarshal.Read<uint>(information[LastAcknowledgementOffset..]));
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // Closed meanwhile by the thread that owns it.
            return null;
        }
    }

    public void SetReadySignal(Action? signal)
    {
    }

    public void Dispose() => _socket.Dispose();

    private static void SetOptionalOptions(Socket socket)
    {
        Try(() =>
        {
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, KeepAliveSeconds);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, KeepAliveIntervalSeconds);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, KeepAliveCount);
        });
        if (OperatingSystem.IsLinux())
        {
            TrySetRaw(socket, LinuxUserTimeout, UserTimeoutMilliseconds);
            TrySetRaw(socket, LinuxUnsentLimit, UnsentLimitBytes);
            TrySetRaw(socket, LinuxLongestRetransmission, LongestRetransmissionMilliseconds);
        }
        else if (OperatingSystem.IsMacOS())
        {
            TrySetRaw(socket, AppleUnsentLimit, UnsentLimitBytes);
        }
    }

    private static void TrySetRaw(Socket socket, int option, int value) => Try(() =>
    {
        Span<byte> bytes = stackalloc byte[sizeof(int)];
        if (BitConverter.IsLittleEndian)
        {
            BinaryPrimitives.WriteInt32LittleEndian(bytes, value);
        }
        else
        {
            BinaryPrimitives.WriteInt32BigEndian(bytes, value);
        }

        socket.SetRawSocketOption(TcpLevel, option, bytes);
    });

    private static void Try(Action set)
    {
        try
        {
            set();
        }
        catch (SocketException)
        {
            // The link works without it, and finds out later that the other side is gone.
        }
    }

    private IoStatus Status(SocketError error, ref int count)
    {
        switch (error)
        {
            case SocketError.Success:
                return IoStatus.Done;
            case SocketError.WouldBlock or SocketError.IOPending or SocketError.Interrupted:
                count = 0;
                return IoStatus.WouldBlock;
            default:
                count = 0;
                FailureReason = new SocketException((int)error).Message;
                return IoStatus.Failed;
        }
    }
}
