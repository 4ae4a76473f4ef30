using CsCheck;
using Mycelium.Engine.Configuration;
using Mycelium.Engine.Errors;
using Mycelium.Engine.Tunnels;
using Xunit;

namespace Mycelium.Engine.Tests.Configuration;

public sealed class ConfigurationEditorTests
{
    private const string Commented = """
        # The gateway of the house.
        name: gateway   # as in the inventory

        peers:          # dialled for ever
          # the office
          - tcp://192.0.2.1:9651  # first floor
          - "tcp://[2001:db8::1]:9651"  # second floor
        tunnel: { mode: userspace, mtu: 1380 }  # no rights
        # discovery is off here
        discovery:
          enabled: false
        # the end

        """;

    private const string Several = """
        nodes:
          # first
          - name: a
            tunnel: { mode: none }  # only forwards
          - name: b  # second
            listen: []

        """;

    private static readonly (string Key, object?[] Values)[] Possible =
    [
        ("name", ["a", "node-1.b", "no"]),
        ("keyFile", ["k.key", "/etc/k", "sub/with blank.key", null]),
        ("listen", [Array.Empty<string>(), new[] { "tcp://[::]:1" }, new[] { "tcp://127.0.0.1:1", "tcp://127.0.0.1:2" }, null]),
        ("peers", [Array.Empty<string>(), new[] { "tcp://192.0.2.1:9651" }, new[] { "tcp://h.example:1", "tcp://192.0.2.1:9651" }, null]),
        ("tunnel.mode", [TunnelMode.None, TunnelMode.Tun, null]),
        ("tunnel.mtu", [1280, 65_000, null]),
        ("discovery.enabled", [true, false, null]),
        ("discovery.interfaces", [new[] { "eth0" }, new[] { "eth1", "true" }, null]),
        ("limits.routes", [1000, null]),
        ("logLevel", ["debug", null]),
    ];

    [Fact]
    public void A_value_is_replaced_and_nothing_else()
    {
        string changed = Change(Commented, ("tunnel.mtu", 1300), ("discovery.enabled", true), ("name", "door"));

        Assert.Equal(
            Commented.Replace("1380", "1300", StringComparison.Ordinal)
                .Replace("false", "true", StringComparison.Ordinal).Replace("name: gateway", "name: door", StringComparison.Ordinal),
            changed);
    }

    [Fact]
    public void Items_that_stay_keep_their_comments()
    {
        string changed = Change(Commented, ("peers", new[] { "tcp://[2001:db8::1]:9651", "tcp://198.51.100.1:9651" }));

        Assert.Equal(
            Commented.Replace("  - tcp://192.0.2.1:9651  # first floor\n", "", StringComparison.Ordinal)
                .Replace("second floor\n", "second floor\n  - \"tcp://198.51.100.1:9651\"\n", StringComparison.Ordinal),
            changed);
    }

    [Fact]
    public void All_items_can_go_and_the_comment_above_them_stays()
    {
        string changed = Change(Commented, ("peers", Array.Empty<string>()));

        Assert.Contains("peers: []", changed, StringComparison.Ordinal);
        Assert.Contains("# the office", changed, StringComparison.Ordinal);
    }

    [Fact]
    public void A_new_key_comes_behind_the_others_of_its_group()
    {
        string changed = Change(Commented, ("discovery.port", 9700), ("tunnel.interface", "myc0"), ("limits.routes", 5000));

        Assert.Contains("  enabled: false\n  port: 9700\n", changed, StringComparison.Ordinal);
        Assert.Contains("mtu: 1380, interface: myc0 }  # no rights", changed, StringComparison.Ordinal);
        Assert.Contains("limits:\n  routes: 5000\n", changed, StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_that_is_taken_out_takes_an_empty_group_along()
    {
        string changed = Change(Commented, ("discovery.enabled", null), ("tunnel.mode", null));

        Assert.DoesNotContain("discovery:", changed, StringComparison.Ordinal);
        Assert.Contains("# discovery is off here\n# the end\n", changed, StringComparison.Ordinal);
        Assert.Contains("tunnel: { mtu: 1380 }", changed, StringComparison.Ordinal);
    }

    [Fact]
    public void One_of_several_nodes_is_changed_by_its_name()
    {
        string changed = ConfigurationEditor.Change(
            Several, "nodes.yaml", "b", [new ConfigurationChange("tunnel.mtu", 1300), new ConfigurationChange("name", "c")]);

        Assert.Equal(
            Several.Replace("name: b", "name: c", StringComparison.Ordinal)
                .Replace("listen: []\n", "listen: []\n    tunnel:\n      mtu: 1300\n", StringComparison.Ordinal),
            changed);
    }

    [Theory]
    [InlineData("x")]
    [InlineData(null)]
    public void Of_several_nodes_one_that_is_there_has_to_be_named(string? name)
    {
        MyceliumException error = Assert.Throws<MyceliumException>(
            () => ConfigurationEditor.Change(Several, "nodes.yaml", name, [new ConfigurationChange("tunnel.mtu", 1300)]));

        Assert.Equal(MyceliumErrorId.ConfigurationNodeNotFound, error.ErrorId);
    }

    [Fact]
    public void An_only_node_has_to_have_the_name_that_is_given()
    {
        MyceliumException error = Assert.Throws<MyceliumException>(
            () => ConfigurationEditor.Change("name: gate\n", "g.yaml", "gatte", [new ConfigurationChange("name", "oops")]));

        Assert.Equal(MyceliumErrorId.ConfigurationNodeNotFound, error.ErrorId);
        Assert.EndsWith("no node with the name 'gatte'; there are: gate.", error.Message, StringComparison.Ordinal);
        Assert.Equal("name: door\n", ConfigurationEditor.Change("name: gate\n", "g.yaml", "GATE", [new ConfigurationChange("name", "door")]));
    }

    [Fact]
    public void Without_its_last_key_a_file_is_not_empty()
    {
        string changed = Change("name: a\n", ("name", null));

        Assert.Equal("{}\n", changed);
        Assert.Equal("{ name: b }\n", Change(changed, ("name", "b")));
    }

    [Fact]
    public void A_key_that_is_not_known_is_answered_with_those_that_are() => Assert.Contains(
        "'Peer' is not a key of a configuration; known are name, keyFile, keyVariable, ",
        Assert.Throws<MyceliumException>(() => Change("name: a", ("Peer", null))).Message,
        StringComparison.Ordinal);

    [Theory]
    [InlineData("", "tunnel:\n  mtu: 1300\n")]
    [InlineData(" \n", " \ntunnel:\n  mtu: 1300\n")]
    [InlineData("# nothing yet", "# nothing yet\ntunnel:\n  mtu: 1300\n")]
    [InlineData("{}", "{ tunnel: { mtu: 1300 } }")]
    [InlineData("{name: a}", "{name: a, tunnel: { mtu: 1300 }}")]
    [InlineData("name: a", "name: a\ntunnel:\n  mtu: 1300\n")]
    [InlineData("name: a\r\n", "name: a\r\ntunnel:\r\n  mtu: 1300\r\n")]
    [InlineData("tunnel: {}\n", "tunnel: { mtu: 1300 }\n")]
    public void Any_layout_can_be_added_to(string text, string expected) => Assert.Equal(expected, Change(text, ("tunnel.mtu", 1300)));

    [Theory]
    [InlineData(1023)]
    [InlineData(1024)]
    [InlineData(1025)]
    public void A_last_line_of_any_length_without_an_end_is_added_to(int length)
    {
        string text = "# " + new string('a', length - 2);

        Assert.Equal(text + "\ntunnel:\n  mtu: 1300\n", Change(text, ("tunnel.mtu", 1300)));
    }

    [Fact]
    public void A_comment_within_what_would_be_replaced_is_not_lost()
    {
        MyceliumException error = Assert.Throws<MyceliumException>(
            () => Change("peers: [\n  tcp://192.0.2.1:1, # one\n]\n", ("peers", new[] { "tcp://192.0.2.2:1" })));

        Assert.Equal(MyceliumErrorId.ConfigurationNotChanged, error.ErrorId);
    }

    [Theory]
    [InlineData("tunnel.mtu", 5)]
    [InlineData("tunnel.mtu", "many")]
    [InlineData("colour", "red")]
    [InlineData("name", "")]
    public void A_value_that_is_not_allowed_is_refused(string key, object value) => Assert.Equal(
        MyceliumErrorId.InvalidOption, Assert.Throws<MyceliumException>(() => Change(Commented, (key, value))).ErrorId);

    [Fact]
    public void What_would_not_be_valid_together_is_refused() => Assert.Equal(
        MyceliumErrorId.InvalidConfiguration,
        Assert.Throws<MyceliumException>(() => Change("keyFile: a\n", ("keyVariable", "KEY"))).ErrorId);

    [Fact]
    public void Any_changes_one_after_the_other_say_what_was_asked_for_and_lose_no_comment()
    {
        Gen<(string Key, object? Value)> change = Gen.Int[0, Possible.Length - 1].SelectMany(
            index => Gen.Int[0, Possible[index].Values.Length - 1].Select(value => (Possible[index].Key, Possible[index].Values[value])));
        change.Array[1, 12].Sample(
            changes =>
            {
                string text = Commented;
                foreach ((string key, object? value) in changes)
                {
                    text = Change(text, (key, value));
                    NodeConfiguration read = NodeConfigurationFile.Parse(text, "/etc/mycelium/node.yaml");
                    ConfigurationKey known = ConfigurationDescription.Find(key)!;
                    object? expected = value switch
                    {
                        null => known.Get(NodeConfiguration.Default),
                        TunnelMode mode => mode.ToString().ToLowerInvariant(),
                        string path when key == "keyFile" => Path.GetFullPath(path, "/etc/mycelium"),
                        string[] endpoints when key == "peers" => ConfiguredPeer.Join(endpoints, []),
                        _ => value,
                    };
                    Assert.True(ConfigurationKey.AreEqual(expected, known.Get(read)), $"{key}: {text}");
                }

                Assert.All(["# The gateway", "# the office", "# discovery is off", "# the end"], c => Assert.Contains(c, text, StringComparison.Ordinal));
            },
            iter: 500,
            seed: "0000000000001");
    }

    private static string Change(string text, params (string Key, object? Value)[] changes) => ConfigurationEditor.Change(
        text, "/etc/mycelium/node.yaml", null, [.. changes.Select(change => new ConfigurationChange(change.Key, change.Value))]);
}
