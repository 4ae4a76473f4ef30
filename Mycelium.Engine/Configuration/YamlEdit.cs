using Mycelium.Engine.Errors;

namespace Mycelium.Engine.Configuration;

/// <summary>Changes one key in the text of a mapping and leaves every other character as it is. Who uses it checks the result.</summary>
/// <param name="text">The whole text.</param>
/// <param name="mapping">The mapping within it.</param>
internal sealed class YamlEdit(string text, YamlSpan mapping)
{
    /// <summary>Sets a key, or a key within a group.</summary>
    internal string Set(ConfigurationKey key, object value)
    {
        if (key.Group.Length == 0) { return Set(key.Name, value); }

        return mapping.Find(key.Group) is { } group
            ? SetIn(group.Value, key.Name, value)
            : Insert(
                mapping,
                [$"{key.Group}:", .. Indent(ConfigurationWriter.KeyLines(key.Name, value))],
                $"{key.Group}: {{ {Pair(key.Name, value)} }}");
    }

    /// <summary>Sets a key of the mapping itself.</summary>
    internal string Set(string name, object value) => SetIn(mapping, name, value);

    /// <summary>Takes a key out, and its group with it if nothing is left in it.</summary>
    internal string Remove(ConfigurationKey key)
    {
        if (key.Group.Length == 0) { return RemoveFrom(mapping, key.Name); }

        return mapping.Find(key.Group) is not { } group ? text
            : group.Value.Pairs.Count == 1 && group.Value.Find(key.Name) is not null ? RemoveFrom(mapping, key.Group)
            : RemoveFrom(group.Value, key.Name);
    }

    /// <summary>Takes a key of the mapping itself out; the comment behind it stays.</summary>
    internal string Remove(string name) => RemoveFrom(mapping, name, keepsComment: true);

    /// <summary>Puts another text in place of a part that holds no comment.</summary>
    internal string Replace(YamlSpan part, string replacement)
    {
        RefuseComment(part.Start, part.End);
        return Replace(part.Start, part.End, replacement);
    }

    private static string Pair(string name, object value) => $"{name}: {YamlText.Inline(value)}";

    private static IEnumerable<string> Indent(IEnumerable<string> lines) => lines.Select(line => "  " + line);

    private string SetIn(YamlSpan container, string name, object value)
    {
        if (container.Find(name) is not { } pair) { return Insert(container, ConfigurationWriter.KeyLines(name, value), Pair(name, value)); }

        if (value is IReadOnlyList<object> wanted)
        {
            // The same items: what is set for each of them is not changed here.
            if (pair.Value.Items.Select(YamlPeerEdit.TextOf).SequenceEqual(wanted.Select(TextOf), StringComparer.Ordinal)) { return text; }

            if (pair.Value is { IsFlow: false, Items.Count: > 0 }) { return SetItems(pair, wanted); }
        }

        return Replace(pair.Value, YamlText.Inline(value));
    }

    private static string TextOf(object item) => item is ConfiguredPeer peer ? peer.Endpoint : (string)item;

    private string Insert(YamlSpan container, IEnumerable<string> lines, string inline)
    {
        if (container.IsFlow)
        {
            int behind = container.Pairs.Count > 0 ? container.Pairs[^1].Value.End : container.Start + 1;
            return Replace(behind, behind, container.Pairs.Count > 0 ? $", {inline}" : $" {inline} ");
        }

        int end = EndOfLine(container.End);
        string indent = new(' ', Column(container.Pairs[0].Key.Start));
        string start = end > 0 && text[end - 1] != '\n' ? NewLine : string.Empty;
        return Replace(end, end, start + string.Concat(lines.Select(line => indent + line + NewLine)));
    }

    private string RemoveFrom(YamlSpan container, string name, bool keepsComment = false)
    {
        int index = container.Pairs.ToList().FindIndex(pair => pair.Key.Text == name);
        if (index < 0) { return text; }

        (YamlSpan key, YamlSpan value) = container.Pairs[index];
        bool isLast = index == container.Pairs.Count - 1;
        if (container.IsFlow)
        {
            (int start, int end) = index > 0 ? (container.Pairs[index - 1].Value.End, value.End)
                : (key.Start, isLast ? value.End : container.Pairs[1].Key.Start);
            RefuseComment(start, end);
            return Replace(start, end, string.Empty);
        }

        int lineStart = StartOfLine(key.Start);
        int lineEnd = EndOfLine(value.End);
        if (string.IsNullOrWhiteSpace(text[lineStart..key.Start]))
        {
            string behind = keepsComment ? text[value.End..lineEnd].TrimStart() : string.Empty;
            string kept = behind.StartsWith('#') ? text[lineStart..key.Start] + behind : string.Empty;
            return Replace(lineStart, lineEnd, CommentLines(text[lineStart..lineEnd]) + kept);
        }

        // The first key of a list item shares its line with the dash.
        if (isLast) { throw NotChanged($"'{name}' is the only key of its list item."); }

        RefuseComment(value.End, container.Pairs[index + 1].Key.Start);
        return Replace(key.Start, container.Pairs[index + 1].Key.Start, string.Empty);
    }

    // Each item keeps its lines, with the comments behind and above it.
    private string SetItems((YamlSpan Key, YamlSpan Value) pair, IReadOnlyList<object> wanted)
    {
        IReadOnlyList<YamlSpan> items = pair.Value.Items;
        int first = StartOfLine(items[0].Start);
        string prefix = text[first..items[0].Start];
        int start = first;
        var chunks = new List<(string Value, string Lines)>();
        foreach (YamlSpan item in items)
        {
            int end = EndOfLine(item.End);
            chunks.Add((YamlPeerEdit.TextOf(item), text[start..end] + (text[end - 1] == '\n' ? string.Empty : NewLine)));
            start = end;
        }

        var added = new List<string>();
        foreach (object value in wanted)
        {
            string wantedText = TextOf(value);
            int index = chunks.FindIndex(chunk => chunk.Value == wantedText);
            added.Add(index < 0 ? prefix + YamlText.Item(value) + NewLine : chunks[index].Lines);
            if (index >= 0) { chunks.RemoveAt(index); }
        }

        string orphans = string.Concat(chunks.Select(chunk => CommentLines(chunk.Lines)));
        string changed = Replace(first, start, orphans + string.Concat(added));
        return wanted.Count > 0 ? changed : changed.Insert(text.IndexOf(':', pair.Key.End) + 1, " []");
    }

    private static string CommentLines(string lines) => string.Concat(
        lines.Split('\n').Where(line => line.TrimStart().StartsWith('#')).Select(line => line + '\n'));

    private string NewLine => text.Contains("\r\n", StringComparison.Ordinal) ? "\r\n" : "\n";

    /// <summary>Where the line of a place begins.</summary>
    internal static int StartOfLine(string text, int index) => index == 0 ? 0 : text.LastIndexOf('\n', index - 1) + 1;

    /// <summary>Where the line of the end of a part ends, its line break included. A block scalar ends where the next line begins.</summary>
    internal static int EndOfLine(string text, int index)
    {
        if (index > 0 && text[index - 1] == '\n') { return index; }

        int end = text.IndexOf('\n', index);
        return end < 0 ? text.Length : end + 1;
    }

    private int StartOfLine(int index) => StartOfLine(text, index);

    private int Column(int index) => index - StartOfLine(index);

    private int EndOfLine(int index) => EndOfLine(text, index);

    private string Replace(int start, int end, string replacement) => string.Concat(text.AsSpan(0, start), replacement, text.AsSpan(end));

    private void RefuseComment(int start, int end)
    {
        if (text.AsSpan(start, end - start).Contains('#')) { throw NotChanged("A comment stands within what would be replaced."); }
    }

    private static MyceliumException NotChanged(string reason) => new(
        MyceliumErrorId.ConfigurationNotChanged,
        $"The configuration can't be changed without harm. {reason}",
        "Change it by hand, and check it with Test-MyceliumConfiguration.");
}
