using System.Text;
using Mycelium.Engine.Cryptography;
using Xunit;

namespace Mycelium.Engine.Tests.Cryptography;

public sealed class Blake3Tests
{
    [Theory]
    [InlineData("", "af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262")]
    [InlineData("\0", "2d3adedff11b61f14c886e35afa036736dcd87a74d27b5c1510225d0f592e213")]
    [InlineData("abc", "6437b3ac38465133ffb63b75273a8db548c558465d79db03fd359c6cd5bd9d85")]
    public void Published_digests_are_met(string input, string digest)
    {
        byte[] output = new byte[32];

        Blake3.Hash(Encoding.ASCII.GetBytes(input), output);

        Assert.Equal(digest, Convert.ToHexStringLower(output));
    }

    // The official vectors: bytes that count from 0 to 250 and begin anew; around the size of a chunk.
    [Theory]
    [InlineData(1024, "42214739f095a406f3fc83deb889744ac00df831c10daa55189b5d121c855af7")]
    [InlineData(1025, "d00278ae47eb27b34faecf67b4fe263f82d5412916c1ffd97c8cb7fb814b8444")]
    [InlineData(2048, "e776b6028c7cd22a4d0ba182a8bf62205d2ef576467e838ed6f2529b85fba24a")]
    public void Published_digests_of_long_inputs_are_met(int length, string digest)
    {
        byte[] output = new byte[32];

        Blake3.Hash([.. Enumerable.Range(0, length).Select(i => (byte)(i % 251))], output);

        Assert.Equal(digest, Convert.ToHexStringLower(output));
    }

    [Fact]
    public void A_short_output_is_a_fault_of_the_caller() =>
        Assert.Throws<ArgumentException>(() => Blake3.Hash([], new byte[31]));
}
