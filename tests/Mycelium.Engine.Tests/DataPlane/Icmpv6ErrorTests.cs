using Mycelium.Engine.DataPlane;
using Mycelium.Engine.Identity;
using Mycelium.Engine.Wire;
using Xunit;

namespace Mycelium.Engine.Tests.DataPlane;

public sealed class Icmpv6ErrorTests
{
    private static readonly Ipv6Address Source = new(0x0430_9364_d8d8_84a9, 1);
    private static readonly Ipv6Address Destination = new(0x0437_5106_5530_1589, 2);

    [Theory]
    [InlineData(58, "01 00 00 00")]
    [InlineData(58, "03 00 00 00")]
    [InlineData(58, "")]
    [InlineData(0, "3a 00 00 00 00 00 00 00 03")]
    [InlineData(43, "3a 00 00 00 00 00 00 00 01")]
    [InlineData(60, "3a 00 00 00 00 00 00 00 7f")]
    [InlineData(44, "3a 00 00 01 00 00 00 00 02")]
    [InlineData(51, "3a 01 00 00 00 00 00 00 00 00 00 00 04")]
    [InlineData(0, "3c 01 00 00 00 00 00 00 00 00 00 00 00 00 00 00 3a 00 00 00 00 00 00 00 01")]
    public void An_error_is_not_answered_wherever_in_the_packet_it_stands(byte nextHeader, string payload) =>
        Assert.False(IsAllowed(nextHeader, payload));

    [Theory]
    [InlineData(44, "11 00 00 08 00 00 00 00 01")]
    [InlineData(0, "3a 00 00")]
    [InlineData(60, "3a ff 00 00 00 00 00 00 80")]
    [InlineData(0, "00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 "
        + "00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 "
        + "11 00 00 00 00 00 00 00")]
    public void What_can_not_be_told_from_an_error_is_not_answered(byte nextHeader, string payload) =>
        Assert.False(IsAllowed(nextHeader, payload));

    [Theory]
    [InlineData(17, "01")]
    [InlineData(6, "")]
    [InlineData(59, "")]
    [InlineData(58, "80")]
    [InlineData(0, "3a 00 00 00 00 00 00 00 80")]
    [InlineData(44, "11 00 00 01 00 00 00 00 01")]
    [InlineData(51, "06 01 00 00 00 00 00 00 00 00 00 00 01")]
    public void Anything_else_is_answered(byte nextHeader, string payload) => Assert.True(IsAllowed(nextHeader, payload));

    private static bool IsAllowed(byte nextHeader, string payload)
    {
        byte[] bytes = Convert.FromHexString(payload.Replace(" ", string.Empty, StringComparison.Ordinal));
        var header = new Ipv6Header((ushort)bytes.Length, nextHeader, 64, Source, Destination);
        byte[] packet = [.. new byte[Ipv6Header.Size], .. bytes];
        header.Write(packet);
        return Icmpv6Error.IsAllowed(packet, header);
    }
}
