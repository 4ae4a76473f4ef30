namespace Mycelium.Engine.Configuration;

/// <summary>Writes configurations as YAML that reads back as the same.</summary>
internal static class ConfigurationWriter
{
    private const string ItemIndent = "    ";

    /// <summary>Writes a text.</summary>
    /// <param name="nodes">One node is written by itself, several as a list.</param>
    /// <param name="folder">What paths within it are made relative to; null leaves them.</param>
    /// <param name="withDefaults">Whether to write also what has its default, and what each key means.</param>
    internal static string Write(IReadOnlyList<NodeConfiguration> nodes, string? folder, bool withDefaults)
    {
        List<string> lines = [];
        if (nodes.Count != 1) { lines.Add($"{ConfigurationDescription.NodesKey}:"); }

        foreach (NodeConfiguration node in nodes)
        {
            IEnumerable<string> own = NodeLines(node, folder, withDefaults);
            lines.AddRange(nodes.Count == 1 ? own : AsItem([.. own]));
        }

        return string.Concat(lines.Select(line => line + '\n'));
    }

    /// <summary>The value as it is written: paths within the folder are relative to it.</summary>
    internal static object? Shown(ConfigurationKey key, object? value, string? folder)
    {
        if (key.Kind != ConfigurationValueKind.Path || value is not string path || folder is null) { return value; }

        string relative = Path.GetRelativePath(folder, path);
        bool isOutside = relative.StartsWith("..", StringComparison.Ordinal) || Path.IsPathRooted(relative);
        return isOutside ? path : relative.Replace(Path.DirectorySeparatorChar, '/');
    }

    /// <summary>The lines of one key, without indentation.</summary>
    internal static IEnumerable<string> KeyLines(string name, object value) => value is IReadOnlyList<object> { Count: > 1 } items
        ? [$"{name}:", .. items.Select(item => $"  - {YamlText.Item(item)}")]
        : [$"{name}: {YamlText.Inline(value)}"];

    private static IEnumerable<string> NodeLines(NodeConfiguration node, string? folder, bool withDefaults)
    {
        string group = string.Empty;
        foreach (ConfigurationKey key in ConfigurationDescription.Keys)
        {
            object? value = Shown(key, key.Get(node), folder);
            bool isDefault = ConfigurationKey.AreEqual(key.Get(node), key.Get(NodeConfiguration.Default));
            if (value is null || (isDefault && !withDefaults && key.Path != "name")) { continue; }

            if (key.Group != group && key.Group.Length > 0)
            {
                if (withDefaults) { yield return $"# {ConfigurationDescription.Groups[key.Group]}"; }

                yield return $"{key.Group}:";
            }

            group = key.Group;
            string indent = group.Length > 0 ? "  " : string.Empty;
            if (withDefaults) { yield return $"{indent}# {key.Description}"; }

            foreach (string line in KeyLines(key.Name, value)) { yield return indent + line; }
        }
    }

    // The dash stands before the first key; comments may stand above it.
    private static IEnumerable<string> AsItem(string[] lines)
    {
        int first = Array.FindIndex(lines, line => !line.StartsWith('#'));
        return lines.Select((line, index) => (index == first ? "  - " : ItemIndent) + line);
    }
}
