using System.Reflection;
using System.Text.Json.Nodes;
using Mycelium.Engine.Configuration;
using Xunit;

namespace Mycelium.Engine.Tests.Configuration;

/// <summary>JSON is YAML: each text is judged by the schema and by the reader.</summary>
public sealed class ConfigurationSchemaTests
{
    // What can't be written down in a file.
    private static readonly string[] NotInFiles =
    [
        nameof(NodeOptions.Identity), nameof(NodeOptions.MemoryTransport), nameof(NodeOptions.EventRaised),
        nameof(NodeOptions.TimeProvider), nameof(NodeOptions.Seed), nameof(NodeOptions.ConfigurationPath),
    ];

    private static readonly SchemaCheck Schema = new(JsonNode.Parse(ConfigurationSchema.Write())!.AsObject());

    public static TheoryData<string> Paths => [.. ConfigurationSchema.KeyPaths];

    [Theory]
    [MemberData(nameof(Paths))]
    public void The_schema_allows_what_the_reader_allows_at_every_bound(string path)
    {
        ConfigurationKey key = ConfigurationDescription.Find(path)!;
        foreach ((string value, bool isAllowed) in Samples(key)) { RequireVerdict(Nested(key, value), isAllowed); }

        RequireVerdict(Nested(key, "{}"), false);
    }

    [Theory]
    [InlineData("""{}""", true)]
    [InlineData("""{ "colour": "red" }""", false)]
    [InlineData("""{ "tunnel": { "speed": 1 } }""", false)]
    [InlineData("""{ "tunnel": {} }""", true)]
    [InlineData("""{ "tunnel": "tun" }""", false)]
    [InlineData("""{ "nodes": [ { "name": "a" }, { "name": "b", "tunnel": { "mtu": 1300 } } ] }""", true)]
    [InlineData("""{ "nodes": [] }""", false)]
    [InlineData("""{ "nodes": [ "a" ] }""", false)]
    [InlineData("""{ "nodes": [ { "nodes": [] } ] }""", false)]
    [InlineData("""{ "nodes": [ { "name": "a" } ], "name": "b" }""", false)]
    [InlineData("""{ "keyFile": "a", "keyVariable": "B" }""", false)]
    [InlineData("""{ "secretKey": "00" }""", false)]
    [InlineData("""{ "peers": [ "tcp://192.0.2.1:1", { "endpoint": "tcp://192.0.2.2:1" } ] }""", true)]
    [InlineData("""{ "peers": [ { "endpoint": "tcp://192.0.2.1:1", "cost": 1, "enabled": false } ] }""", true)]
    [InlineData("""{ "peers": [ { "endpoint": "tcp://192.0.2.1:1", "cost": 65534, "enabled": true } ] }""", true)]
    [InlineData("""{ "peers": [ { "endpoint": "tcp://192.0.2.1:1", "cost": 0 } ] }""", false)]
    [InlineData("""{ "peers": [ { "endpoint": "tcp://192.0.2.1:1", "cost": 65535 } ] }""", false)]
    [InlineData("""{ "peers": [ { "endpoint": "tcp://192.0.2.1:1", "cost": "5" } ] }""", false)]
    [InlineData("""{ "peers": [ { "endpoint": "tcp://192.0.2.1:1", "enabled": "no" } ] }""", false)]
    [InlineData("""{ "peers": [ { "endpoint": "tcp://192.0.2.1:1", "price": 5 } ] }""", false)]
    [InlineData("""{ "peers": [ { "endpoint": "192.0.2.1:1" } ] }""", false)]
    [InlineData("""{ "peers": [ { "cost": 5 } ] }""", false)]
    [InlineData("""{ "peers": [ {} ] }""", false)]
    public void The_schema_and_the_reader_agree_on_the_whole(string text, bool isAllowed) => RequireVerdict(text, isAllowed);

    [Fact]
    public void Every_option_has_a_key_and_every_key_changes_its_own()
    {
        var reached = new List<string>();
        foreach (ConfigurationKey key in ConfigurationDescription.Keys.Where(key => key.Path != "logLevel"))
        {
            object? value = key.Kind switch
            {
                ConfigurationValueKind.Integer => key.Range.Minimum,
                ConfigurationValueKind.Boolean => !(bool)key.Get(NodeConfiguration.Default)!,
                ConfigurationValueKind.Choice => key.Choices[^1],
                ConfigurationValueKind.TextList => new[] { "x" },
                ConfigurationValueKind.PeerList => new[] { new ConfiguredPeer("x", Cost: 1) },
                _ => "x",
            };
            NodeOptions changed = key.Set(NodeConfiguration.Default, value).Options;
            string[] names = [.. typeof(NodeOptions).GetProperties(BindingFlags.Public | BindingFlags.Instance)
                .Where(property => !Equals(property.GetValue(changed), property.GetValue(NodeConfiguration.Default.Options)))
                .Select(property => property.Name)];
            Assert.Equal(key.Kind == ConfigurationValueKind.PeerList ? 2 : 1, names.Length);
            reached.AddRange(names);
        }

        Assert.Equal(
            typeof(NodeOptions).GetProperties(BindingFlags.Public | BindingFlags.Instance).Select(property => property.Name)
                .Except(NotInFiles).Order(StringComparer.Ordinal),
            reached.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_key_and_group_says_what_it_means()
    {
        Assert.All(ConfigurationDescription.Keys, key => Assert.EndsWith(".", key.Description, StringComparison.Ordinal));
        Assert.Equal(
            ConfigurationDescription.Groups.Keys.Order(StringComparer.Ordinal),
            ConfigurationDescription.Keys.Select(key => key.Group).Where(group => group.Length > 0).Distinct().Order(StringComparer.Ordinal));
    }

    private static IEnumerable<(string Value, bool IsAllowed)> Samples(ConfigurationKey key) => key.Kind switch
    {
        ConfigurationValueKind.Integer =>
        [
            ($"{key.Range.Minimum}", true), ($"{key.Range.Maximum}", true), ($"{key.Range.Minimum - 1}", false),
            ($"{key.Range.Maximum + 1}", false), ("\"1300\"", false), ("1.5", false), ("true", false),
        ],
        ConfigurationValueKind.Boolean => [("true", true), ("false", true), ("\"true\"", false), ("1", false)],
        ConfigurationValueKind.Choice => [.. key.Choices.Select(word => ($"\"{word}\"", true)), ("\"other\"", false), ("[]", false)],
        ConfigurationValueKind.TextList or ConfigurationValueKind.PeerList =>
        [
            ("[]", true), ("[\"\"]", false), ("\"eth0\"", false), ("[[]]", false),
            (key.Path == "discovery.interfaces" ? "[\"eth0\", \"a-b\"]" : "[\"tcp://192.0.2.1:1\"]", true),
            (key.Path == "discovery.interfaces" ? "[\"a/b\"]" : "[\"192.0.2.1:1\"]", false),
        ],
        ConfigurationValueKind.Path => [("\"a/b.key\"", true), ("\"\"", false), ("[]", false)],
        _ => [("\"a1_b\"", true), ("\"\"", false), ("\"a b\"", false), ($"\"{new string('a', 65)}\"", false), ("[]", false)],
    };

    private static string Nested(ConfigurationKey key, string value) =>
        key.Group.Length == 0 ? $"{{ \"{key.Name}\": {value} }}" : $"{{ \"{key.Group}\": {{ \"{key.Name}\": {value} }} }}";

    private static void RequireVerdict(string text, bool isAllowed)
    {
        Assert.True(Schema.IsValid(JsonNode.Parse(text)) == isAllowed, $"schema: {text}");
        Assert.True(NodeConfigurationFile.CheckText(text, "node.yaml").IsValid == isAllowed, $"reader: {text}");
    }
}
