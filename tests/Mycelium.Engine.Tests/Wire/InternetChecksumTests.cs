using CsCheck;
using Mycelium.Engine.Identity;
using Mycelium.Engine.Tests.Vectors;
using Mycelium.Engine.Wire;
using Xunit;

namespace Mycelium.Engine.Tests.Wire;

public sealed class InternetChecksumTests
{
    [Fact]
    public void The_recorded_echo_request_is_valid()
    {
        byte[] packet = VectorFile.Transcript.Items("scenarios").SelectMany(scenario => scenario.Items("log"))
            .Where(entry => entry.Has("decoded") && entry.GetProperty("decoded").Has("plaintext"))
            .Select(entry => entry.GetProperty("decoded").Hex("plaintext"))
            .First(plaintext => plaintext[1] == 0)[4..];
        Assert.True(Ipv6Header.TryRead(packet, out Ipv6Header header));

        Assert.True(InternetChecksum.IsValid(header, packet.AsSpan(Ipv6Header.Size)));
        packet[^1] ^= 0x10;
        Assert.False(InternetChecksum.IsValid(header, packet.AsSpan(Ipv6Header.Size)));
    }

    [Fact]
    public void The_sum_equals_that_of_the_plain_method()
    {
        Gen.Select(Gen.ULong, Gen.ULong, Gen.ULong, Gen.ULong, Gen.Byte, Gen.Byte.Array[0, 200]).Sample((a, b, c, d, next, payload) =>
        {
            var header = new Ipv6Header((ushort)payload.Length, next, 64, new Ipv6Address(a, b), new Ipv6Address(c, d));

            Assert.Equal(Plain(header, payload), InternetChecksum.Compute(header, payload));
        });
    }

    [Fact]
    public void The_sum_of_any_length_at_any_address_equals_the_plain_one()
    {
        var random = new Random(1);
        byte[] memory = new byte[65_535 + 64];
        random.NextBytes(memory);
        foreach (int length in Enumerable.Range(0, 2001).Append(65_534).Append(65_535))
        {
            Span<byte> bytes = memory.AsSpan(random.Next(64), length);

            Assert.Equal(PlainSum(bytes), InternetChecksum.Fold(InternetChecksum.Sum(bytes)));
        }
    }

    [Theory]
    [InlineData(0x00)]
    [InlineData(0xff)]
    public void Extreme_bytes_lose_no_carry(byte value)
    {
        foreach (int length in Enumerable.Range(0, 300).Append(65_535))
        {
            byte[] bytes = [.. Enumerable.Repeat(value, length)];

            Assert.Equal(PlainSum(bytes), InternetChecksum.Fold(InternetChecksum.Sum(bytes)));
            Assert.Equal(value == 0 || length == 0, InternetChecksum.Sum(bytes) == 0);
        }
    }

    [Fact]
    public void Sums_of_pieces_combine_to_the_sum_of_the_whole()
    {
        Gen.Select(Gen.Byte.Array[0, 500], Gen.Int[0, 250], Gen.Int[0, 250]).Sample((bytes, first, second) =>
        {
            int a = Math.Min(first * 2, bytes.Length & ~1);
            int b = Math.Min(a + (second * 2), bytes.Length & ~1);
            ulong sum = InternetChecksum.Combine(
                InternetChecksum.Sum(bytes.AsSpan(b)),
                InternetChecksum.Combine(InternetChecksum.Sum(bytes.AsSpan(0, a)), InternetChecksum.Sum(bytes.AsSpan(a, b - a))));

            Assert.Equal(PlainSum(bytes), InternetChecksum.Fold(sum));
        });
    }

    private static ushort PlainSum(ReadOnlySpan<byte> bytes)
    {
        long sum = 0;
        for (int i = 0; i < bytes.Length; i++) { sum += i % 2 == 0 ? bytes[i] << 8 : bytes[i]; }

        while (sum > 0xffff) { sum = (sum & 0xffff) + (sum >> 16); }

        return (ushort)sum;
    }

    private static ushort Plain(Ipv6Header header, byte[] payload)
    {
        byte[] bytes = new byte[40 + payload.Length + (payload.Length % 2)];
        header.Source.Write(bytes);
        header.Destination.Write(bytes.AsSpan(16));
        bytes[34] = (byte)(payload.Length >> 8);
        bytes[35] = (byte)payload.Length;
        bytes[39] = header.NextHeader;
        payload.CopyTo(bytes, 40);
        long sum = 0;
        for (int i = 0; i < bytes.Length; i += 2) { sum += (bytes[i] << 8) | bytes[i + 1]; }

        while (sum > 0xffff) { sum = (sum & 0xffff) + (sum >> 16); }

        return (ushort)~sum;
    }
}
