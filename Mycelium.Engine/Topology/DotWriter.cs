using System.Globalization;
using System.Text;

namespace Mycelium.Engine.Topology;

/// <summary>Writes a topology in the DOT language.</summary>
internal static class DotWriter
{
    internal static string Write(NetworkTopology topology, string title)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"// {TopologyText.Moment(topology.GeneratedAt)}: {topology}\n");
        if (TopologyText.Omitted(topology) is { } omitted) { text.Append(CultureInfo.InvariantCulture, $"// {omitted}\n"); }

        text.Append("graph mycelium {\n");
        text.Append(CultureInfo.InvariantCulture, $"  graph [label={Quote(title)}, labelloc=t, overlap=false, splines=true, fontname=\"sans-serif\"];\n");
        text.Append("  node [shape=ellipse, fontname=\"sans-serif\"];\n  edge [fontname=\"sans-serif\", fontsize=10];\n");
        var index = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (TopologyNode node in topology.Nodes)
        {
            text.Append(CultureInfo.InvariantCulture, $"  n{index.Count} [label={Quote(TopologyText.Label(node), TopologyText.Detail(node))}{Style(node)}];\n");
            index.Add(node.Id, index.Count);
        }

        foreach (TopologyLink link in topology.Links)
        {
            text.Append(CultureInfo.InvariantCulture, $"  n{index[link.From]} -- n{index[link.To]} [label={Quote(Label(link))}{Style(link)}];\n");
        }

        return text.Append("}\n").ToString();
    }

    private static string Label(TopologyLink link)
    {
        string cost = TopologyText.Cost(link);
        return link.State == TopologyLinkState.Alive ? cost : $"{link.State} {cost}".TrimEnd();
    }

    private static string Style(TopologyNode node)
    {
        string shape = node.Kind switch
        {
            TopologyNodeKind.Own => ", shape=box, style=\"rounded,bold\"",
            TopologyNodeKind.Remote => ", style=dashed",
            _ => string.Empty,
        };
        return node.State switch
        {
            TopologyNodeState.Suspect => shape + ", color=\"#8a5a00\"",
            TopologyNodeState.Unreachable => shape + ", color=\"#a8321f\", fontcolor=\"#a8321f\"",
            _ => shape,
        };
    }

    private static string Style(TopologyLink link)
    {
        string line = link.Kind switch
        {
            TopologyLinkKind.Route => ", style=dashed",
            TopologyLinkKind.Fallback => ", style=dotted, color=\"#777777\"",
            _ => link.State is TopologyLinkState.Alive or TopologyLinkState.Suspect ? ", style=bold" : ", style=dotted",
        };
        return link.State switch
        {
            TopologyLinkState.Suspect or TopologyLinkState.Connecting => line + ", color=\"#8a5a00\"",
            TopologyLinkState.Dead => line + ", color=\"#a8321f\"",
            TopologyLinkState.Disabled => line + ", color=\"#777777\"",
            _ => line,
        };
    }

    // A backslash begins an escape and an ampersand an entity in labels.
    private static string Quote(params string?[] lines) =>
        $"\"{string.Join("\\n", lines.OfType<string>().Select(line => Escape(TopologyText.Clean(line))))}\"";

    private static string Escape(string text) => text
        .Replace("&", "&amp;", StringComparison.Ordinal)
        .Replace("\\", "\\\\", StringComparison.Ordinal)
        .Replace("\"", "\\\"", StringComparison.Ordinal);
}
