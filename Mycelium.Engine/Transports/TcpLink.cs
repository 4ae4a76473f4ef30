using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

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

    // Where the system does not tell how fast it sends.
    private const int AppleUnsentLimitBytes = 64 * 1024;

    // Changes of the limit of unsent bytes below an eighth are not worth a call.
    private const int LimitSteps = 8;

    private const int TcpLevel = 6;
    private const int LinuxUserTimeout = 18;
    private const int LinuxUnsentLimit = 25;
    private const int LinuxLongestRetransmission = 44;

    // Retransmissions that come ever more rarely find out late that a link works again. Kernels before 6.15 go on doubling.
    private const int LongestRetransmissionMilliseconds = 3_000;
    private const int AppleUnsentLimit = 0x201;

    private readonly Socket _socket;
    private readonly TcpShare? _share;
    private TimeSpan _observeAt;
    private long _sent;
    private int _unsentLimit;

    internal TcpLink(Socket socket, Endpoint remoteEndpoint)
    {
        _socket = socket;
        RemoteEndpoint = remoteEndpoint;
        RemoteAddress = socket.RemoteEndPoint as IPEndPoint ?? throw new SocketException((int)SocketError.NotConnected);
        bool isIPv4 = RemoteAddress.AddressFamily == AddressFamily.InterNetwork || RemoteAddress.Address.IsIPv4MappedToIPv6;
        StaticCost = isIPv4 ? CostIPv4 : CostIPv6;
        socket.NoDelay = true;
        SetOptionalOptions(socket);
        socket.Blocking = false;
        PollHandle = socket.Handle;
        if (TcpInformation.TryRead(socket, out _) && TrySetUnsentLimit(TcpShare.FirstUnsentLimit))
        {
            _share = new TcpShare();
        }
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
        IoStatus status = Status(error, ref count);
        _sent += count;
        return status;
    }

    public TransportShare? GetShare(TimeSpan now)
    {
        if (_share is not { } share) { return null; }

        if (now >= _observeAt && TcpInformation.TryRead(_socket, out TcpInformation information))
        {
            _observeAt = now + TcpShare.Spacing;
            share.Observe(information, now);
            int limit = share.UnsentLimit;
            if (Math.Abs(limit - _unsentLimit) > _unsentLimit / LimitSteps) { TrySetUnsentLimit(limit); }
        }

        return new TransportShare(_unsentLimit, share.Room(_sent), share.BytesPerSecond);
    }

    public void NoteEmptied() => _share?.NoteEmptied();

    public TimeSpan? GetSilence() =>
        TcpInformation.TryRead(_socket, out TcpInformation information) ? information.SinceAcknowledgement : null;

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
            TrySetRaw(socket, LinuxLongestRetransmission, LongestRetransmissionMilliseconds);
        }
        else if (OperatingSystem.IsMacOS())
        {
            TrySetRaw(socket, AppleUnsentLimit, AppleUnsentLimitBytes);
        }
    }

    private bool TrySetUnsentLimit(int value)
    {
        if (!TrySetRaw(_socket, LinuxUnsentLimit, value)) { return false; }

        _unsentLimit = value;
        return true;
    }

    private static bool TrySetRaw(Socket socket, int option, int value)
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

        try
        {
            socket.SetRawSocketOption(TcpLevel, option, bytes);
            return true;
        }
        catch (SocketException)
        {
            // The link works without it.
            return false;
        }
    }

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
