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
        var sequence = new NonceSequence(isLargerKey: true, randomPart: 0x0123_4567_89ab, counter: 0xfedc_ba98_7654);

        Assert.True(sequence.TryWriteNext(nonce));

        Assert.Equal("8123456789abfedcba987654", Convert.ToHexStringLower(nonce));
    }

    [Fact]
    public void The_two_ends_never_meet_even_with_the_same_random_part()
    {
        Gen.Select(Gen.ULong, Gen.ULong[0, (1UL << 48) - 1]).Sample((random, counter) =>
        {
            byte[] larger = new byte[12];
            byte[] smaller = new byte[12];
            new NonceSequence(true, random, counter).TryWriteNext(larger);
            new NonceSequence(false, random, counter).TryWriteNext(smaller);

            Assert.Equal(0x80, larger[0] & 0x80);
            Assert.Equal(0, smaller[0] & 0x80);
        });
    }

    [Fact]
    public void Nonces_of_one_sequence_differ_also_across_the_carry()
    {
        var sequence = new NonceSequence(false, 0, uint.MaxValue - 500UL);
        var seen = new HashSet<string>();
        byte[] nonce = new byte[12];

        for (int i = 0; i < 1000; i++)
        {
            sequence.TryWriteNext(nonce);
            Assert.True(seen.Add(Convert.ToHexString(nonce)));
        }
    }

    [Fact]
    public void A_restarted_sequence_continues_elsewhere()
    {
        byte[] before = new byte[12];
        byte[] after = new byte[12];
        new NonceSequence(false).TryWriteNext(before);
        new NonceSequence(false).TryWriteNext(after);

        Assert.NotEqual(before, after);
    }

    [Fact]
    public void The_last_nonce_is_followed_by_refusal()
    {
        var sequence = new NonceSequence(false, 0, (1UL << 48) - 1);

        Assert.True(sequence.TryWriteNext(new byte[12]));
        Assert.False(sequence.TryWriteNext(new byte[12]));
    }
}
