using CsCheck;
using Mycelium.Engine.Configuration;
using Mycelium.Engine.Errors;
using Mycelium.Engine.Management;
using Mycelium.Engine.Tunnels;
using Xunit;

namespace Mycelium.Engine.Tests.Configuration;

public sealed class NodeConfigurationFileTests
{
    private const string Complete = """
        # a gateway
        name: gateway
        keyFile: keys/gateway.key
        peers:
          - tcp://192.0.2.1:9651
          - "tcp://[2001:db8::1]:9651"
          - tcp://node.example:9651
        listen: ["tcp://[::]:9651"]
        tunnel: { mode: tun, interface: myc0, mtu: 1380 }
        discovery:
          enabled: false
          port: 9700
          interfaces: [eth0, eth1]
        linkHealth: false
        limits: { inboundPeers: 5, routes: 1200000, routesPerPeer: 1000000 }
        logLevel: warning
        """;

    private static readonly string[] Pieces =
    [
        "name", ":", " ", "\n", "- ", "[", "]", "{", "}", "a", "tunnel", "mtu", "1400", "&x", "*x", "\"", "\t", "#", "?", "|",
    ];

    [Fact]
    public void Every_key_reaches_its_option()
    {
        NodeConfiguration configuration = NodeConfigurationFile.Parse(Complete, "/etc/mycelium/node.yaml");

        NodeOptions options = configuration.Options;
        Assert.Equal("gateway", options.Name);
        Assert.Equal(Path.GetFullPath("/etc/mycelium/keys/gateway.key"), options.KeyPath);
        Assert.Equal(["tcp://192.0.2.1:9651", "tcp://[2001:db8::1]:9651", "tcp://node.example:9651"], options.Peers);
        Assert.Equal(["tcp://[::]:9651"], options.Listen);
        Assert.Equal((TunnelMode.Tun, "myc0", 1380), (options.Tunnel, options.InterfaceName, options.Mtu));
        Assert.Equal((false, 9700), (options.Discovery, options.DiscoveryPort));
        Assert.Equal(["eth0", "eth1"], options.DiscoveryInterfaces);
        Assert.False(options.LinkHealth);
        Assert.Equal((5, 1_200_000, 1_000_000), (options.MaximumInboundPeers, options.MaximumRoutes, options.MaximumRoutesPerPeer));
        Assert.Equal(NodeEventSeverity.Warning, configuration.LogLevel);
    }

    [Fact]
    public void A_file_of_comments_means_the_defaults()
    {
        NodeOptions options = NodeConfigurationFile.Parse("# nothing yet", "node.yaml").Options;

        Assert.Equal(new NodeOptions().Mtu, options.Mtu);
        Assert.True(options.Discovery);
        Assert.True(options.LinkHealth);
    }

    [Theory]
    [InlineData("&a\n? *a\n: b", 2, 3)]
    [InlineData("? &a [*a, y]\n: c", 1, 7)]
    [InlineData("x: &a [*a]\n? *a\n: c", 1, 8)]
    [InlineData("name: &a x\nkeyFile: *a", 2, 10)]
    public void Aliases_are_refused_because_they_can_make_a_tree_without_end(string text, int line, int column)
    {
        MyceliumException exception = Assert.Throws<MyceliumException>(() => NodeConfigurationFile.Parse(text, "node.yaml"));

        Assert.Equal(MyceliumErrorId.InvalidConfiguration, exception.ErrorId);
        Assert.Contains($"line {line}, column {column}: An alias", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("%a b")]
    [InlineData("%- ")]
    [InlineData("# ")]
    [InlineData("name: ")]
    public void Texts_of_any_length_come_to_an_end_also_without_an_end_of_line(string start)
    {
        foreach (int length in new[] { 1023, 1024, 1025, 2048 })
        {
            string text = start + new string('a', length - start.Length);

            Exception? exception = Record.Exception(() => NodeConfigurationFile.Parse(text, "node.yaml"));

            Assert.True(exception is null or MyceliumException, exception?.ToString());
        }
    }

    [Theory]
    [InlineData("name: a\ncolour: red", "line 2, column 1", "colour")]
    [InlineData("tunnel:\n  mode: tap", "line 2, column 9", "tunnel.mode: 'tap' is not one of")]
    [InlineData("tunnel:\n  mtu: 900", "line 2, column 8", "tunnel.mtu: 900 is not in the range 1280")]
    [InlineData("tunnel:\n  speed: 9", "line 2, column 3", "speed")]
    [InlineData("peers:\n  - 192.0.2.1:9651", "line 2, column 5", "peers: '192.0.2.1:9651': It has no scheme")]
    [InlineData("peers: tcp://192.0.2.1:9651", "line 1, column 8", "list")]
    [InlineData("listen: [\"tcp://host.example:1\"]", "line 1, column 10", "listen: 'tcp://host.example:1': A listener")]
    [InlineData("discovery: on", "line 1, column 12", "mapping")]
    [InlineData("discovery: { enabled: perhaps }", "line 1, column 23", "discovery.enabled: 'perhaps' is")]
    [InlineData("linkHealth: perhaps", "line 1, column 13", "perhaps")]
    [InlineData("logLevel: loud", "line 1, column 11", "debug")]
    [InlineData("- a\n- b", "line 1, column 1", "mapping")]
    [InlineData("name: [", "line 2", "")]
    [InlineData("name: a\nname: b", "line 2", "uplicate")]
    [InlineData("name: a b", "line 1, column 7", "name: 'a b' is not a node name")]
    [InlineData("secretKey: 00", "line 1, column 1", "never written")]
    [InlineData("keyFile: a\nkeyVariable: B", "line 2, column 1", "exclude")]
    [InlineData("nodes:\n  - name: a\n  - name: A", "line 3, column 5", "already")]
    [InlineData("nodes:\n  - { name: a, keyFile: k }\n  - { name: b, keyFile: ./k }", "line 3, column 5", "already")]
    [InlineData("nodes: []", "line 1, column 8", "list of nodes")]
    [InlineData("name: a\nnodes:\n  - name: b", "line 1, column 1", "belongs")]
    [InlineData("", "line 1, column 1", "empty; write {}")]
    [InlineData("\r\n \t\n", "line 1, column 1", "empty; write {}")]
    [InlineData("\0\0\0\0", "line 1, column 1", "empty; write {}")]
    [InlineData("name: a\n\0keyFile: b\n", "line 2, column 1", "zero character")]
    [InlineData("name: x\nlisten: []\npeers: [tcp://127.0.0.1:1\ntunnel: {mode: none}\n", "line 3, column 8", "not closed before line 4")]
    [InlineData("name: x\ntunnel: {mode: none\nname: y\n", "line 2, column 9", "not closed before line 3")]
    [InlineData("peers: [a, [b], c\nname: y\n", "line 1, column 8", "not closed before line 2")]
    [InlineData("name: x\ntunnel:\n\tmtu: 1300\n", "line 3, column 1", "tab")]
    [InlineData("]", "line 1, column 1", "")]
    [InlineData("nodes:\n  - name: a\n  - name: b", "", "several nodes")]
    public void A_mistake_is_named_with_its_place(string yaml, string place, string word)
    {
        MyceliumException error = Assert.Throws<MyceliumException>(() => NodeConfigurationFile.Parse(yaml, "node.yaml"));

        Assert.Equal(
            place.Length > 0 ? MyceliumErrorId.InvalidConfiguration : MyceliumErrorId.ConfigurationNodeNotFound, error.ErrorId);
        Assert.Contains(place, error.Message, StringComparison.Ordinal);
        Assert.Contains(word, error.Message, StringComparison.Ordinal);
        Assert.NotEmpty(error.RecommendedAction);
        Assert.DoesNotContain("current state of the object", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void All_mistakes_are_reported_together_in_the_order_of_the_file()
    {
        MyceliumException error = Assert.Throws<MyceliumException>(
            () => NodeConfigurationFile.Parse("what: 1\nlogLevel: loud\ntunnel: { mtu: x }", "node.yaml"));

        int first = error.Message.IndexOf("line 1", StringComparison.Ordinal);
        int second = error.Message.IndexOf("line 2", StringComparison.Ordinal);
        int third = error.Message.IndexOf("line 3", StringComparison.Ordinal);
        Assert.True(first > 0 && second > first && third > second, error.Message);
    }

    [Fact]
    public void Nesting_without_end_is_refused()
    {
        MyceliumException error = Assert.Throws<MyceliumException>(
            () => NodeConfigurationFile.Parse(new string('[', 500_000), "node.yaml"));

        Assert.Contains("nesting", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_many_mistakes_a_hundred_are_listed_and_all_are_counted()
    {
        string text = "peers: [" + string.Join(", ", Enumerable.Repeat("x", 250)) + "]";
        MyceliumException error = Assert.Throws<MyceliumException>(() => NodeConfigurationFile.Parse(text, "node.yaml"));

        Assert.Contains("250 mistake(s)", error.Message, StringComparison.Ordinal);
        Assert.EndsWith("... and 150 more", error.Message, StringComparison.Ordinal);
        Assert.Equal(102, error.Message.Split(Environment.NewLine).Length);
    }

    [Fact]
    public void A_missing_file_is_an_error_with_its_path()
    {
        MyceliumException error = Assert.Throws<MyceliumException>(() => NodeConfigurationFile.Load("/nonexistent/node.yaml"));

        Assert.Equal(MyceliumErrorId.ConfigurationNotFound, error.ErrorId);
        Assert.Contains("/nonexistent/node.yaml", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Any_text_is_read_or_refused_with_the_one_error()
    {
        Gen<string> piece = Gen.Int[0, Pieces.Length - 1].Select(index => Pieces[index]);
        piece.Array[0, 30].Select(string.Concat).Sample(
            text =>
            {
                try
                {
                    NodeConfigurationFile.Parse(text, "node.yaml");
                }
                catch (MyceliumException exception)
                {
                    Assert.Equal(MyceliumErrorId.InvalidConfiguration, exception.ErrorId);
                }
            },
            iter: 2000);
    }
}
