using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Mycelium.Network.Tests.Harness;

/// <summary>Pseudo-random bytes through the kernel's TCP, with a checksum at both ends.</summary>
internal static class TcpTransfer
{
    private const int BlockSize = 256 * 1024;

    /// <summary>Sends from one place to an address of another.</summary>
    /// <param name="from">Where the sender is.</param>
    /// <param name="to">Where the receiver is.</param>
    /// <param name="address">Address of the receiver.</param>
    /// <param name="size">How many bytes.</param>
    /// <param name="seed">Of the bytes.</param>
    /// <param name="limit">It fails after this time.</param>
    /// <exception cref="TimeoutException">It was not complete in time.</exception>
    internal static async Task<TransferOutcome> RunAsync(
        LabNamespace from, LabNamespace to, string address, long size, int seed, TimeSpan limit)
    {
        using Socket listener = to.Within(() => Listen(address));
        var clock = Stopwatch.StartNew();
        Task<(string Hash, long Count)> receiving = Task.Run(() => ReceiveAsync(listener));
        using Socket sender = from.Within(() => Connect((IPEndPoint)listener.LocalEndPoint!));
        string sent = await SendAsync(sender, size, seed).WaitAsync(limit);
        (string received, long count) = await receiving.WaitAsync(limit);
        return new TransferOutcome(sent, received, count, clock.Elapsed);
    }

    private static Socket Listen(string address)
    {
        var socket = new Socket(AddressFamily.InterNetworkV6, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Parse(address), 0));
        socket.Listen();
        return socket;
    }

    private static Socket Connect(IPEndPoint target)
    {
        var socket = new Socket(AddressFamily.InterNetworkV6, SocketType.Stream, ProtocolType.Tcp);
        socket.Connect(target);
        return socket;
    }

    private static async Task<string> SendAsync(Socket socket, long size, int seed)
    {
        var random = new Random(seed);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] block = new byte[BlockSize];
        for (long left = size; left > 0;)
        {
            Memory<byte> part = block.AsMemory(0, (int)Math.Min(left, block.Length));
            random.NextBytes(part.Span);
            hash.AppendData(part.Span);
            for (Memory<byte> rest = part; !rest.IsEmpty;) { rest = rest[await socket.SendAsync(rest)..]; }

            left -= part.Length;
        }

        socket.Shutdown(SocketShutdown.Send);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static async Task<(string Hash, long Count)> ReceiveAsync(Socket listener)
    {
        using Socket socket = await listener.AcceptAsync();
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] block = new byte[BlockSize];
        long total = 0;
        while (await socket.ReceiveAsync(block) is > 0 and int count)
        {
            hash.AppendData(block, 0, count);
            total += count;
        }

        return (Convert.ToHexStringLower(hash.GetHashAndReset()), total);
    }
}
