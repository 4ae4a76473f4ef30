using Mycelium.Engine.Transports;
using Xunit;

namespace Mycelium.Engine.Tests.Transports;

public sealed class EndpointTests
{
    [Theory]
    [InlineData("tcp://192.0.2.1:9651", "tcp://192.0.2.1:9651")]
    [InlineData("TCP://192.0.2.1:1", "tcp://192.0.2.1:1")]
    [InlineData("tcp://[2001:DB8::1]:65535", "tcp://[2001:db8::1]:65535")]
    [InlineData("tcp://[::]:0", "tcp://[::]:0")]
    [InlineData("tcp://node.example:9651", "tcp://node.example:9651")]
    [InlineData("tcp://[fe80::1%1]:9651", "tcp://[fe80::1%1]:9651")]
    [InlineData("memory://a:1", "memory://a:1")]
    public void Endpoints_are_parsed_and_written_in_one_form(string text, string expected)
    {
        Assert.True(Endpoint.TryParse(text, out Endpoint endpoint, out string? error), error);
        Assert.Equal(expected, endpoint.ToString());
        Assert.True(Endpoint.TryParse(endpoint.ToString(), out Endpoint again, out _));
        Assert.Equal(endpoint, again);
    }

    [Theory]
    [InlineData(null, "scheme")]
    [InlineData("", "scheme")]
    [InlineData("192.0.2.1:9651", "scheme")]
    [InlineData("quic://192.0.2.1:9651", "not supported")]
    [InlineData("tcp://", "port")]
    [InlineData("tcp://192.0.2.1", "port")]
    [InlineData("tcp://192.0.2.1:", "port")]
    [InlineData("tcp://192.0.2.1:65536", "port")]
    [InlineData("tcp://192.0.2.1:-1", "port")]
    [InlineData("tcp://192.0.2.1: 1", "port")]
    [InlineData("tcp://:9651", "port")]
    [InlineData("tcp://2001:db8::1:9651", "brackets")]
    [InlineData("tcp://[2001:db8::1:9651", "brackets")]
    [InlineData("tcp://[192.0.2.1]:9651", "brackets")]
    [InlineData("tcp://[]:9651", "brackets")]
    [InlineData("tcp://192.0.2.1:9651\0", "port")]
    [InlineData("tcp://[[2001:db8::1]]:9651", "brackets")]
    [InlineData("tcp://[2001:db8::1/64]:9651", "brackets")]
    [InlineData("tcp://[fe80::1% 1]:9651", "brackets")]
    [InlineData("tcp://[fe80::1%no-such-interface]:9651", "'no-such-interface' is not a network interface")]
    [InlineData("tcp://[[2001:db8::1]:80]:9651", "brackets")]
    [InlineData("tcp://192.0.2.256:9651", "neither")]
    [InlineData("tcp://1.2.3:9651", "neither")]
    [InlineData("tcp://a b:9651", "neither")]
    [InlineData("tcp://user@host:9651", "neither")]
    public void Anything_else_is_refused_with_the_reason(string? text, string reason)
    {
        Assert.False(Endpoint.TryParse(text, out _, out string? error));
        Assert.Contains(reason, error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_host_name_has_at_most_253_characters()
    {
        string label = new('a', 49);
        string longest = string.Join('.', label, label, label, label, label, "bcd");
        Assert.Equal(253, longest.Length);
        Assert.True(Endpoint.TryParse($"tcp://{longest}:1", out _, out string? error), error);
        Assert.False(Endpoint.TryParse($"tcp://{longest}e:1", out _, out _));
    }
}
