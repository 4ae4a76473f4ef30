using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Mycelium.Engine.Configuration;

/// <summary>Reads the tree of a configuration file by the description of its keys, and notes what is wrong instead of throwing.</summary>
/// <param name="folder">What relative paths are relative to.</param>
/// <param name="problems">Takes every mistake.</param>
internal sealed partial class ConfigurationReader(string folder, List<ConfigurationProblem> problems)
{
    // What people look for when they want to write a secret down.
    private static readonly string[] SecretKeys = ["key", "secretKey", "privateKey", "secret", "passphrase", "password"];

    /// <summary>Reads a whole file: the keys of one node, or a list of nodes.</summary>
    internal IReadOnlyList<NodeConfiguration> ReadFile(YamlMappingNode root)
    {
        if (!root.Children.TryGetValue(new YamlScalarNode(ConfigurationDescription.NodesKey), out YamlNode? nodes)) { return [ReadNode(root)]; }

        foreach (YamlNode key in root.Children.Keys.Where(key => NameOf(key) != ConfigurationDescription.NodesKey))
        {
            Note(key, $"The key '{NameOf(key)}' belongs into one of the nodes: beside '{ConfigurationDescription.NodesKey}' there is nothing.");
        }

        if (nodes is not YamlSequenceNode { Children.Count: > 0 } list)
        {
            Note(nodes, $"'{ConfigurationDescription.NodesKey}' needs a list of nodes.");
            return [];
        }

        return ReadNodes(list);
    }

    /// <summary>Whether a mapping has a key that a configuration may have, whatever its value is.</summary>
    internal static bool HasKnownKey(YamlMappingNode root) => root.Children.Keys.Select(NameOf).Any(
        name => name == ConfigurationDescription.NodesKey
            || ConfigurationDescription.Groups.ContainsKey(name)
            || ConfigurationDescription.Keys.Any(key => key.Path == name));

    /// <summary>Reads the keys of one node.</summary>
    internal NodeConfiguration ReadNode(YamlMappingNode mapping)
    {
        NodeConfiguration node = ReadGroup(mapping, string.Empty, NodeConfiguration.Default);
        if (node is { KeyFile: not null, KeyVariable: not null })
        {
            Note(mapping.Children.Keys.First(key => NameOf(key) == "keyVariable"), "'keyFile' and 'keyVariable' exclude each other.");
        }

        return node;
    }

    private List<NodeConfiguration> ReadNodes(YamlSequenceNode list)
    {
        var nodes = new List<NodeConfiguration>();
        foreach (YamlNode item in list.Children)
        {
            if (item is not YamlMappingNode mapping)
            {
                Note(item, "A node needs a mapping of keys to values.");
                continue;
            }

            NodeConfiguration node = ReadNode(mapping);
            if (nodes.Any(other => other.Name.Equals(node.Name, StringComparison.OrdinalIgnoreCase)))
            {
                Note(item, $"Another node of this file has the name '{node.Name}' already.");
            }

            if (node.KeyFile is not null && nodes.Any(other => other.KeyFile == node.KeyFile))
            {
                Note(item, $"Another node of this file has the key file '{node.KeyFile}' already.");
            }

            nodes.Add(node);
        }

        return nodes;
    }

    private NodeConfiguration ReadGroup(YamlMappingNode mapping, string group, NodeConfiguration node)
    {
        foreach ((YamlNode key, YamlNode value) in mapping.Children)
        {
            string name = NameOf(key);
            string path = group.Length == 0 ? name : $"{group}.{name}";
            if (group.Length == 0 && ConfigurationDescription.Groups.ContainsKey(name))
            {
                if (value is YamlMappingNode inner) { node = ReadGroup(inner, name, node); }
                else { Note(value, $"'{name}' needs a mapping of keys to values."); }
            }
            else if (ConfigurationDescription.Keys.FirstOrDefault(known => known.Path == path) is { } known)
            {
                node = ReadValue(known, value) is { } read ? known.Set(node, read) : node;
            }
            else
            {
                Note(key, UnknownKey(group, name));
            }
        }

        return node;
    }

    private static string UnknownKey(string group, string name)
    {
        if (SecretKeys.Contains(name, StringComparer.OrdinalIgnoreCase))
        {
            return $"The key '{name}' is not known: a secret is never written into a configuration, but named by keyFile or keyVariable.";
        }

        IEnumerable<string> known = ConfigurationDescription.Keys.Where(key => key.Group == group).Select(key => key.Name);
        known = group.Length == 0 ? known.Concat(ConfigurationDescription.Groups.Keys) : known;
        return UnknownKey(name, known);
    }

    private static string UnknownKey(string name, IEnumerable<string> known) =>
        $"The key '{name}' is not known here; known are {string.Join(", ", known.Order(StringComparer.Ordinal))}.";

    private object? ReadValue(ConfigurationKey key, YamlNode value) => key.Kind switch
    {
        ConfigurationValueKind.TextList => ReadList(key, value),
        ConfigurationValueKind.PeerList => ReadPeers(key, value),
        ConfigurationValueKind.Integer => Scalar(key, value, static _ => null) is { } text ? ReadInteger(key, value, text) : null,
        ConfigurationValueKind.Boolean => Scalar(key, value, static _ => null) is { } text ? ReadBoolean(key, value, text) : null,
        ConfigurationValueKind.Choice => Scalar(key, value, static _ => null) is { } text ? ReadChoice(key, value, text) : null,
        ConfigurationValueKind.Path => Scalar(key, value, CheckPath) is { } text ? Path.GetFullPath(text, folder) : null,
        _ => Scalar(key, value, key.CheckNamed),
    };

    private static string? CheckPath(string text) => text.Contains('\0', StringComparison.Ordinal) ? "A path can't contain a zero character." : null;

    private int? ReadInteger(ConfigurationKey key, YamlNode node, string text)
    {
        string? problem = int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value) && IsPlain(node)
            ? key.Range.Check(value)
            : $"'{text}' is not a whole number.";
        if (problem is null) { return value; }

        Note(key, node, problem);
        return null;
    }

    private bool? ReadBoolean(ConfigurationKey key, YamlNode node, string text)
    {
        if (IsPlain(node) && bool.TryParse(text, out bool value)) { return value; }

        Note(key, node, $"'{text}' is neither true nor false.");
        return null;
    }

    private string? ReadChoice(ConfigurationKey key, YamlNode node, string text)
    {
        if (key.Choices.FirstOrDefault(word => word.Equals(text, StringComparison.OrdinalIgnoreCase)) is { } choice) { return choice; }

        Note(key, node, $"'{text}' is not one of {string.Join(", ", key.Choices)}.");
        return null;
    }

    private List<string>? ReadList(ConfigurationKey key, YamlNode node)
    {
        if (Items(key, node) is not { } items) { return null; }

        var values = new List<string>();
        foreach (YamlNode item in items)
        {
            if (Scalar(key, item, key.CheckNamed) is { } text) { values.Add(text); }
        }

        return values;
    }

    private IList<YamlNode>? Items(ConfigurationKey key, YamlNode node)
    {
        if (node is YamlSequenceNode sequence) { return sequence.Children; }

        Note(node, $"'{key.Path}' needs a list.");
        return null;
    }

    private string? Scalar(ConfigurationKey key, YamlNode node, Func<string, string?> check)
    {
        if (node is not YamlScalarNode { Value: { Length: > 0 } text })
        {
            Note(key, node, "A single value is expected.");
            return null;
        }

        if (check(text) is not { } problem) { return text; }

        Note(key, node, problem);
        return null;
    }

    private static bool IsPlain(YamlNode node) => node is YamlScalarNode { Style: ScalarStyle.Plain };

    private static string NameOf(YamlNode key) => (key as YamlScalarNode)?.Value ?? key.ToString();

    private void Note(ConfigurationKey key, YamlNode node, string problem) => Note(node, $"{key.Path}: {problem}");

    private void Note(YamlNode node, string message) => problems.Add(new ConfigurationProblem(node.Start.Line, node.Start.Column, message));
}
