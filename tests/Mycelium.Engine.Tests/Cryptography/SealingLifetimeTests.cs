using Mycelium.Engine.Cryptography;
using Xunit;

namespace Mycelium.Engine.Tests.Cryptography;

/// <summary>How long a key lives, who may use it meanwhile, and what becomes of its memory.</summary>
public sealed class SealingLifetimeTests
{
    public static TheoryData<SealingImplementation> Implementations => [SealingImplementation.Libsodium, SealingImplementation.Platform];

    [Theory]
    [MemberData(nameof(Implementations))]
    public void A_wiped_key_does_nothing_and_gives_its_memory_back_once(SealingImplementation implementation)
    {
        var key = new SealingKey(new byte[32], new NonceSequence(false), implementation);
        byte[] target = new byte[100 + 28];
        key.WriteNonce(target.AsSpan(116));
        key.Encrypt(new byte[100], target);
        Assert.True(key.TryOpen(target, out int bodyLength));
        Assert.Equal(96, bodyLength);

        Parallel.For(0, 8, _ => key.Dispose());

        Assert.Throws<ObjectDisposedException>(() => key.Seal(new byte[100], target));
        Assert.Throws<ObjectDisposedException>(() => key.WriteNonce(target));
        Assert.Throws<ObjectDisposedException>(() => key.Encrypt(new byte[100], target));
        Assert.Throws<ObjectDisposedException>(() => key.TryOpen(target, out _));
        KeySlot first = KeyMemory.Take();
        KeySlot second = KeyMemory.Take();
        Assert.NotEqual(first, second);
        KeyMemory.Return(first);
        KeyMemory.Return(second);
    }

    [Theory]
    [MemberData(nameof(Implementations))]
    public void Threads_encrypt_and_open_at_the_same_time_with_one_key(SealingImplementation implementation)
    {
        const int Threads = 4;
        const int Packets = 500;
        using var key = new SealingKey(new byte[32], new NonceSequence(false), implementation);
        byte[][][] buffers =
        [
            .. Enumerable.Range(0, Threads).Select(thread => Enumerable.Range(0, Packets).Select(packet =>
            {
                byte[] buffer = new byte[200 + 28];
                key.WriteNonce(buffer.AsSpan(216));
                return buffer;
            }).ToArray()),
        ];
        int wrong = 0;
        Thread[] threads = [.. buffers.Select((own, index) => new Thread(() => Work(index, own)))];
        foreach (Thread thread in threads) { thread.Start(); }

        foreach (Thread thread in threads) { thread.Join(); }

        Assert.Equal(0, wrong);

        void Work(int index, byte[][] own)
        {
            byte[] plaintext = [.. Enumerable.Repeat((byte)index, 200)];
            foreach (byte[] buffer in own)
            {
                key.Encrypt(plaintext, buffer);
                bool isRight = key.TryOpen(buffer, out int length) && length == 196 && buffer.AsSpan(0, 200).SequenceEqual(plaintext);
                if (!isRight) { Interlocked.Increment(ref wrong); }
            }
        }
    }

    [Fact]
    public unsafe void Slots_lie_apart_aligned_and_are_wiped_when_returned()
    {
        var slab = new KeySlab(64 * 1024);
        var slots = new List<KeySlot>();
        while (!slab.IsFull) { slots.Add(slab.Take()); }

        Assert.True(slots.Count >= 128, $"{slots.Count} slots");
        Assert.Equal(slots.Count, slots.Select(slot => (nint)slot.Address).Distinct().Count());
        foreach (KeySlot slot in slots)
        {
            Assert.Equal(0, (nint)slot.Address % 64);
            Assert.Equal(-1, slot.Bytes.IndexOfAnyExcept((byte)0));
            slot.Bytes.Fill(0xa5);
        }

        slab.Return(slots[5]);
        Assert.Equal(-1, slots[5].Bytes.IndexOfAnyExcept((byte)0));
        Assert.Equal(-1, slots[4].Bytes.IndexOfAnyExcept((byte)0xa5));
        Assert.Equal(-1, slots[6].Bytes.IndexOfAnyExcept((byte)0xa5));
        Assert.Equal(slots[5], slab.Take());
        slots.ForEach(slab.Return);
        Assert.True(slab.IsEmpty);
        slab.Free();
    }

    [Fact]
    public unsafe void Many_slots_come_from_slabs_that_are_shared()
    {
        List<KeySlot> slots = [.. Enumerable.Range(0, 1000).Select(_ => KeyMemory.Take())];
        try
        {
            Assert.Equal(slots.Count, slots.Select(slot => (nint)slot.Address).Distinct().Count());
            Assert.InRange(slots.Select(slot => slot.Slab).Distinct().Count(), 1, 20);
            Assert.All(slots, slot => Assert.Equal(-1, slot.Bytes.IndexOfAnyExcept((byte)0)));
        }
        finally
        {
            slots.ForEach(KeyMemory.Return);
        }
    }

    [Fact]
    public void The_choice_is_one_that_works_here_and_stays()
    {
        SealingImplementation implementation = SealingKey.Implementation;

        Assert.Equal(implementation, SealingKey.Implementation);
        Assert.True(implementation == SealingImplementation.Platform || SodiumInterop.HasAes);
    }
}
