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
