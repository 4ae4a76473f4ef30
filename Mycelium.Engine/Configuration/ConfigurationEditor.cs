using Mycelium.Engine.Errors;

namespace Mycelium.Engine.Configuration;

/// <summary>Changes keys of a configuration file; comments, order and layout of everything else stay as they are.</summary>
public static class ConfigurationEditor
{
    /// <summary>Changes a file, which is replaced in one step.</summary>
    /// <param name="path">The file.</param>
    /// <param name="name">Which of several nodes; null for the only one.</param>
    /// <param name="changes">What to change.</param>
    /// <returns>The node as the file says it now.</returns>
    /// <exception cref="MyceliumException">As <see cref="Change"/> and <see cref="ConfigurationFileWriter.Save"/>.</exception>
    public static NodeConfiguration ChangeFile(string path, string? name, IReadOnlyList<ConfigurationChange> changes)
    {
        string text = NodeConfigurationFile.ReadText(path);
        string changed = Change(text, path, name, changes);
        if (changed != text) { ConfigurationFileWriter.WriteText(path, changed, overwrite: true); }

        NodeConfiguration[] nodes = [.. NodeConfigurationFile.CheckText(changed, path).Nodes];
        return nodes[IndexOf([.. NodeConfigurationFile.CheckText(text, path).Nodes], path, name)];
    }

    /// <summary>Changes a text. What comes out says exactly what was asked for, or nothing comes out.</summary>
    /// <param name="text">The YAML.</param>
    /// <param name="path">Where it is from, for messages and relative paths.</param>
    /// <param name="name">Which of several nodes; null for the only one.</param>
    /// <param name="changes">What to change.</param>
    /// <exception cref="MyceliumException"><see cref="MyceliumErrorId.InvalidConfiguration"/> before or after the change,
    /// <see cref="MyceliumErrorId.ConfigurationNodeNotFound"/>, <see cref="MyceliumErrorId.InvalidOption"/>,
    /// <see cref="MyceliumErrorId.ConfigurationNotChanged"/>.</exception>
    public static string Change(string text, string path, string? name, IReadOnlyList<ConfigurationChange> changes)
    {
        ArgumentNullException.ThrowIfNull(changes);
        List<NodeConfiguration> expected = [.. Read(text, path)];
        int index = IndexOf(expected, path, name);
        bool isList = expected.Count > 1 || YamlSpan.Parse(text)?.Find(ConfigurationDescription.NodesKey) is not null;
        string folder = Path.GetDirectoryName(Path.GetFullPath(path)) ?? ".";
        foreach (ConfigurationChange change in changes)
        {
            ConfigurationKey key = KeyOf(change);
            object? value = ValueOf(key, change, folder, expected[index].Options);
            expected[index] = key.Set(expected[index], value ?? key.Get(NodeConfiguration.Default));
            text = Apply(text, path, isList ? index : null, key, ConfigurationWriter.Shown(key, value, folder));
        }

        RequireSame(Read(text, path), expected, path);
        return text;
    }

    private static IReadOnlyList<NodeConfiguration> Read(string text, string path)
    {
        ConfigurationReport report = NodeConfigurationFile.CheckText(text, path);
        return report.IsValid ? report.Nodes : throw NodeConfigurationFile.Invalid(path, report.Problems);
    }

    private static string Apply(string text, string path, int? index, ConfigurationKey key, object? value)
    {
        YamlSpan? mapping = NodeIn(text, index, path);
        if (mapping is { Pairs.Count: > 0 } or { IsFlow: true })
        {
            var edit = new YamlEdit(text, mapping);
            string changed = value is null ? edit.Remove(key) : edit.Set(key, value);
            return value is IReadOnlyList<ConfiguredPeer> peers && NodeIn(changed, index, path)?.Find(key.Name) is { } list
                ? Sound(() => YamlPeerEdit.Set(changed, list.Value, peers), path)
                : changed;
        }

        IEnumerable<string> lines = value is null ? [] : ConfigurationWriter.KeyLines(key.Name, value);
        if (key.Group.Length > 0 && value is not null) { lines = [$"{key.Group}:", .. lines.Select(line => "  " + line)]; }

        string ended = text.Length == 0 || text.EndsWith('\n') ? text : text + '\n';
        return ended + string.Concat(lines.Select(line => line + '\n'));
    }

    private static YamlSpan? NodeIn(string text, int? index, string path) => Sound(
        () =>
        {
            YamlSpan? mapping = YamlSpan.Parse(text);
            return index is { } item ? mapping!.Find(ConfigurationDescription.NodesKey)!.Value.Value.Items[item] : mapping;
        },
        path);

    // The text was sound before it was changed; what was changed the library can refuse in one way or another.
    private static T Sound<T>(Func<T> read, string path)
    {
        try
        {
            return read();
        }
        catch (Exception exception) when (exception is not (OutOfMemoryException or MyceliumException))
        {
            throw NotChanged(path);
        }
    }

    private static int IndexOf(List<NodeConfiguration> nodes, string path, string? name)
    {
        if (nodes.Count == 1) { return 0; }

        int index = nodes.FindIndex(node => node.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
        return index >= 0 ? index : throw new MyceliumException(
            MyceliumErrorId.ConfigurationNodeNotFound,
            $"The configuration '{path}' has several nodes, and {(name is null ? "none was named" : $"none is named '{name}'")}: "
                + $"{string.Join(", ", nodes.Select(node => node.Name))}.",
            "Name one of them.");
    }

    private static ConfigurationKey KeyOf(ConfigurationChange change) => ConfigurationDescription.Find(change.Key)
        ?? throw new MyceliumException(
            MyceliumErrorId.InvalidOption,
            $"'{change.Key}' is not a key of a configuration.",
            $"The keys are {string.Join(", ", ConfigurationSchema.KeyPaths)}.");

    private static object? ValueOf(ConfigurationKey key, ConfigurationChange change, string folder, NodeOptions current)
    {
        object? value = change.Value switch
        {
            Enum word => word.ToString().ToLowerInvariant(),
            // Peers that stay keep what is set for them.
            string[] endpoints when key.Kind == ConfigurationValueKind.PeerList => ConfiguredPeer.Join(endpoints, current.PeerSettings),
            string[] items => items,
            string text when key.Kind == ConfigurationValueKind.Path && text.Length > 0 => Path.GetFullPath(text, folder),
            var other => other,
        };
        return key.Check(value) is { } problem
            ? throw new MyceliumException(
                MyceliumErrorId.InvalidOption, $"Key {key.Path}: {problem}", $"Give {key.Path} a value that is allowed.")
            : value;
    }

    private static void RequireSame(IReadOnlyList<NodeConfiguration> actual, List<NodeConfiguration> expected, string path)
    {
        bool isSame = actual.Count == expected.Count && actual.Zip(expected).All(pair =>
            ConfigurationDescription.Keys.All(key => ConfigurationKey.AreEqual(key.Get(pair.First), key.Get(pair.Second))));
        if (!isSame) { throw NotChanged(path); }
    }

    private static MyceliumException NotChanged(string path) => new(
        MyceliumErrorId.ConfigurationNotChanged,
        $"The configuration '{path}' is laid out in a way that can't be changed without harm.",
        "Change it by hand, and check it with Test-MyceliumConfiguration.");
}
