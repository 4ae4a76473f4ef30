using CsCheck;
using Mycelium.Engine.Errors;
using Mycelium.Engine.Transports;
using Xunit;

namespace Mycelium.Engine.Tests.Transports;

public sealed class MemoryTransportTests
{
    private const int Capacity = 16;

    [Fact]
    public void A_ring_behaves_like_a_bounded_queue_of_bytes() =>
        Gen.Int[-20, 20].List[1, 100].Sample(
            steps =>
            {
                var ring = new ByteRing(Capacity);
                var model = new Queue<byte>();
                byte next = 0;
                foreach (int step in steps)
                {
                    if (step > 0)
                    {
                        byte[] data = [.. Enumerable.Range(0, step).Select(i => (byte)(next + i))];
                        int expected = Math.Min(step, Capacity - model.Count);
                        Assert.Equal(expected > 0 ? IoStatus.Done : IoStatus.WouldBlock, ring.TryWrite(data, out int count));
                        Assert.Equal(expected, count);
                        foreach (byte item in data.AsSpan(0, count)) { model.Enqueue(item); }

                        next += (byte)count;
                    }
                    else if (step < 0)
                    {
                        byte[] buffer = new byte[-step];
                        int expected = Math.Min(-step, model.Count);
                        Assert.Equal(expected > 0 ? IoStatus.Done : IoStatus.WouldBlock, ring.TryRead(buffer, out int count));
                        Assert.Equal(expected, count);
                        Assert.All(buffer.Take(count), item => Assert.Equal(model.Dequeue(), item));
                    }
                }
            },
            seed: "000000000001",
            iter: 500);

    [Fact]
    public async Task What_was_written_before_the_end_can_still_be_read()
    {
        (ITransportLink near, ITransportLink far) = await ConnectAsync(new MemoryTransport());
        near.TrySend([1, 2, 3], out _);
        near.Dispose();

        byte[] buffer = new byte[8];
        Assert.Equal(IoStatus.Done, far.TryReceive(buffer, out int count));
        Assert.Equal([1, 2, 3], buffer[..count]);
        Assert.Equal(IoStatus.Closed, far.TryReceive(buffer, out _));
        Assert.Equal(IoStatus.Closed, far.TrySend([1], out _));
    }

    [Fact]
    public async Task Both_sides_are_signalled_when_there_is_something_to_do()
    {
        (ITransportLink near, ITransportLink far) = await ConnectAsync(new MemoryTransport(Capacity));
        int nearSignals = 0;
        int farSignals = 0;
        near.SetReadySignal(() => nearSignals++);
        far.SetReadySignal(() => farSignals++);

        near.TrySend(new byte[Capacity], out _);
        Assert.Equal((0, 1), (nearSignals, farSignals));
        far.TryReceive(new byte[1], out _);
        Assert.Equal((1, 1), (nearSignals, farSignals));
        near.Dispose();
        Assert.Equal(3, farSignals);
    }

    [Fact]
    public async Task Nobody_listening_and_a_name_in_use_are_errors()
    {
        var transport = new MemoryTransport();
        await Assert.ThrowsAsync<IOException>(() => transport.DialAsync(Endpoint.Memory("a"), default));
        using ITransportListener listener = transport.Listen(Endpoint.Memory("a"));
        var error = Assert.Throws<MyceliumException>(() => transport.Listen(Endpoint.Memory("a")));
        Assert.Equal(MyceliumErrorId.ListenAddressInUse, error.ErrorId);
        listener.Dispose();
        transport.Listen(Endpoint.Memory("a")).Dispose();
    }

    private static async Task<(ITransportLink Near, ITransportLink Far)> ConnectAsync(MemoryTransport transport)
    {
        using ITransportListener listener = transport.Listen(Endpoint.Memory("a"));
        ITransportLink near = await transport.DialAsync(Endpoint.Memory("a"), default);
        return (near, await listener.AcceptAsync(default));
    }
}
