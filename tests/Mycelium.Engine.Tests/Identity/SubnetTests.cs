using Mycelium.Engine.Identity;
using Xunit;

namespace Mycelium.Engine.Tests.Identity;

public sealed class SubnetTests
{
    [Theory]
    [InlineData("437:5106:5530:1589::1/64", "437:5106:5530:1589::/64")]
    [InlineData("::/0", "::/0")]
    [InlineData("192.0.2.129/25", "192.0.2.128/25")]
    [InlineData("::FFFF:192.0.2.1/128", "::ffff:192.0.2.1/128")]
    public void Prefixes_are_parsed_and_written_in_one_form(string text, string expected)
    {
        Assert.True(Subnet.TryParse(text, out Subnet subnet));
        Assert.Equal(expected, subnet.ToString());
        Assert.Equal(subnet, Subnet.Parse(expected));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("437::")]
    [InlineData("437::/129")]
    [InlineData("437::/-1")]
    [InlineData("437::/64\0")]
    [InlineData("437::/ 64")]
    [InlineData("192.0.2.0/33")]
    [InlineData("1/8")]
    [InlineData("0x7f.1/8")]
    [InlineData("010.0.0.1/8")]
    [InlineData("fe80::1%3/64")]
    [InlineData("::%/4")]
    [InlineData("[::1]:80/64")]
    public void Anything_else_is_refused(string? text)
    {
        Assert.False(Subnet.TryParse(text, out Subnet subnet));
        Assert.Equal(default, subnet);
    }
}
