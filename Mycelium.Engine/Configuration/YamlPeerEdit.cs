using System.Globalization;
using System.Text;

namespace Mycelium.Engine.Configuration;

/// <summary>Changes what is set for peers in a list that has the right endpoints already. Who uses it checks the result.</summary>
internal static class YamlPeerEdit
{
    private const string Endpoint = ConfigurationDescription.PeerEndpointKey;
    private const string Cost = ConfigurationDescription.PeerCostKey;
    private const string Enabled = ConfigurationDescription.PeerEnabledKey;

    /// <summary>Sets for each peer what is wanted. One that says it already stays as it is written.</summary>
    /// <param name="text">The whole text.</param>
    /// <param name="list">The list of peers within it.</param>
    /// <param name="wanted">As many peers as the list has, in its order.</param>
    internal static string Set(string text, YamlSpan list, IReadOnlyList<ConfiguredPeer> wanted)
    {
        var changed = new StringBuilder();
        int done = 0;
        foreach ((YamlSpan item, ConfiguredPeer peer) in list.Items.Zip(wanted))
        {
            if (Read(item) == peer) { continue; }

            // Each item is changed by itself: at its column, with the comment behind it.
            int column = item.Start - YamlEdit.StartOfLine(text, item.Start);
            int end = list.IsFlow ? item.End : YamlEdit.EndOfLine(text, item.End);
            string own = SetItem(new string(' ', column) + text[item.Start..end], peer);
            // A comment that comes first now may stand further left.
            int first = Math.Min(column, own.Length - own.TrimStart(' ').Length);
            changed.Append(text, done, item.Start - done).Append(own, first, own.Length - first);
            done = end;
        }

        return changed.Append(text, done, text.Length - done).ToString();
    }

    /// <summary>The text of an item of a list; of a mapping, the endpoint.</summary>
    internal static string TextOf(YamlSpan item) => item.Pairs.Count == 0 ? item.Text : item.Find(Endpoint)?.Value.Text ?? string.Empty;

    private static ConfiguredPeer Read(YamlSpan item) => new(
        TextOf(item),
        item.Find(Cost) is { } cost ? int.Parse(cost.Value.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture) : null,
        item.Find(Enabled) is not { } enabled || bool.Parse(enabled.Value.Text));

    private static string SetItem(string text, ConfiguredPeer wanted)
    {
        YamlSpan item = YamlSpan.Parse(text)!;
        if (item.Pairs.Count == 0 || (item.IsFlow && !wanted.HasSettings))
        {
            return Replace(text, item.Start, item.End, YamlText.Peer(wanted, Written(text, item)));
        }

        ConfiguredPeer current = Read(item);
        if (wanted.Cost != current.Cost || !wanted.HasSettings) { text = SetKey(text, Cost, wanted.Cost); }

        if (wanted.Enabled != current.Enabled || !wanted.HasSettings) { text = SetKey(text, Enabled, wanted.Enabled ? null : false); }

        if (wanted.HasSettings) { return text; }

        item = YamlSpan.Parse(text)!;
        return Replace(text, item.Start, item.Find(Endpoint)!.Value.Value.End, Written(text, item));
    }

    private static string SetKey(string text, string name, object? value)
    {
        var edit = new YamlEdit(text, YamlSpan.Parse(text)!);
        return value is null ? edit.Remove(name) : edit.Set(name, value);
    }

    // A block scalar ends where the next line begins.
    private static string Replace(string text, int start, int end, string replacement)
    {
        var part = new YamlSpan(start, start + text[start..end].TrimEnd().Length, IsFlow: false);
        return new YamlEdit(text, part).Replace(part, replacement);
    }

    // As it stands there, if that can stand anywhere; without quotes brackets can not.
    private static string Written(string text, YamlSpan item)
    {
        YamlSpan value = item.Pairs.Count == 0 ? item : item.Find(Endpoint)!.Value.Value;
        string written = text[value.Start..value.End];
        bool isQuoted = written[0] is '"' or '\'' && !written.Contains('\n', StringComparison.Ordinal);
        bool isSimple = written.All(c => char.IsAsciiLetterOrDigit(c) || c is ':' or '/' or '.' or '-');
        return isQuoted || (isSimple && written == value.Text) ? written : YamlText.Scalar(value.Text);
    }
}
