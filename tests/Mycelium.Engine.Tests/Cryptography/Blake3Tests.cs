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

    [Fact]
    public void A_short_output_is_a_fault_of_the_caller() =>
        Assert.Throws<ArgumentException>(() => Blake3.Hash([], new byte[31]));
}
