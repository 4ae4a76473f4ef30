using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace Mycelium.Engine.Topology;

/// <summary>The data of the page: nodes are named by their place in the list. The encoder leaves no character that could end the script
/// element or begin another.</summary>
internal static class TopologyJson
{
    /// <summary>Most routes that the page has, to draw ways with: what 140 nodes that were all asked know.</summary>
    internal const int MostRoutes = 20_000;

    internal static ArrayBufferWriter<byte> Write(NetworkTopology topology, string title)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(buffer);
        Dictionary<string, int> index = topology.Nodes.Select((node, place) => (node.Id, place))
            .ToDictionary(item => item.Id, item => item.place, StringComparer.Ordinal);
        writer.WriteStartObject();
        writer.WriteString("title", title);
        writer.WriteString("time", topology.GeneratedAt.ToUniversalTime().ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture));
        writer.WriteString("moment", TopologyText.Moment(topology.GeneratedAt));
        if (TopologyText.Omitted(topology) is { } omitted) { writer.WriteString("omitted", omitted); }

        writer.WriteStartArray("nodes");
        foreach (TopologyNode node in topology.Nodes) { Write(writer, node); }

        writer.WriteEndArray();
        writer.WriteStartArray("links");
        foreach (TopologyLink link in topology.Links) { Write(writer, link, index); }

        writer.WriteEndArray();
        writer.WriteStartArray("routes");
        foreach (TopologyRoute route in topology.Routes.OrderByDescending(route => route.IsSelected).Take(MostRoutes))
        {
            writer.WriteStartArray();
            writer.WriteNumberValue(index[route.From]);
            writer.WriteNumberValue(index[route.To]);
            writer.WriteNumberValue(index[route.NextHop]);
            writer.WriteNumberValue(route.Metric);
            writer.WriteNumberValue(route.IsSelected ? 1 : 0);
            writer.WriteEndArray();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
        return buffer;
    }

    private static void Write(Utf8JsonWriter writer, TopologyNode node)
    {
        writer.WriteStartObject();
        writer.WriteString("label", TopologyText.Label(node));
        writer.WriteString("kind", node.Kind.ToString());
        writer.WriteString("state", node.State.ToString());
        WriteText(writer, "name", node.Name);
        WriteText(writer, "address", node.Address?.ToString());
        WriteText(writer, "subnet", node.Subnet);
        WriteText(writer, "key", node.PublicKey);
        if (node.Endpoints.Count > 0)
        {
            writer.WriteStartArray("endpoints");
            foreach (string endpoint in node.Endpoints) { writer.WriteStringValue(TopologyText.Clean(endpoint)); }

            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, TopologyLink link, Dictionary<string, int> index)
    {
        writer.WriteStartObject();
        writer.WriteNumber("a", index[link.From]);
        writer.WriteNumber("b", index[link.To]);
        writer.WriteString("kind", link.Kind.ToString());
        writer.WriteString("state", link.State.ToString());
        WriteNumber(writer, "cost", link.Cost);
        WriteNumber(writer, "reverseCost", link.ReverseCost);
        WriteNumber(writer, "rtt", Milliseconds(link.RoundTripTime));
        WriteNumber(writer, "reverseRtt", Milliseconds(link.ReverseRoundTripTime));
        WriteNumber(writer, "metric", link.Metric);
        if (link.RouteCount > 0) { writer.WriteNumber("routes", link.RouteCount); }

        WriteText(writer, "error", link.LastError);
        writer.WriteEndObject();
    }

    private static double? Milliseconds(TimeSpan? time) => time is { } known ? Math.Round(known.TotalMilliseconds, 1) : null;

    private static void WriteText(Utf8JsonWriter writer, string name, string? text)
    {
        if (text is not null) { writer.WriteString(name, TopologyText.Clean(text)); }
    }

    private static void WriteNumber(Utf8JsonWriter writer, string name, double? number)
    {
        if (number is { } known) { writer.WriteNumber(name, known); }
    }
}
