using System.Globalization;
using System.Text;

namespace Mycelium.Engine.Configuration;

/// <summary>Writes values as YAML that every reader takes for what they are.</summary>
internal static class YamlText
{
    // What other readers take for something else than a text.
    private static readonly string[] Words = ["true", "false", "null", "yes", "no", "on", "off", "y", "n"];

    /// <summary>Writes a value on one line.</summary>
    /// <param name="value">A text, a number, true or false, or a list of texts or peers.</param>
    internal static string Inline(object value) => value switch
    {
        bool isTrue => isTrue ? "true" : "false",
        int number => number.ToString(CultureInfo.InvariantCulture),
        IReadOnlyList<object> items => $"[{string.Join(", ", items.Select(Item))}]",
        _ => Scalar((string)value),
    };

    /// <summary>Writes an item of a list on one line: a text, or a peer.</summary>
    internal static string Item(object item) => item is ConfiguredPeer peer ? Peer(peer, Scalar(peer.Endpoint)) : Scalar((string)item);

    /// <summary>Writes a peer on one line; as a mapping only if something is set for it.</summary>
    /// <param name="peer">The peer.</param>
    /// <param name="endpoint">Its endpoint as it is written.</param>
    internal static string Peer(ConfiguredPeer peer, string endpoint)
    {
        if (!peer.HasSettings) { return endpoint; }

        string cost = peer.Cost is { } known ? $", {ConfigurationDescription.PeerCostKey}: {Inline(known)}" : string.Empty;
        string enabled = peer.Enabled ? string.Empty : $", {ConfigurationDescription.PeerEnabledKey}: {Inline(false)}";
        return $"{{ {ConfigurationDescription.PeerEndpointKey}: {endpoint}{cost}{enabled} }}";
    }

    /// <summary>Writes a text, in quotes where it needs them.</summary>
    internal static string Scalar(string text) => IsPlain(text) ? text : Quote(text);

    private static bool IsPlain(string text) =>
        text.Length > 0
        && (char.IsAsciiLetter(text[0]) || text[0] is '/' or '_')
        && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '/' or '.' or '-')
        && !Words.Contains(text, StringComparer.OrdinalIgnoreCase);

    private static string Quote(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (Rune rune in text.EnumerateRunes())
        {
            quoted.Append(rune.Value switch
            {
                '"' => "\\\"",
                '\\' => @"\\",
                > char.MaxValue => string.Create(CultureInfo.InvariantCulture, $"\\U{rune.Value:x8}"),
                < ' ' or (>= 0x7f and <= 0x9f) or 0x2028 or 0x2029 or 0xfeff or >= 0xfffe =>
                    string.Create(CultureInfo.InvariantCulture, $"\\u{rune.Value:x4}"),
                _ => rune.ToString(),
            });
        }

        return quoted.Append('"').ToString();
    }
}
