using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Mycelium.Engine.Wire;
using Mycelium.Network.Tests.Harness;

namespace Mycelium.Network.Tests.Conformance;

/// <summary>A scripted neighbour on a real TCP connection: sends what it is told, keeps what it receives.</summary>
internal sealed class RawPeer : IAsyncDisposable
{
    private static readonly byte[] Ihu = FrameText.Write(ControlTlv.From(new IhuTlv(0, 6000, null)));

    private readonly Socket _socket;
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly List<RawFrame> _frames = [];
    private readonly Lock _lock = new();
    private readonly Task _reading;
    private volatile bool _isClosed;

    private RawPeer(string name, Socket socket)
    {
        Name = name;
        _socket = socket;
        _reading = ReadAsync();
    }

    internal string Name { get; }

    /// <summary>Underlay address and port of this end, as the node sees it.</summary>
    internal IPEndPoint LocalEndPoint => (IPEndPoint)_socket.LocalEndPoint!;

    /// <summary>Whether each Hello is answered by an IHU, as a healthy neighbour does.</summary>
    internal bool AnswersHellos { get; init; }

    /// <summary>Whether the node has closed the connection.</summary>
    internal bool IsClosed => _isClosed;

    internal IReadOnlyList<RawFrame> Frames
    {
        get
        {
            lock (_lock) { return [.. _frames]; }
        }
    }

    /// <summary>Connects from within a namespace.</summary>
    internal static RawPeer Connect(string name, LabNamespace place, IPEndPoint target, bool answersHellos = false) => new(
        name,
        place.Within(() =>
        {
            var socket = new Socket(target.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            socket.Connect(target);
            return socket;
        }))
    { AnswersHellos = answersHellos };

    /// <summary>Sends bytes; a connection that the node has closed takes them silently.</summary>
    internal async Task SendAsync(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            while (!bytes.IsEmpty) { bytes = bytes[await _socket.SendAsync(bytes)..]; }
        }
        catch (SocketException)
        {
            _isClosed = true;
        }
    }

    /// <summary>Closes this end.</summary>
    internal void Close() => _socket.Dispose();

    public async ValueTask DisposeAsync()
    {
        Close();
        await _reading;
    }

    private async Task ReadAsync()
    {
        byte[] buffer = new byte[2 * FrameCursor.MaximumFrameSize];
        int kept = 0;
        try
        {
            while (await _socket.ReceiveAsync(buffer.AsMemory(kept)) is > 0 and int count)
            {
                kept = Take(buffer, kept + count, out int hellos);
                for (; AnswersHellos && hellos > 0; hellos--) { await SendAsync(Ihu); }
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // Reset by the node, or closed by this end.
        }

        _isClosed = true;
    }

    private int Take(byte[] buffer, int length, out int hellos)
    {
        hellos = 0;
        var cursor = new FrameCursor(buffer.AsSpan(0, length));
        int start = 0;
        while (cursor.Read(out _) is FrameStatus.Data or FrameStatus.Control)
        {
            byte[] frame = buffer[start..cursor.Consumed];
            start = cursor.Consumed;
            if (FrameText.IsHello(frame)) { hellos++; }

            lock (_lock) { _frames.Add(new RawFrame(_clock.Elapsed, frame)); }
        }

        buffer.AsSpan(start, length - start).CopyTo(buffer);
        return length - start;
    }
}
