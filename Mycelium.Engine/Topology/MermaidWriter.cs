using System.Globalization;
using System.Text;

namespace Mycelium.Engine.Topology;

/// <summary>Writes a topology as a flowchart of Mermaid.</summary>
internal static class MermaidWriter
{
    internal static string Write(NetworkTopology topology, string title)
    {
        var text = new StringBuilder("flowchart LR\n");
        text.Append(CultureInfo.InvariantCulture, $"  %% {Comment(title)}, {TopologyText.Moment(topology.GeneratedAt)}: {topology}\n");
        if (TopologyText.Omitted(topology) is { } omitted) { text.Append(CultureInfo.InvariantCulture, $"  %% {omitted}\n"); }

        var index = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (TopologyNode node in topology.Nodes)
        {
            text.Append(CultureInfo.InvariantCulture, $"  n{index.Count}{Shape(node)}:::{ClassOf(node)}\n");
            index.Add(node.Id, index.Count);
        }

        foreach (TopologyLink link in topology.Links)
        {
            text.Append(CultureInfo.InvariantCulture, $"  n{index[link.From]} {Line(link)}{Label(link)} n{index[link.To]}\n");
        }

        return text.Append("""
              classDef own stroke-width:3px
              classDef neighbour stroke-width:1px
              classDef remote stroke-dasharray:4 3
              classDef suspect stroke:#8a5a00,stroke-width:2px
              classDef unreachable stroke:#a8321f,color:#a8321f,stroke-dasharray:2 3

            """.ReplaceLineEndings("\n")).ToString();
    }

    private static string Shape(TopologyNode node)
    {
        string label = Escape(TopologyText.Label(node));
        if (TopologyText.Detail(node) is { } detail) { label += "<br/>" + Escape(detail); }

        return node.Kind == TopologyNodeKind.Own ? $"[\"{label}\"]" : $"(\"{label}\")";
    }

    private static string ClassOf(TopologyNode node) => (node.State, node.Kind) switch
    {
        (TopologyNodeState.Suspect, _) => "suspect",
        (TopologyNodeState.Unreachable, _) => "unreachable",
        (_, TopologyNodeKind.Own) => "own",
        (_, TopologyNodeKind.Neighbour) => "neighbour",
        _ => "remote",
    };

    private static string Line(TopologyLink link) =>
        link is { Kind: TopologyLinkKind.Peer, State: TopologyLinkState.Alive or TopologyLinkState.Suspect } ? "---" : "-.-";

    private static string Label(TopologyLink link)
    {
        string kind = link.Kind == TopologyLinkKind.Fallback ? "fallback " : string.Empty;
        string state = link.State == TopologyLinkState.Alive ? string.Empty : $"{link.State} ";
        string label = $"{kind}{state}{TopologyText.Cost(link)}".TrimEnd();
        return label.Length == 0 ? string.Empty : $"|\"{Escape(label)}\"|";
    }

    // Whatever is not a letter or digit could be Markdown, HTML or an end: all but a few become entities, in Mermaid's own notation.
    private static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length);
        foreach (Rune rune in text.EnumerateRunes())
        {
            bool isPlain = Rune.IsLetterOrDigit(rune) || rune.Value is ' ' or ':' or '-' or '/' or '.' or '\u2026';
            if (isPlain) { escaped.Append(rune); }
            else { escaped.Append(CultureInfo.InvariantCulture, $"#{rune.Value};"); }
        }

        return escaped.ToString();
    }

    // A comment ends with its line; braces in it could begin a directive.
    private static string Comment(string title) =>
        string.Concat(TopologyText.Clean(title).Select(letter => char.IsLetterOrDigit(letter) || letter is ' ' or '-' or '.' ? letter : '_'));
}
