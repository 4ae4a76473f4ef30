using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Mycelium.Network.Tests.Harness;
using Xunit;

namespace Mycelium.Network.Tests.Scenarios;

public sealed class TransferTests : NetworkTest
{
    private const int Size = 100_000_000;
    private const int BlockSize = 256 * 1024;
    private const int Seed = 20_240_101;

    [SkippableFact]
    public async Task A_hundred_megabytes_arrive_unchanged_through_three_nodes()
    {
        NetworkLab lab = await LabAsync("a", "b", "c");
        LabLink near = await lab.ConnectAsync("a", "b");
        LabLink far = await lab.ConnectAsync("b", "c");
        LabNode[] nodes = await LabNode.StartAllAsync(
            (lab["a"], new NodeSetup { Name = "a" }),
            (lab["b"], new NodeSetup { Name = "b", Peers = [Tcp(near.FirstAddress)] }),
            (lab["c"], new NodeSetup { Name = "c", Peers = [Tcp(far.FirstAddress)] }));
        await nodes[0].WaitForRouteAsync(nodes[2]);
        await nodes[2].WaitForRouteAsync(nodes[0]);

        using Socket listener = nodes[2].Place.Within(() => Listen(nodes[2].Address));
        Task<string> receiving = Task.Run(() => ReceiveAsync(listener));
        using Socket sender = nodes[0].Place.Within(() => Connect((IPEndPoint)listener.LocalEndPoint!));
        string sent = await SendAsync(sender);

        Assert.Equal(sent, await receiving.WaitAsync(TimeSpan.FromSeconds(120)));
        Assert.True(await nodes[1].Agent.InvokeNumberAsync("(Get-MyceliumStatistic).ForwardedBytes") > Size);
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

    // Pseudo-random bytes of a fixed seed; returns their SHA-256.
    private static async Task<string> SendAsync(Socket socket)
    {
        var random = new Random(Seed);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] block = new byte[BlockSize];
        for (int left = Size; left > 0;)
        {
            Memory<byte> part = block.AsMemory(0, Math.Min(left, block.Length));
            random.NextBytes(part.Span);
            hash.AppendData(part.Span);
            for (Memory<byte> rest = part; !rest.IsEmpty;) { rest = rest[await socket.SendAsync(rest)..]; }

            left -= part.Length;
        }

        socket.Shutdown(SocketShutdown.Send);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static async Task<string> ReceiveAsync(Socket listener)
    {
        using Socket socket = await listener.AcceptAsync();
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] block = new byte[BlockSize];
        while (await socket.ReceiveAsync(block) is > 0 and int count) { hash.AppendData(block, 0, count); }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
