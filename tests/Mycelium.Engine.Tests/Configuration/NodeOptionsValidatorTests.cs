using Mycelium.Engine.Configuration;
using Mycelium.Engine.Errors;
using Xunit;

namespace Mycelium.Engine.Tests.Configuration;

public sealed class NodeOptionsValidatorTests
{
    public static TheoryData<string, NodeOptions> Impossible => new()
    {
        { "Name", new NodeOptions { Name = "" } },
        { "Name", new NodeOptions { Name = "a/b" } },
        { "Name", new NodeOptions { Name = new string('a', 65) } },
        { "InterfaceName", new NodeOptions { InterfaceName = "sixteen-letters-" } },
        { "InterfaceName", new NodeOptions { InterfaceName = "a b" } },
        { "InterfaceName", new NodeOptions { InterfaceName = ".." } },
        { "Mtu", new NodeOptions { Mtu = 1279 } },
        { "Mtu", new NodeOptions { Mtu = 65_001 } },
        { "DiscoveryPort", new NodeOptions { DiscoveryPort = 0 } },
        { "Tunnel", new NodeOptions { Tunnel = (Engine.Tunnels.TunnelMode)9 } },
        { "MaximumInboundPeers", new NodeOptions { MaximumInboundPeers = -1 } },
        { "MaximumRoutes", new NodeOptions { MaximumRoutes = 999 } },
        { "MaximumRoutesPerPeer", new NodeOptions { MaximumRoutesPerPeer = 4_000_001 } },
    };

    [Theory]
    [MemberData(nameof(Impossible))]
    public void An_impossible_option_is_named(string option, NodeOptions options)
    {
        MyceliumException error = Assert.Throws<MyceliumException>(() => NodeOptionsValidator.Validate(options));

        Assert.Equal(MyceliumErrorId.InvalidOption, error.ErrorId);
        Assert.Contains(option, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("192.0.2.1:9651")]
    [InlineData("tcp://192.0.2.1")]
    [InlineData("tcp://192.0.2.1:0")]
    [InlineData("tcp://192.0.2.1:65536")]
    [InlineData("tcp://2001:db8::1:9651")]
    [InlineData("tcp://[2001:db8::g]:9651")]
    [InlineData("gopher://192.0.2.1:9651")]
    [InlineData("tcp://:9651")]
    [InlineData("")]
    public void A_malformed_peer_is_refused_with_its_text(string peer)
    {
        MyceliumException error = Assert.Throws<MyceliumException>(() => NodeOptionsValidator.ParsePeer(peer));

        Assert.Equal(MyceliumErrorId.InvalidEndpoint, error.ErrorId);
        Assert.Contains($"'{peer}'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_defaults_are_valid() => NodeOptionsValidator.Validate(new NodeOptions());
}
