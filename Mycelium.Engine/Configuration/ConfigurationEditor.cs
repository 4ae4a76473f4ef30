using Mycelium.Engine.Errors;

namespace Mycelium.Engine.Configuration;

/// <summary>Changes keys of a configuration file; comments, order and layout of everything else stay as they are.</summary>
public static class ConfigurationEditor
{
    // Each time another program changed the file, so this is far beyond what happens by chance.
    private const int MaximumAttempts = 100;

    // Within the process only one change of a file is under way; other files may wait for it, and no list grows.
    private static readonly Lock[] Locks = [.. Enumerable.Range(0, 64).Select(_ => new Lock())];

    /// <summary>Changes a file, which is replaced in one step. Of several changes at a time none is lost.</summary>
    /// <param name="path">The file.</param>
    /// <param name="name">Which node; null for the only one.</param>
    /// <param name="changes">What to change.</param>
    /// <param name="isOnlyNodeMeant">Whether in a file of one node that one is meant, whatever its name is: a node can run under
    /// another.</param>
    /// <returns>The node as the file says it now.</returns>
    /// <exception cref="MyceliumException">As <see cref="Change"/>, <see cref="MyceliumErrorId.ConfigurationNotFound"/>, and
    /// <see cref="MyceliumErrorId.ConfigurationInaccessible"/>, also for a file that is read-only.</exception>
    public static NodeConfiguration ChangeFile(
        string path, string? name, IReadOnlyList<ConfigurationChange> changes, bool isOnlyNodeMeant = false) =>
        ChangeFile(path, name, _ => changes, isOnlyNodeMeant);

    /// <summary>Changes a file by what it says now, as one step.</summary>
    /// <param name="path">The file.</param>
    /// <param name="name">Which node; null for the only one.</param>
    /// <param name="decide">Gives what to change; called again if another program changes the file meanwhile.</param>
    /// <param name="isOnlyNodeMeant">Whether in a file of one node that one is meant, whatever its name is.</param>
    /// <returns>The node as the file says it now.</returns>
    /// <exception cref="MyceliumException">As for the other.</exception>
    public static NodeConfiguration ChangeFile(
        string path,
        string? name,
        Func<NodeConfiguration, IReadOnlyList<ConfigurationChange>> decide,
        bool isOnlyNodeMeant = false)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(decide);
        uint hash = (uint)StringComparer.OrdinalIgnoreCase.GetHashCode(TextFile.Target(Path.GetFullPath(path)));
        lock (Locks[hash % Locks.Length])
        {
            for (int attempt = 0; attempt < MaximumAttempts; attempt++)
            {
                ConfigurationContent content = ConfigurationContent.Read(path);
                string text = content.RequireText(path);
                List<NodeConfiguration> nodes = [.. Read(text, path)];
                int index = isOnlyNodeMeant && nodes.Count == 1 ? 0 : IndexOf(nodes, path, name);
                string changed = ChangeNode(text, path, nodes, index, decide(nodes[index]));
                if (changed == text || ConfigurationFileWriter.Replace(path, content, changed)) { return Read(changed, path)[index]; }
            }
        }

        throw new MyceliumException(
            MyceliumErrorId.ConfigurationInaccessible,
            $"The configuration file '{path}' could not be written: another program changes it again and again.",
            "Try again when it no longer does.");
    }

    /// <summary>Changes a text. What comes out says exactly what was asked for, or nothing comes out.</summary>
    /// <param name="text">The YAML.</param>
    /// <param name="path">Where it is from, for messages and relative paths.</param>
    /// <param name="name">Which node; null for the only one.</param>
    /// <param name="changes">What to change.</param>
    /// <exception cref="MyceliumException"><see cref="MyceliumErrorId.InvalidConfiguration"/> before or after the change,
    /// <see cref="MyceliumErrorId.ConfigurationNodeNotFound"/>, <see cref="MyceliumErrorId.InvalidOption"/>,
    /// <see cref="MyceliumErrorId.ConfigurationNotChanged"/>.</exception>
    public static string Change(string text, string path, string? name, IReadOnlyList<ConfigurationChange> changes)
    {
        ArgumentNullException.ThrowIfNull(changes);
        List<NodeConfiguration> nodes = [.. Read(text, path)];
        return ChangeNode(text, path, nodes, IndexOf(nodes, path, name), changes);
    }

    private static string ChangeNode(
        string text, string path, List<NodeConfiguration> nodes, int index, IReadOnlyList<ConfigurationChange> changes)
    {
        List<NodeConfiguration> expected = [.. nodes];
        string changed = text;
        bool isList = expected.Count > 1 || YamlSpan.Parse(text)?.Find(ConfigurationDescription.NodesKey) is not null;
        string folder = Path.GetDirectoryName(Path.GetFullPath(path)) ?? ".";
        foreach (ConfigurationChange change in changes)
        {
            ConfigurationKey key = KeyOf(change);
            object? value = ValueOf(key, change, folder, expected[index].Options);
            expected[index] = key.Set(expected[index], value ?? key.Get(NodeConfiguration.Default));
            changed = Apply(changed, path, isList ? index : null, key, ConfigurationWriter.Shown(key, value, folder));
        }

        // Without its last key a file would be empty, which is taken for an accident.
        if (changed != text && string.IsNullOrWhiteSpace(changed)) { changed = "{}\n"; }

        RequireSame(Read(changed, path), expected, path);
        return changed;
    }

    private static IReadOnlyList<NodeConfiguration> Read(string text, string path)
    {
        ConfigurationReport report = NodeConfigurationFile.CheckText(text, path, isEmptyAllowed: true);
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
        if (nodes.Count == 1 && name is null) { return 0; }

        int index = nodes.FindIndex(node => node.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
        return index >= 0 ? index : throw NodeConfigurationFile.NotFound(path, nodes, name);
    }

    private static ConfigurationKey KeyOf(ConfigurationChange change) => ConfigurationDescription.Find(change.Key)
        ?? throw new MyceliumException(
            MyceliumErrorId.InvalidOption,
            $"'{change.Key}' is not a key of a configuration; known are {string.Join(", ", ConfigurationSchema.KeyPaths)}.",
            "Name one of the known keys.");

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
