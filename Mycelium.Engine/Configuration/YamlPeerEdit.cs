using System.Globalization;

namespace Mycelium.Engine.Configuration;

/// <summary>Changes what is set for peers in a text whose list has the right endpoints already. Who uses it checks the result.</summary>
/// <param name="text">The whole text.</param>
/// <param name="find">Finds the list of peers in a text; null if there is none.</param>
internal sealed class YamlPeerEdit(string text, Func<string, YamlSpan?> find)
{
    private const string Endpoint = ConfigurationDescription.PeerEndpointKey;
    private const string Cost = ConfigurationDescription.PeerCostKey;
    private const string Enabled = ConfigurationDescription.PeerEnabledKey;

    private string _text = text;

    /// <summary>Sets for each peer what is wanted. One that says it already stays as it is written.</summary>
    internal string Set(IReadOnlyList<ConfiguredPeer> wanted)
    {
        IReadOnlyList<YamlSpan> items = Items();
        for (int i = 0; i < wanted.Count && i < items.Count; i++)
        {
            if (Read(items[i]) == wanted[i]) { continue; }

            SetItem(i, items[i], wanted[i]);
            items = Items();
        }

        return _text;
    }

    /// <summary>The text of an item of a list; of a mapping, the endpoint.</summary>
    internal static string TextOf(YamlSpan item) => item.Pairs.Count == 0 ? item.Text : item.Find(Endpoint)?.Value.Text ?? string.Empty;

    private static ConfiguredPeer Read(YamlSpan item) => new(
        TextOf(item),
        item.Find(Cost) is { } cost ? int.Parse(cost.Value.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture) : null,
        item.Find(Enabled) is not { } enabled || bool.Parse(enabled.Value.Text));

    private IReadOnlyList<YamlSpan> Items() => find(_text)?.Items ?? [];

    private void SetItem(int index, YamlSpan item, ConfiguredPeer wanted)
    {
        if (item.Pairs.Count == 0 || (item.IsFlow && !wanted.HasSettings))
        {
            _text = new YamlEdit(_text, item).Replace(item with { End = ContentEnd(item.Start, item.End) }, YamlText.Peer(wanted, Written(item)));
            return;
        }

        ConfiguredPeer current = Read(item);
        if (wanted.Cost != current.Cost || !wanted.HasSettings) { SetKey(index, Cost, wanted.Cost); }

        if (wanted.Enabled != current.Enabled || !wanted.HasSettings) { SetKey(index, Enabled, wanted.Enabled ? null : false); }

        item = Items()[index];
        if (wanted.HasSettings || item.Find(Endpoint) is not { } endpoint) { return; }

        _text = new YamlEdit(_text, item).Replace(item with { End = ContentEnd(item.Start, endpoint.Value.End) }, Written(item));
    }

    private void SetKey(int index, string name, object? value)
    {
        var edit = new YamlEdit(_text, Items()[index]);
        _text = value is null ? edit.Remove(name) : edit.Set(name, value);
    }

    // A block scalar ends where the next line begins.
    private int ContentEnd(int start, int end) => start + _text[start..end].TrimEnd().Length;

    // As it stands there, if that can stand anywhere; without quotes brackets can not.
    private string Written(YamlSpan item)
    {
        YamlSpan value = item.Pairs.Count == 0 ? item : item.Find(Endpoint)!.Value.Value;
        string written = _text[value.Start..value.End];
        bool isQuoted = written[0] is '"' or '\'' && !written.Contains('\n', StringComparison.Ordinal);
        bool isSimple = written.All(c => char.IsAsciiLetterOrDigit(c) || c is ':' or '/' or '.' or '-');
        return isQuoted || (isSimple && written == value.Text) ? written : YamlText.Scalar(value.Text);
    }
}
