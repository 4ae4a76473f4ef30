using System.Buffers.Binary;
using CsCheck;
using Mycelium.Engine.DataPlane;
using Mycelium.Engine.Identity;
using Mycelium.Engine.Routing;
using Mycelium.Engine.Wire;
using Xunit;

namespace Mycelium.Engine.Tests.DataPlane;

public sealed class QueueTests
{
    [Fact]
    public void A_queue_of_which_little_is_left_gives_the_memory_of_a_burst_back()
    {
        var queue = new SendQueue(1 << 20, kept: 4096);
        byte[] bytes = new byte[1 << 19];
        new Random(1).NextBytes(bytes);
        Assert.True(queue.TryAdd(bytes));
        int most = queue.Size;

        for (int left = bytes.Length; left > 100; left -= 1000)
        {
            queue.Remove(Math.Min(1000, queue.Count - 1));
            Assert.Equal(bytes[^queue.Count..], queue.Pending.ToArray());
        }

        Assert.True(queue.Size <= most / 64, $"{queue.Size} bytes for {queue.Count}.");
    }

    [Fact]
    public void A_send_queue_keeps_order_and_bound() =>
        Gen.Int[-5000, 5000].List[1, 200].Sample(
            steps =>
            {
                const int Capacity = 20_000;
                var queue = new SendQueue(Capacity);
                var model = new Queue<byte>();
                byte next = 0;
                foreach (int step in steps)
                {
                    if (step > 0)
                    {
                        byte[] bytes = [.. Enumerable.Range(0, step).Select(i => (byte)(next + i))];
                        bool fits = model.Count + step <= Capacity;
                        Assert.Equal(fits, queue.TryAdd(bytes));
                        if (!fits) { continue; }

                        next += (byte)step;
                        foreach (byte item in bytes) { model.Enqueue(item); }
                    }
                    else
                    {
                        int count = Math.Min(-step, model.Count);
                        byte[] expected = [.. model.Take(count)];
                        Assert.Equal(expected, queue.Pending[..count].ToArray());
                        queue.Remove(count);
                        for (int i = 0; i < count; i++) { model.Dequeue(); }
                    }

                    Assert.Equal(model.Count, queue.Count);
                }
            },
            seed: "000000000001",
            iter: 100);

    [Fact]
    public void A_token_bucket_gives_its_burst_and_then_its_rate()
    {
        var bucket = new TokenBucket(3, perSecond: 10);
        TimeSpan now = TimeSpan.FromSeconds(50);
        Assert.Equal([true, true, true, false], Enumerable.Range(0, 4).Select(_ => bucket.TryTake(now)));
        now += TimeSpan.FromSeconds(0.2);
        Assert.Equal([true, true, false], Enumerable.Range(0, 3).Select(_ => bucket.TryTake(now)));
        now += TimeSpan.FromHours(1);
        Assert.Equal(3, Enumerable.Range(0, 10).Count(_ => bucket.TryTake(now)));
    }

    [Fact]
    public void A_replay_window_knows_what_it_saw_lately_and_each_sender_apart()
    {
        var window = new ReplayWindow();
        var random = new Random(5);
        byte[][] nonces = [.. Enumerable.Range(0, 5000).Select(_ =>
        {
            byte[] nonce = new byte[12];
            random.NextBytes(nonce);
            return nonce;
        })];
        Ipv6Address sender = new(0x0400_0000_0000_0001, 1);
        Assert.All(nonces, nonce => Assert.True(window.TryAdd(sender, nonce)));
        Assert.All(nonces, nonce => Assert.False(window.TryAdd(sender, nonce)));
        Assert.All(nonces.Take(100), nonce => Assert.True(window.TryAdd(new Ipv6Address(0x0400_0000_0000_0002, 1), nonce)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_replay_window_knows_a_run_of_counters(bool isBigEndian)
    {
        byte[] nonce = new byte[12];
        Ipv6Address sender = new(0x0400_0000_0000_0001, 1);

        // Each window has a secret of its own: none may be an unlucky one.
        for (int run = 0; run < 20; run++)
        {
            var window = new ReplayWindow();
            for (int i = 0; i < 40_000; i++)
            {
                int counter = i % 20_000;
                BinaryPrimitives.WriteInt32BigEndian(nonce.AsSpan(8), isBigEndian ? counter : BinaryPrimitives.ReverseEndianness(counter));
                Assert.Equal(i < 20_000, window.TryAdd(sender, nonce));
            }
        }
    }

    [Fact]
    public void Waiting_packets_are_bounded_by_subnet_and_bytes_and_leave_with_their_subnet()
    {
        var waiting = new WaitingPackets();
        for (int i = 0; i < WaitingPackets.MaximumPerSubnet; i++) { Assert.True(waiting.TryAdd(1, WaitingKind.Own, [(byte)i], LinkId.None, default)); }

        Assert.False(waiting.TryAdd(1, WaitingKind.Own, [1], LinkId.None, default));
        ulong subnet = 2;
        while (waiting.TryAdd(subnet, WaitingKind.Own, new byte[60_000], LinkId.None, TimeSpan.FromSeconds(1))) { subnet++; }

        int left = WaitingPackets.MaximumBytes - (WaitingPackets.MaximumPerSubnet * (1 + WaitingPackets.Overhead));
        Assert.Equal((ulong)(left / (60_000 + WaitingPackets.Overhead)) + 2, subnet);
        Assert.Equal(Enumerable.Range(0, 64).Select(i => (byte)i), waiting.TakeAll(1).Select(packet => packet.Bytes[0]));
        Assert.Empty(waiting.TakeExpired(TimeSpan.FromSeconds(15.9)));
        List<WaitingPacket> expired = waiting.TakeExpired(TimeSpan.FromSeconds(16));
        Assert.Equal((int)subnet - 2, expired.Count);
        Assert.All(expired, packet => Assert.Equal(60_000, packet.Length));
        Assert.Equal(0, waiting.Count);
    }

    [Fact]
    public void Tiny_packets_of_many_subnets_count_as_what_they_cost()
    {
        var waiting = new WaitingPackets();
        ulong subnet = 0;
        while (waiting.TryAdd(subnet, WaitingKind.Incoming, new byte[40], LinkId.None, default)) { subnet++; }

        Assert.Equal(WaitingPackets.MaximumBytes / (40 + WaitingPackets.Overhead), (int)subnet);
        Assert.Equal((int)subnet, waiting.TakeExpired(WaitingPackets.Lifetime).Count);
        Assert.True(waiting.TryAdd(1, WaitingKind.Incoming, new byte[40], LinkId.None, default));
    }
}
