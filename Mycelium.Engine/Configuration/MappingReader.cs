using System.Globalization;
using YamlDotNet.RepresentationModel;

namespace Mycelium.Engine.Configuration;

/// <summary>Takes typed values out of one YAML mapping, and notes what is wrong instead of throwing.</summary>
internal sealed class MappingReader(YamlMappingNode mapping, List<ConfigurationProblem> problems)
{
    private readonly HashSet<string> _known = [];

    internal string? Text(string key, Func<string, string?> check) => Find(key) is { } node ? Scalar(node, check) : null;

    internal int? Integer(string key, Func<int, string?> check)
    {
        if (Find(key) is not { } node || Scalar(node, static _ => null) is not { } text) { return null; }

        if (!int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value))
        {
            Note(node, $"'{text}' is not a whole number.");
            return null;
        }

        if (check(value) is { } problem)
        {
            Note(node, problem);
            return null;
        }

        return value;
    }

    internal bool? Boolean(string key)
    {
        if (Find(key) is not { } node || Scalar(node, static _ => null) is not { } text) { return null; }

        if (bool.TryParse(text, out bool value)) { return value; }

        Note(node, $"'{text}' is neither true nor false.");
        return null;
    }

    internal T? Choice<T>(string key)
        where T : struct, Enum
    {
        if (Find(key) is not { } node || Scalar(node, static _ => null) is not { } text) { return null; }

        foreach (T value in Enum.GetValues<T>())
        {
            if (value.ToString().Equals(text, StringComparison.OrdinalIgnoreCase)) { return value; }
        }

        Note(node, $"'{text}' is not one of {string.Join(", ", Enum.GetNames<T>().Select(name => name.ToLowerInvariant()))}.");
        return null;
    }

    internal IReadOnlyList<string>? TextList(string key, Func<string, string?> check)
    {
        if (Find(key) is not { } node) { return null; }

        if (node is not YamlSequenceNode sequence)
        {
            Note(node, $"'{key}' needs a list.");
            return null;
        }

        var values = new List<string>();
        foreach (YamlNode item in sequence.Children)
        {
            if (Scalar(item, check) is { } text) { values.Add(text); }
        }

        return values;
    }

    internal MappingReader? Mapping(string key)
    {
        switch (Find(key))
        {
            case null:
                return null;
            case YamlMappingNode inner:
                return new MappingReader(inner, problems);
            case var other:
                Note(other, $"'{key}' needs a mapping of keys to values.");
                return null;
        }
    }

    /// <summary>Notes each key that was not asked for; call it last.</summary>
    internal void RefuseOthers()
    {
        foreach (YamlNode key in mapping.Children.Keys)
        {
            string name = (key as YamlScalarNode)?.Value ?? key.ToString();
            if (!_known.Contains(name))
            {
                Note(key, $"The key '{name}' is not known here; known are {string.Join(", ", _known.Order(StringComparer.Ordinal))}.");
            }
        }
    }

    private YamlNode? Find(string key)
    {
        _known.Add(key);
        return mapping.Children.TryGetValue(new YamlScalarNode(key), out YamlNode? node) ? node : null;
    }

    private string? Scalar(YamlNode node, Func<string, string?> check)
    {
        if (node is not YamlScalarNode { Value: { Length: > 0 } text })
        {
            Note(node, "A single value is expected.");
            return null;
        }

        if (check(text) is { } problem)
        {
            Note(node, problem);
            return null;
        }

        return text;
    }

    private void Note(YamlNode node, string message) => problems.Add(new ConfigurationProblem(node.Start.Line, node.Start.Column, message));
}
