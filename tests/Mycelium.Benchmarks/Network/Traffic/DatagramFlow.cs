using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Mycelium.Benchmarks.Network.Traffic;

/// <summary>
/// UDP datagrams of one size from the first place of a candidate to the last, many in a system call, so that the overlay and not the
/// generator is what limits. Each datagram is a packet of its own: no segmentation offload at the sockets.
/// </summary>
internal sealed class DatagramFlow : IDisposable
{
    private const int ReceiveBuffer = 16 * 1024 * 1024;
    private const int SocketLevel = 1;
    private const int ForceReceiveBuffer = 33;
    private const int PauseMicroseconds = 50;

    // Longer than a queue on the way stays silent before it goes on.
    private static readonly TimeSpan Silence = TimeSpan.FromMilliseconds(500);

    private readonly Socket _receiver;
    private readonly Socket _sender;
    private readonly int _size;
    private volatile bool _hasSent;

    /// <param name="candidate">The way.</param>
    /// <param name="size">Bytes of payload.</param>
    internal DatagramFlow(Candidate candidate, int size)
    {
        _size = size;
        IPAddress address = IPAddress.Parse(candidate.Address);
        _receiver = candidate.Server.Within(() => Receiver(address));
        _sender = candidate.Client.Within(() => Sender((IPEndPoint)_receiver.LocalEndPoint!));
    }

    /// <summary>Sends for a time, and waits until nothing arrives any more.</summary>
    /// <param name="perSecond">Datagrams a second; null: as many as the kernel takes.</param>
    /// <param name="time">How long.</param>
    internal async Task<DatagramReport> RunAsync(double? perSecond, TimeSpan time)
    {
        _hasSent = false;
        Task<(long Count, double Seconds)> receiving = Task.Factory.StartNew(Receive, TaskCreationOptions.LongRunning);
        long sent = await Task.Factory.StartNew(() => Send(perSecond ?? double.PositiveInfinity, time), TaskCreationOptions.LongRunning);
        _hasSent = true;
        (long received, double seconds) = await receiving;
        return new DatagramReport(sent, received, seconds);
    }

    public void Dispose()
    {
        _sender.Dispose();
        _receiver.Dispose();
    }

    private static Socket Receiver(IPAddress address)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        socket.SetRawSocketOption(SocketLevel, ForceReceiveBuffer, BitConverter.GetBytes(ReceiveBuffer));
        socket.Bind(new IPEndPoint(address, 0));
        return socket;
    }

    private static Socket Sender(IPEndPoint target)
    {
        var socket = new Socket(target.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        socket.Connect(target);
        return socket;
    }

    private long Send(double perSecond, TimeSpan time)
    {
        using var datagrams = new Datagrams(_size);
        SafeHandle socket = _sender.SafeHandle;
        var clock = Stopwatch.StartNew();
        long sent = 0;
        while (clock.Elapsed is { } elapsed && elapsed < time)
        {
            int due = (int)Math.Min(Datagrams.Capacity, (elapsed.TotalSeconds * perSecond) - sent);
            if (due > 0) { sent += datagrams.Send(socket, due); } else { Datagrams.Pause(PauseMicroseconds); }
        }

        return sent;
    }

    private (long Count, double Seconds) Receive()
    {
        using var datagrams = new Datagrams(_size);
        SafeHandle socket = _receiver.SafeHandle;
        long first = 0;
        long last = Stopwatch.GetTimestamp();
        long count = 0;
        while (!_hasSent || Stopwatch.GetElapsedTime(last) < Silence)
        {
            int received = datagrams.Receive(socket);
            if (received == 0)
            {
                _receiver.Poll(TimeSpan.FromMilliseconds(100), SelectMode.SelectRead);
                continue;
            }

            last = Stopwatch.GetTimestamp();
            if (count == 0) { first = last; }

            count += received;
        }

        return (count, count == 0 ? 0 : Stopwatch.GetElapsedTime(first, last).TotalSeconds);
    }
}
