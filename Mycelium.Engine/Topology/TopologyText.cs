using System.Globalization;
using System.Net;
using System.Text;

namespace Mycelium.Engine.Topology;

/// <summary>Texts about nodes and links. What comes from the network or the user may be anything: it is cleaned here, and escaped by each
/// writer.</summary>
internal static class TopologyText
{
    /// <summary>Longest text that is shown; what is longer is cut.</summary>
    internal const int LongestText = 200;

    private const char Replacement = '\uFFFD';

    /// <summary>Takes away what is not seen or changes how other text is seen: control and format characters, lone surrogates.</summary>
    internal static string Clean(string text)
    {
        var clean = new StringBuilder(text.Length);
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (clean.Length >= LongestText)
            {
                clean.Append('\u2026');
                break;
            }

            clean.Append(IsVisible(rune) ? rune.ToString() : Replacement.ToString());
        }

        return clean.ToString();
    }

    /// <summary>What a node is called on a map: its name, or the beginning of its address, or its endpoint.</summary>
    internal static string Label(TopologyNode node) => Clean(node.Name ?? (node.Address is { } address ? Short(address) : node.Id));

    /// <summary>Address or endpoint in full, where the label does not say it.</summary>
    internal static string? Detail(TopologyNode node) => Label(node) == Clean(node.Id) ? null : Clean(node.Id);

    /// <summary>What a link costs, from both ends where they differ; empty where it is not known.</summary>
    internal static string Cost(TopologyLink link) => (link.Metric, link.Cost, link.ReverseCost) switch
    {
        ({ } metric, _, _) => string.Create(CultureInfo.InvariantCulture, $"metric {metric}"),
        (_, { } cost, { } reverse) when cost != reverse => string.Create(CultureInfo.InvariantCulture, $"{cost} / {reverse}"),
        (_, { } cost, _) => cost.ToString(CultureInfo.InvariantCulture),
        (_, _, { } reverse) => reverse.ToString(CultureInfo.InvariantCulture),
        _ => string.Empty,
    };

    /// <summary>A number with its noun.</summary>
    internal static string Count(int count, string noun) =>
        string.Create(CultureInfo.InvariantCulture, $"{count} {noun}{(count == 1 ? string.Empty : "s")}");

    /// <summary>The moment in universal time.</summary>
    internal static string Moment(DateTimeOffset moment) =>
        moment.ToUniversalTime().ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);

    /// <summary>What was left out; null if nothing was.</summary>
    internal static string? Omitted(NetworkTopology topology) => (topology.OmittedNodeCount, topology.OmittedLinkCount) switch
    {
        (0, 0) => null,
        (0, var links) => $"Left out: {Count(links, "link")}. Ask for more nodes to see them.",
        var (nodes, links) =>
            $"Left out: {Count(nodes, "node")}, the most distant, and {Count(links, "link")}. Ask for more nodes to see them.",
    };

    private static string Short(IPAddress address)
    {
        string text = address.ToString();
        int end = text.IndexOf(':', text.IndexOf(':', StringComparison.Ordinal) + 1);
        return end < 0 ? text : text[..end] + ":\u2026";
    }

    private static bool IsVisible(Rune rune) => Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format
        or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned
        or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
}
