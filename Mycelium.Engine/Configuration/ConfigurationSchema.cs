using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Mycelium.Engine.Configuration;

/// <summary>The JSON schema of configuration files, for editors; made from the description that reading follows.</summary>
public static class ConfigurationSchema
{
    // Editors do not stumble over plain characters that browsers would.
    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Names of all keys; within a group, <c>group.name</c>.</summary>
    public static IReadOnlyList<string> KeyPaths { get; } = [.. ConfigurationDescription.Keys.Select(key => key.Path)];

    /// <summary>What a key means; empty if there is none with the name.</summary>
    public static string Describe(string keyPath) => ConfigurationDescription.Find(keyPath)?.Description ?? string.Empty;

    /// <summary>Writes the schema (draft 7, which editors know best).</summary>
    public static string Write()
    {
        JsonObject properties = NodeProperties();
        properties[ConfigurationDescription.NodesKey] = new JsonObject
        {
            ["description"] = "Several nodes, each with the keys of one; beside it there is no other key.",
            ["type"] = "array",
            ["minItems"] = 1,
            ["items"] = new JsonObject { ["$ref"] = "#/definitions/node" },
        };
        JsonObject root = Object("Configuration of Mycelium nodes.", properties);
        root.Insert(0, "$schema", "http://json-schema.org/draft-07/schema#");
        root["if"] = new JsonObject { ["required"] = new JsonArray(ConfigurationDescription.NodesKey) };
        root["then"] = new JsonObject { ["maxProperties"] = 1 };
        root["not"] = ExclusiveKeys();
        JsonObject node = Object("One node.", NodeProperties());
        node["not"] = ExclusiveKeys();
        root["definitions"] = new JsonObject { ["node"] = node };
        return root.ToJsonString(Indented) + "\n";
    }

    private static JsonObject ExclusiveKeys() => new() { ["required"] = new JsonArray("keyFile", "keyVariable") };

    private static JsonObject NodeProperties()
    {
        var properties = new JsonObject();
        foreach (IGrouping<string, ConfigurationKey> group in ConfigurationDescription.Keys.GroupBy(key => key.Group))
        {
            if (group.Key.Length == 0)
            {
                foreach (ConfigurationKey key in group) { properties[key.Name] = Value(key); }
            }
            else
            {
                var inner = new JsonObject();
                foreach (ConfigurationKey key in group) { inner[key.Name] = Value(key); }

                properties[group.Key] = Object(ConfigurationDescription.Groups[group.Key], inner);
            }
        }

        return properties;
    }

    private static JsonObject Object(string description, JsonObject properties) => new()
    {
        ["description"] = description,
        ["type"] = "object",
        ["additionalProperties"] = false,
        ["properties"] = properties,
    };

    private static JsonObject Value(ConfigurationKey key)
    {
        var value = new JsonObject { ["description"] = key.Description };
        switch (key.Kind)
        {
            case ConfigurationValueKind.Integer:
                value["type"] = "integer";
                value["minimum"] = key.Range.Minimum;
                value["maximum"] = key.Range.Maximum;
                break;
            case ConfigurationValueKind.Boolean:
                value["type"] = "boolean";
                break;
            case ConfigurationValueKind.Choice:
                value["enum"] = new JsonArray([.. key.Choices.Select(word => JsonValue.Create(word))]);
                break;
            case ConfigurationValueKind.TextList:
                value["type"] = "array";
                value["items"] = Text(new JsonObject(), key);
                break;
            case ConfigurationValueKind.PeerList:
                value["type"] = "array";
                value["items"] = new JsonObject { ["oneOf"] = new JsonArray(Text(new JsonObject(), key), Peer(key)) };
                break;
            default:
                Text(value, key);
                break;
        }

        if (key.Get(NodeConfiguration.Default) is { } standard) { value["default"] = JsonSerializer.SerializeToNode(standard); }

        return value;
    }

    private static JsonObject Peer(ConfigurationKey key)
    {
        JsonObject Describe(string name) => new() { ["description"] = ConfigurationDescription.PeerKeys[name] };
        JsonObject cost = Describe(ConfigurationDescription.PeerCostKey);
        cost["type"] = "integer";
        cost["minimum"] = key.Range.Minimum;
        cost["maximum"] = key.Range.Maximum;
        JsonObject enabled = Describe(ConfigurationDescription.PeerEnabledKey);
        enabled["type"] = "boolean";
        enabled["default"] = true;
        JsonObject peer = Object("A peer and what is set for it.", new JsonObject
        {
            [ConfigurationDescription.PeerEndpointKey] = Text(Describe(ConfigurationDescription.PeerEndpointKey), key),
            [ConfigurationDescription.PeerCostKey] = cost,
            [ConfigurationDescription.PeerEnabledKey] = enabled,
        });
        peer["required"] = new JsonArray(ConfigurationDescription.PeerEndpointKey);
        return peer;
    }

    private static JsonObject Text(JsonObject target, ConfigurationKey key)
    {
        target["type"] = "string";
        if (key.Pattern is { } pattern) { target["pattern"] = pattern; }
        else { target["minLength"] = 1; }

        return target;
    }
}
