using System.Text.Json;
using CsCheck;
using Mycelium.Engine.Cryptography;
using Mycelium.Engine.Identity;
using Mycelium.Engine.Tests.Vectors;
using Xunit;

namespace Mycelium.Engine.Tests.Cryptography;

public sealed class SealingKeyTests
{
    private static readonly Gen<SealingImplementation> Implementations =
        Gen.Bool.Select(isPlatform => isPlatform ? SealingImplementation.Platform : SealingImplementation.Libsodium);

    [Theory]
    [InlineData(SealingImplementation.Libsodium)]
    [InlineData(SealingImplementation.Platform)]
    public void Recorded_buffers_open_to_the_recorded_plaintext(SealingImplementation implementation)
    {
        foreach (JsonElement vector in VectorFile.Identity.Items("data_packets"))
        {
            using var key = new SealingKey(vector.Hex(vector.Has("key") ? "key" : "key_a_c"), new NonceSequence(false), implementation);
            byte[] buffer = vector.Hex("encrypted_buffer");

            Assert.True(key.TryOpen(buffer, out int bodyLength));
            Assert.Equal(vector.Hex("plaintext"), buffer[..(bodyLength + 4)]);
        }
    }

    // NIST CAVP gcmEncryptExtIV256: 256-bit key, 96-bit IV, no additional data, 128-bit tag.
    [Theory]
    [InlineData(
        "31bdadd96698c204aa9ce1448ea94ae1fb4a9a0b3c9d773b51bb1822666b8f22", "0d18e06c7c725ac9e362e1ce",
        "2db5168e932556f8089a0622981d017d", "fa4362189661d163fcd6a56d8bf0405a", "d636ac1bbedd5cc3ee727dc2ab4a9489")]
    public void A_published_buffer_opens(string key, string nonce, string plaintext, string ciphertext, string tag)
    {
        using var sealing = new SealingKey(Convert.FromHexString(key), isLargerKey: false);
        byte[] buffer = Convert.FromHexString(ciphertext + tag + nonce);

        Assert.True(sealing.TryOpen(buffer, out int bodyLength));
        Assert.Equal(plaintext, Convert.ToHexStringLower(buffer[..(bodyLength + 4)]));
    }

    [Fact]
    public void What_one_end_seals_the_other_opens_with_either_implementation()
    {
        Gen.Select(Gen.Byte.Array[32], Gen.Byte.Array[4, 1500], Implementations, Implementations).Sample(
            (secret, plaintext, sealedBy, openedBy) =>
            {
                using var a = new SealingKey(secret, new NonceSequence(true), sealedBy);
                using var b = new SealingKey(secret, new NonceSequence(false), openedBy);
                byte[] buffer = [.. plaintext, .. new byte[28]];

                int length = a.Seal(buffer, plaintext.Length - 4);
                Assert.Equal(buffer.Length, length);
                Assert.True(b.TryOpen(buffer, out int bodyLength));
                Assert.Equal(plaintext, buffer[..(bodyLength + 4)]);
            },
            iter: 200);
    }

    [Theory]
    [InlineData(SealingImplementation.Libsodium)]
    [InlineData(SealingImplementation.Platform)]
    public void A_changed_bit_anywhere_is_refused(SealingImplementation implementation)
    {
        using var key = new SealingKey(new byte[32], new NonceSequence(false), implementation);
        for (int bit = 0; bit < (4 + 16 + 28) * 8; bit++)
        {
            byte[] buffer = new byte[4 + 16 + 28];
            key.Seal(buffer, 16);
            buffer[bit / 8] ^= (byte)(1 << (bit % 8));

            Assert.False(key.TryOpen(buffer, out _));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(12)]
    [InlineData(31)]
    public void A_buffer_that_is_too_short_is_refused(int length)
    {
        using var key = new SealingKey(new byte[32], isLargerKey: false);

        Assert.False(key.TryOpen(new byte[length], out int bodyLength));
        Assert.Equal(0, bodyLength);
    }

    [Fact]
    public void An_empty_body_opens_to_an_empty_body()
    {
        using var key = new SealingKey(new byte[32], isLargerKey: false);
        byte[] buffer = new byte[32];

        Assert.Equal(32, key.Seal(buffer, 0));
        Assert.True(key.TryOpen(buffer, out int bodyLength));
        Assert.Equal(0, bodyLength);
    }

    [Theory]
    [InlineData(-1, 100)]
    [InlineData(69, 100)]
    [InlineData(65_504, 70_000)]
    public void A_body_that_does_not_fit_is_a_fault_of_the_caller(int bodyLength, int bufferLength)
    {
        using var key = new SealingKey(new byte[32], isLargerKey: false);

        Assert.Throws<ArgumentException>(() => key.Seal(new byte[bufferLength], bodyLength));
    }

    [Fact]
    public void A_wiped_key_seals_and_opens_nothing()
    {
        var key = new SealingKey(new byte[32], isLargerKey: false);
        key.Dispose();

        Assert.Throws<ObjectDisposedException>(() => key.Seal(new byte[100], 10));
        Assert.Throws<ObjectDisposedException>(() => key.TryOpen(new byte[100], out _));
    }

    [Fact]
    public void Sealing_and_opening_allocate_nothing()
    {
        using NodeIdentity a = NodeIdentity.Create();
        using NodeIdentity b = NodeIdentity.Create();
        using SealingKey sealing = a.TryCreateSealingKey(b.PublicKey)!;
        using SealingKey opening = b.TryCreateSealingKey(a.PublicKey)!;
        byte[] buffer = new byte[1432];
        sealing.Seal(buffer, 1400);
        Assert.True(opening.TryOpen(buffer, out _));

        Assert.Equal(0, Allocation.Of(() =>
        {
            for (int i = 0; i < 1000; i++)
            {
                sealing.Seal(buffer, 1400);
                opening.TryOpen(buffer, out _);
            }
        }));
    }

    [Fact]
    public void More_keys_than_the_system_allows_memory_mappings_work_alike()
    {
        // At four mappings a key, as guarded pages would take, more than the 65,530 that Linux allows a process.
        const int Count = 20_000;
        byte[] secret = new byte[32];
        var keys = new List<SealingKey>(Count);
        try
        {
            for (int i = 0; i < Count; i++) { keys.Add(new SealingKey(secret, isLargerKey: i % 2 == 0)); }

            byte[] buffer = new byte[100 + SealingKey.Overhead];
            int length = keys[0].Seal(buffer, 100);
            byte[] sealedBytes = [.. buffer];
            foreach (SealingKey key in keys)
            {
                sealedBytes.CopyTo(buffer, 0);
                Assert.True(key.TryOpen(buffer.AsSpan(0, length), out int bodyLength));
                Assert.Equal(100, bodyLength);
            }
        }
        finally
        {
            foreach (SealingKey key in keys) { key.Dispose(); }
        }
    }
}
