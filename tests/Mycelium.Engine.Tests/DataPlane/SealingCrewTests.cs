using System.Buffers.Binary;
using Mycelium.Engine.Cryptography;
using Mycelium.Engine.DataPlane;
using Mycelium.Engine.Identity;
using Mycelium.Engine.Transports;
using Mycelium.Engine.Wire;
using Xunit;

namespace Mycelium.Engine.Tests.DataPlane;

/// <summary>Sealing and opening on several threads gives what one thread gives, in the same order.</summary>
public sealed class SealingCrewTests
{
    private const int BodyLength = 100;
    private static readonly byte[] Secret = [.. Enumerable.Range(1, 32).Select(i => (byte)i)];

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public void Batches_of_any_size_are_sealed_and_opened_once_each(int helpers)
    {
        using var crew = new SealingCrew(helpers);
        using var sender = new SealingKey(Secret, isLargerKey: true);
        using var receiver = new SealingKey(Secret, isLargerKey: false);
        byte[] memory = GC.AllocateArray<byte>(SealingCrew.Capacity * (BodyLength + SealingKey.Overhead), pinned: true);
        var random = new Random(7);
        for (int round = 0; round < 300; round++)
        {
            int count = random.Next(1, SealingCrew.Capacity + 1);
            for (int i = 0; i < count; i++)
            {
                Span<byte> buffer = BufferOf(memory, i);
                buffer.Fill((byte)(round + i));
                sender.WriteNonce(buffer[^NonceSequence.Size..]);
                crew.Add(sender, buffer, opens: false);
            }

            Assert.Equal(count, crew.Run());
            Assert.InRange(crew.Announced, 0, helpers);
            int damaged = random.Next(count);
            BufferOf(memory, damaged)[9] ^= 1;
            for (int i = 0; i < count; i++) { crew.Add(receiver, BufferOf(memory, i), opens: true); }

            Assert.Equal(count, crew.Run());
            for (int i = 0; i < count; i++)
            {
                Assert.Equal(i != damaged, crew.IsDone(i));
                Span<byte> body = crew.Buffer(i)[..(4 + BodyLength)];
                Assert.False(body.ContainsAnyExcept(i == damaged ? (byte)0 : (byte)(round + i)));
            }
        }
    }

    [Fact]
    public void A_fault_of_a_helper_is_thrown_at_the_owner_and_the_next_batch_works()
    {
        using var crew = new SealingCrew(2);
        using var good = new SealingKey(Secret, isLargerKey: true);
        var wiped = new SealingKey(Secret, isLargerKey: true);
        wiped.Dispose();
        byte[] memory = GC.AllocateArray<byte>(64 * (BodyLength + SealingKey.Overhead), pinned: true);
        for (int i = 0; i < 64; i++) { crew.Add(wiped, BufferOf(memory, i), opens: true); }

        Assert.Throws<ObjectDisposedException>(() => crew.Run());
        for (int i = 0; i < 64; i++) { crew.Add(good, BufferOf(memory, i), opens: true); }

        Assert.Equal(64, crew.Run());
        Assert.False(crew.IsDone(0));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void Packets_of_several_flows_keep_their_order_with_and_without_helpers(int helpers)
    {
        using var sender = new DataNode(new string('a', 64), helpers);
        using var receiver = new DataNode(new string('b', 64), helpers);
        (LinkId atSender, LinkId atReceiver) = DataNode.Connect(sender, receiver);
        sender.Route(receiver, atSender);
        receiver.Route(sender, atReceiver);
        for (int i = 0; i < 1000; i++)
        {
            byte[] packet = Packets.Ip(sender.Address, receiver.Address, 60);
            packet[43] = (byte)(i % 7);
            BinaryPrimitives.WriteInt32BigEndian(packet.AsSpan(60), i);
            sender.Host.Send(packet);
            if (i % 90 != 0) { continue; }

            sender.Turn();
            receiver.Turn();
        }

        sender.Turn();
        receiver.Turn();

        Assert.Equal(1000, receiver.Host.Received.Count);
        Assert.Equal(Enumerable.Range(0, 1000), receiver.Host.Received.Select(packet => BinaryPrimitives.ReadInt32BigEndian(packet.AsSpan(60))));
        Assert.Equal((1000, 1000), (sender.Loop.Counters.SentPackets, receiver.Loop.Counters.ReceivedPackets));
    }

    [Fact]
    public void What_was_sealed_elsewhere_does_not_pass_when_it_comes_in_a_batch()
    {
        using var node = new DataNode(new string('a', 64), helpers: 2);
        using NodeIdentity peer = NodeIdentity.Create();
        (LinkId link, MemoryLink far, _) = node.AddLink();
        node.Table.Set(peer.Subnet, peer.PublicKey, link, node.Now + TimeSpan.FromSeconds(300));
        for (int i = 0; i < 100; i++)
        {
            byte[] frame = Packets.Sealed(peer, node.Identity, Packets.Ip(peer.Address, node.Address));
            if (i % 3 == 0) { frame[^20] ^= 1; }

            far.TrySend(frame, out _);
            if (i % 10 == 0) { far.TrySend(frame, out _); }
        }

        node.Turn();

        Assert.Equal(66, node.Host.Received.Count);
        Assert.Equal((38, 6), (node.Dropped(DropReason.NotAuthentic), node.Dropped(DropReason.Replayed)));
    }

    private static Span<byte> BufferOf(byte[] memory, int index) =>
        memory.AsSpan(index * (BodyLength + SealingKey.Overhead), BodyLength + SealingKey.Overhead);
}
