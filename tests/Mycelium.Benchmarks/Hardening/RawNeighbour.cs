using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Mycelium.Engine.Identity;
using Mycelium.Engine.Wire;

namespace Mycelium.Benchmarks.Hardening;

/// <summary>A neighbour without a node: announces what it is told, answers Hellos, and throws everything else away.</summary>
internal sealed class RawNeighbour : IAsyncDisposable
{
    private readonly Socket _socket;
    private readonly SemaphoreSlim _sending = new(1);
    private readonly Task _reading;

    private RawNeighbour(Socket socket)
    {
        _socket = socket;
        _reading = ReadAsync();
    }

    /// <summary>Whether the node has closed the connection.</summary>
    internal bool IsClosed => _reading.IsCompleted;

    /// <summary>Connects to a node of this machine and announces itself.</summary>
    /// <param name="port">The node's TCP port.</param>
    /// <param name="number">Makes the key; another for each neighbour.</param>
    internal static async Task<RawNeighbour> ConnectAsync(int port, int number)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, port);
        var neighbour = new RawNeighbour(socket);
        await neighbour.SendAsync(Frame(Update(OriginOf(number, 0), new Metric(0))));
        return neighbour;
    }

    /// <summary>The router id of a made-up node.</summary>
    internal static RouterId OriginOf(int neighbour, int number)
    {
        byte[] key = new byte[32];
        BinaryPrimitives.WriteInt32BigEndian(key, neighbour + 1);
        BinaryPrimitives.WriteInt32BigEndian(key.AsSpan(4), number);
        key[31] = 9;
        return new RouterId(new PublicKey(key), 1);
    }

    internal static ControlTlv Update(RouterId origin, Metric metric) =>
        ControlTlv.From(new UpdateTlv(0, 30_000, default, metric, origin.Key.Subnet, origin));

    internal static byte[] Frame(in ControlTlv tlv)
    {
        byte[] frame = new byte[ControlFrame.MaximumSize];
        ControlFrame.TryWrite(tlv, frame, out int length);
        return frame[..length];
    }

    /// <summary>Announces nodes behind this one.</summary>
    internal async Task AnnounceAsync(int neighbour, int count)
    {
        for (int i = 1; i <= count; i++) { await SendAsync(Frame(Update(OriginOf(neighbour, i), new Metric(10)))); }
    }

    /// <summary>Sends a Hello, as each neighbour does every 20 s.</summary>
    internal Task HelloAsync() => SendAsync(Frame(ControlTlv.From(new HelloTlv(true, default, 2000))));

    /// <summary>Sends bytes; a connection that the node has closed takes them silently.</summary>
    internal async Task SendAsync(ReadOnlyMemory<byte> bytes)
    {
        await _sending.WaitAsync();
        try
        {
            while (!bytes.IsEmpty) { bytes = bytes[await _socket.SendAsync(bytes)..]; }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // IsClosed says so.
        }
        finally
        {
            _sending.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        _socket.Dispose();
        await _reading;
        _sending.Dispose();
    }

    private async Task ReadAsync()
    {
        byte[] buffer = new byte[2 * FrameCursor.MaximumFrameSize];
        byte[] ihu = Frame(ControlTlv.From(new IhuTlv(0, 6000, null)));
        int kept = 0;
        try
        {
            while (await _socket.ReceiveAsync(buffer.AsMemory(kept)) is > 0 and int count)
            {
                kept = Take(buffer, kept + count, out int hellos);
                for (; hellos > 0; hellos--) { await SendAsync(ihu); }
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // Reset by the node, or closed by this end.
        }
    }

    private static int Take(byte[] buffer, int length, out int hellos)
    {
        hellos = 0;
        var cursor = new FrameCursor(buffer.AsSpan(0, length));
        while (cursor.Read(out Span<byte> body) is var status && status is FrameStatus.Data or FrameStatus.Control)
        {
            bool isHello = status == FrameStatus.Control && body.Length > 0 && body[0] == (byte)TlvType.Hello;
            hellos += isHello ? 1 : 0;
        }

        buffer.AsSpan(cursor.Consumed, length - cursor.Consumed).CopyTo(buffer);
        return length - cursor.Consumed;
    }
}
