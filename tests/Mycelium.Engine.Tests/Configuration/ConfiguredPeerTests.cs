using CsCheck;
using Mycelium.Engine.Configuration;
using Mycelium.Engine.Errors;
using Xunit;

namespace Mycelium.Engine.Tests.Configuration;

/// <summary>Peers of a configuration with what is set for them.</summary>
public sealed class ConfiguredPeerTests
{
    private const string One = "tcp://192.0.2.1:9651";
    private const string Two = "tcp://[2001:db8::1]:9651";

    private const string Commented = """
        name: gateway
        peers:   # dialled for ever
          # the office
          - tcp://192.0.2.1:9651  # first floor
          - "tcp://[2001:db8::1]:9651"  # second floor
        # the end

        """;

    [Fact]
    public void An_entry_is_an_endpoint_or_a_mapping()
    {
        NodeOptions options = Parse($"peers: ['{One}', {{ endpoint: '{Two}', cost: 500, enabled: false }}, {{ endpoint: 'tcp://h.example:1' }}]\n");

        Assert.Equal([One, Two, "tcp://h.example:1"], options.Peers);
        Assert.Equal([new ConfiguredPeer(Two, 500, Enabled: false)], options.PeerSettings);
        Assert.Equal([new ConfiguredPeer(One), new ConfiguredPeer(Two, 500, false), new ConfiguredPeer("tcp://h.example:1")], options.GetConfiguredPeers());
    }

    [Fact]
    public void Every_mistake_is_reported_with_its_place()
    {
        const string Text = """
            peers:
              - { endpoint: "tcp://192.0.2.1:9651", costs: 5 }
              - { cost: 0 }
              - endpoint: nonsense
                cost: many
                enabled: perhaps
              - []
              - tcp://192.0.2.9:1
              - { endpoint: "TCP://192.0.2.9:1", cost: 7 }
            """;

        IReadOnlyList<ConfigurationProblem> problems = NodeConfigurationFile.CheckText(Text, "node.yaml").Problems;

        Assert.Equal([(2, 41), (3, 5), (3, 13), (4, 15), (5, 11), (6, 14), (7, 5), (9, 5)], problems.Select(p => ((int)p.Line, (int)p.Column)));
        Assert.Contains("known are cost, enabled, endpoint", problems[0].Message, StringComparison.Ordinal);
        Assert.Contains("needs 'endpoint'", problems[1].Message, StringComparison.Ordinal);
        Assert.Contains("1 to 65534", problems[2].Message, StringComparison.Ordinal);
        Assert.Contains("in line 8 already", problems[7].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_endpoint_becomes_a_mapping_only_as_needed_and_an_endpoint_again()
    {
        string set = Change(Commented, new(One, 5000, false), new(Two));
        Assert.Equal(
            Commented.Replace(One, $"{{ endpoint: {One}, cost: 5000, enabled: false }}", StringComparison.Ordinal), set);

        string other = Change(set, new(One, 5000), new(Two, 9));
        Assert.Equal(
            Commented.Replace(One, $"{{ endpoint: {One}, cost: 5000 }}", StringComparison.Ordinal)
                .Replace($"\"{Two}\"", $"{{ endpoint: \"{Two}\", cost: 9 }}", StringComparison.Ordinal),
            other);

        Assert.Equal(Commented, Change(other, new(One), new(Two)));
    }

    [Theory]
    [InlineData("peers: [\n  tcp://192.0.2.1:9651, # one\n]\n", "peers: [\n  { endpoint: tcp://192.0.2.1:9651, cost: 7 }, # one\n]\n")]
    [InlineData("{peers: ['tcp://192.0.2.1:9651']}", "{peers: [{ endpoint: 'tcp://192.0.2.1:9651', cost: 7 }]}")]
    [InlineData("peers:\n- tcp://192.0.2.1:9651", "peers:\n- { endpoint: tcp://192.0.2.1:9651, cost: 7 }")]
    [InlineData(
        "peers:\r\n- endpoint: tcp://192.0.2.1:9651  # a\r\n  enabled: true\r\n",
        "peers:\r\n- endpoint: tcp://192.0.2.1:9651  # a\r\n  enabled: true\r\n  cost: 7\r\n")]
    [InlineData(
        "peers:\n- { endpoint: tcp://192.0.2.1:9651, cost: 1, enabled: true } # a\n",
        "peers:\n- { endpoint: tcp://192.0.2.1:9651, cost: 7, enabled: true } # a\n")]
    [InlineData("peers:\n- >-\n  tcp://192.0.2.1:9651\n# b\n", "peers:\n- { endpoint: \"tcp://192.0.2.1:9651\", cost: 7 }\n# b\n")]
    public void Any_layout_can_hold_a_cost(string text, string expected) => Assert.Equal(expected, Change(text, new ConfiguredPeer(One, 7)));

    [Theory]
    [InlineData(
        "peers:\n- endpoint: tcp://192.0.2.1:9651  # a\n  # b\n  cost: 5  # c\n  enabled: false\n# d\n",
        "peers:\n- tcp://192.0.2.1:9651  # a\n  # b\n  # c\n# d\n")]
    [InlineData("peers:\n- endpoint: |-\n    tcp://192.0.2.1:9651\n  cost: 5\n# b\n", "peers:\n- \"tcp://192.0.2.1:9651\"\n# b\n")]
    [InlineData("peers:\n- cost: 5  # a\n  endpoint: tcp://192.0.2.1:9651\n", "peers:\n- # a\n  tcp://192.0.2.1:9651\n")]
    [InlineData("peers:\n  - cost: 5\n# a\n    endpoint: tcp://192.0.2.1:9651\n", "peers:\n  - # a\n    tcp://192.0.2.1:9651\n")]
    [InlineData("peers:\n- cost: 5\n  endpoint: tcp://192.0.2.1:9651\n", "peers:\n- tcp://192.0.2.1:9651\n")]
    [InlineData("peers: [{ cost: 5, endpoint: tcp://192.0.2.1:9651 }]\n", "peers: [tcp://192.0.2.1:9651]\n")]
    [InlineData("peers: [{ endpoint: tcp://192.0.2.1:9651, enabled: true }]\n", "peers: [{ endpoint: tcp://192.0.2.1:9651, enabled: true }]\n")]
    public void What_is_at_its_defaults_again_is_an_endpoint_again(string text, string expected) =>
        Assert.Equal(expected, Change(text, new ConfiguredPeer(One)));

    [Theory]
    [InlineData("peers: [{ endpoint: tcp://192.0.2.1:9651, # a\n  cost: 5 }]\n", null)]
    [InlineData("peers:\n- { endpoint: tcp://192.0.2.1:9651, cost: 5, # a\n    enabled: false }\n", 5)]
    public void A_comment_that_would_be_lost_is_not(string text, int? cost) => Assert.Equal(
        MyceliumErrorId.ConfigurationNotChanged,
        Assert.Throws<MyceliumException>(() => Change(text, new ConfiguredPeer(One, cost))).ErrorId);

    [Fact]
    public void Peers_that_are_given_as_endpoints_keep_what_is_set_for_them()
    {
        const string Text = "peers:\n- { endpoint: tcp://192.0.2.1:9651, cost: 5 } # a\n- tcp://192.0.2.2:1\n";

        string changed = ConfigurationEditor.Change(
            Text, "node.yaml", null, [new ConfigurationChange("peers", new[] { One, Two })]);

        Assert.Equal($"peers:\n- {{ endpoint: {One}, cost: 5 }} # a\n- \"{Two}\"\n", changed);
        Assert.Equal("peers: []\n", ConfigurationEditor.Change(
            "peers:\n- { endpoint: tcp://192.0.2.1:9651, cost: 5 }\n", "node.yaml", null, [new ConfigurationChange("peers", Array.Empty<string>())]));
    }

    [Fact]
    public void A_peer_is_set_in_one_of_several_nodes()
    {
        const string Text = "nodes:\n  - name: a\n    peers: [tcp://192.0.2.1:9651]\n  - name: b\n    peers:\n      - tcp://192.0.2.1:9651\n";

        string changed = ConfigurationEditor.Change(
            Text, "node.yaml", "b", [new ConfigurationChange("peers", new[] { new ConfiguredPeer(One, Enabled: false) })]);

        Assert.Equal(Text.Replace($"      - {One}", $"      - {{ endpoint: {One}, enabled: false }}", StringComparison.Ordinal), changed);
    }

    [Theory]
    [InlineData(One, 0)]
    [InlineData(One, 65_535)]
    [InlineData("nonsense", 1)]
    public void What_is_not_allowed_is_refused(string endpoint, int cost)
    {
        Assert.Equal(
            MyceliumErrorId.InvalidOption,
            Assert.Throws<MyceliumException>(() => Change(Commented, new ConfiguredPeer(endpoint, cost))).ErrorId);
        Assert.Throws<MyceliumException>(new NodeOptions().WithConfiguredPeers([new ConfiguredPeer(endpoint, cost)]).Validate);
    }

    [Fact]
    public void Any_settings_one_after_the_other_are_what_the_file_says_and_lose_no_comment()
    {
        string[] layouts =
        [
            Commented,
            $"peers: [\n  {One}, # the office\n  '{Two}' # the end\n]\n",
            $"peers:\n- endpoint: {One} # the office\n- endpoint: '{Two}'\n  # the end\n",
        ];
        Gen<ConfiguredPeer> Setting(string endpoint) =>
            Gen.Select(Pick<int?>(null, 1, 300, 65_534), Gen.Bool).Select((cost, enabled) => new ConfiguredPeer(endpoint, cost, enabled));
        Gen.Select(Pick(layouts), Gen.Select(Setting(One), Setting(Two)).Array[1, 8]).Sample(
            (layout, steps) =>
            {
                string text = layout;
                foreach ((ConfiguredPeer one, ConfiguredPeer two) in steps)
                {
                    text = Change(text, one, two);
                    Assert.Equal([one, two], Parse(text).GetConfiguredPeers());
                    Assert.Contains("# the office", text, StringComparison.Ordinal);
                    Assert.Contains("# the end", text, StringComparison.Ordinal);
                }
            },
            iter: 300,
            seed: "0000000000001");
    }

    private static Gen<T> Pick<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(index => values[index]);

    private static NodeOptions Parse(string text) => NodeConfigurationFile.Parse(text, "node.yaml").Options;

    private static string Change(string text, params ConfiguredPeer[] peers) =>
        ConfigurationEditor.Change(text, "node.yaml", null, [new ConfigurationChange("peers", peers)]);
}
