using CsCheck;
using Mycelium.Engine.Cryptography;
using Xunit;

namespace Mycelium.Engine.Tests.Cryptography;

public sealed class NonceSequenceTests
{
    [Fact]
    public void The_layout_is_direction_then_random_part_then_counter()
    {
        byte[] nonce = new byte[12];
        var sequence = new NonceSequence(isLargerKey: true, Convert.FromHexString("0123456789abcdef42"), counter: 0x98_7654);

        sequence.WriteNext(nonce);

        Assert.Equal("8123456789abcdef42987654", Convert.ToHexStringLower(nonce));
    }

    [Fact]
    public void The_two_ends_never_meet_even_with_the_same_random_part()
    {
        Gen.Select(Gen.Byte.Array[9], Gen.UInt[0, NonceSequence.CounterLimit]).Sample((random, counter) =>
        {
            byte[] larger = new byte[12];
            byte[] smaller = new byte[12];
            new NonceSequence(true, random, counter).WriteNext(larger);
            new NonceSequence(false, random, counter).WriteNext(smaller);

            Assert.Equal(0x80, larger[0] & 0x80);
            Assert.Equal(0, smaller[0] & 0x80);
        });
    }

    [Fact]
    public void After_the_last_count_a_new_random_part_is_drawn_and_no_nonce_repeats()
    {
        var sequence = new NonceSequence(true, new byte[9], NonceSequence.CounterLimit - 500);
        var seen = new HashSet<string>();
        byte[] nonce = new byte[12];

        for (int i = 0; i < 1000; i++)
        {
            sequence.WriteNext(nonce);
            Assert.True(seen.Add(Convert.ToHexString(nonce)));
            Assert.Equal(0x80, nonce[0] & 0x80);
            Assert.Equal(i < 500, nonce.AsSpan(1, 8).SequenceEqual(new byte[8]));
        }

        Assert.Equal([0, 0x01, 0xf3], nonce[9..]);
    }

    [Fact]
    public void A_restarted_sequence_continues_elsewhere()
    {
        byte[] before = new byte[12];
        byte[] after = new byte[12];
        new NonceSequence(false).WriteNext(before);
        new NonceSequence(false).WriteNext(after);

        Assert.NotEqual(before, after);
    }
}
