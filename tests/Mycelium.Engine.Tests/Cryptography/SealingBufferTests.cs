using System.Security.Cryptography;
using CsCheck;
using Mycelium.Engine.Cryptography;
using Xunit;

namespace Mycelium.Engine.Tests.Cryptography;

/// <summary>Where sealing reads from and writes to, in either implementation.</summary>
public sealed class SealingBufferTests
{
    private const int Trailer = SealingKey.Overhead - 4;

    private static readonly Gen<SealingImplementation> Implementations =
        Gen.Bool.Select(isPlatform => isPlatform ? SealingImplementation.Platform : SealingImplementation.Libsodium);

    [Fact]
    public void Either_implementation_in_place_or_not_makes_the_same_bytes()
    {
        Gen.Select(Gen.Byte.Array[32], Gen.Byte.Array[9], Gen.Byte.Array[4, 1500]).Sample(
            (secret, random, plaintext) =>
            {
                byte[] expected = new byte[plaintext.Length + Trailer];
                using var reference = new AesGcm(secret, 16);
                new NonceSequence(true, random, 7).WriteNext(expected.AsSpan(expected.Length - 12));
                Span<byte> ciphertext = expected.AsSpan(0, plaintext.Length);
                reference.Encrypt(expected.AsSpan(expected.Length - 12), plaintext, ciphertext, expected.AsSpan(plaintext.Length, 16));

                foreach (SealingImplementation implementation in Enum.GetValues<SealingImplementation>())
                {
                    Assert.Equal(expected, SealInPlace(secret, random, plaintext, implementation));
                    Assert.Equal(expected, SealApart(secret, random, plaintext, implementation));
                    Assert.Equal(expected, SealInSteps(secret, random, plaintext, implementation));
                }
            },
            iter: 300);
    }

    [Fact]
    public void Sealing_apart_leaves_the_plaintext_and_what_is_behind_the_target()
    {
        Gen.Select(Gen.Byte.Array[4, 300], Implementations).Sample(
            (plaintext, implementation) =>
            {
                using var key = new SealingKey(new byte[32], new NonceSequence(true), implementation);
                byte[] source = [.. plaintext];
                byte[] target = new byte[plaintext.Length + Trailer + 50];

                Assert.Equal(plaintext.Length + Trailer, key.Seal(source, target));

                Assert.Equal(plaintext, source);
                Assert.Equal(new byte[50], target[^50..]);
            },
            iter: 100);
    }

    [Fact]
    public void Buffers_that_overlap_are_sealed_right_or_refused_untouched()
    {
        Gen.Select(Gen.Byte.Array[300], Gen.Int[0, 100], Gen.Int[4, 150], Gen.Int[0, 122], Implementations).Sample(
            (memory, from, length, to, implementation) =>
            {
                using var key = new SealingKey(new byte[32], new NonceSequence(true), implementation);
                byte[] before = [.. memory];
                bool overlaps = from < to + length + Trailer && to < from + length;
                if (overlaps && from != to)
                {
                    Assert.Throws<ArgumentException>(() => key.Seal(memory.AsSpan(from, length), memory.AsSpan(to, length + Trailer)));
                    Assert.Equal(before, memory);
                    return;
                }

                int sealedLength = key.Seal(memory.AsSpan(from, length), memory.AsSpan(to, length + Trailer));

                Assert.True(key.TryOpen(memory.AsSpan(to, sealedLength), out int bodyLength));
                Assert.Equal(before[from..(from + length)], memory[to..(to + bodyLength + 4)]);
            },
            iter: 2000);
    }

    [Fact]
    public void A_changed_byte_is_refused_and_leaves_nothing_to_read()
    {
        Gen.Select(Gen.Byte.Array[4, 200], Gen.Int[0, 10_000], Gen.Byte[1, 255], Implementations).Sample(
            (plaintext, place, change, implementation) =>
            {
                using var key = new SealingKey(new byte[32], new NonceSequence(true), implementation);
                byte[] buffer = new byte[plaintext.Length + Trailer];
                key.Seal(plaintext, buffer);
                buffer[place % buffer.Length] ^= change;

                Assert.False(key.TryOpen(buffer, out _));
                Assert.Equal(new byte[plaintext.Length], buffer[..plaintext.Length]);
            },
            iter: 1000);
    }

    [Theory]
    [InlineData(3, 31)]
    [InlineData(4, 31)]
    [InlineData(100, 127)]
    [InlineData(65_508, 66_000)]
    public void Lengths_out_of_range_are_a_fault_of_the_caller(int plaintextLength, int targetLength)
    {
        using var key = new SealingKey(new byte[32], isLargerKey: false);

        Assert.Throws<ArgumentException>(() => key.Seal(new byte[plaintextLength], new byte[targetLength]));
    }

    [Theory]
    [InlineData(99)]
    [InlineData(101)]
    public void Steps_need_a_target_that_ends_with_the_nonce(int plaintextLength)
    {
        using var key = new SealingKey(new byte[32], isLargerKey: false);

        Assert.Throws<ArgumentException>(() => key.Encrypt(new byte[plaintextLength], new byte[100 + Trailer]));
    }

    [Fact]
    public void Sealing_apart_allocates_nothing()
    {
        foreach (SealingImplementation implementation in Enum.GetValues<SealingImplementation>())
        {
            using var key = new SealingKey(new byte[32], new NonceSequence(true), implementation);
            byte[] source = new byte[1404];
            byte[] target = new byte[1432];

            Assert.Equal(0, Allocation.Of(() =>
            {
                for (int i = 0; i < 100; i++)
                {
                    key.Seal(source, target);
                    key.TryOpen(target, out _);
                }
            }));
        }
    }

    private static byte[] SealInPlace(byte[] secret, byte[] random, byte[] plaintext, SealingImplementation implementation)
    {
        using var key = new SealingKey(secret, new NonceSequence(true, random, 7), implementation);
        byte[] buffer = [.. plaintext, .. new byte[Trailer]];
        key.Seal(buffer, plaintext.Length - 4);
        return buffer;
    }

    private static byte[] SealApart(byte[] secret, byte[] random, byte[] plaintext, SealingImplementation implementation)
    {
        using var key = new SealingKey(secret, new NonceSequence(true, random, 7), implementation);
        byte[] target = new byte[plaintext.Length + Trailer];
        key.Seal(plaintext, target);
        return target;
    }

    private static byte[] SealInSteps(byte[] secret, byte[] random, byte[] plaintext, SealingImplementation implementation)
    {
        using var key = new SealingKey(secret, new NonceSequence(true, random, 7), implementation);
        byte[] target = new byte[plaintext.Length + Trailer];
        key.WriteNonce(target.AsSpan(target.Length - 12));
        key.Encrypt(plaintext, target);
        return target;
    }
}
