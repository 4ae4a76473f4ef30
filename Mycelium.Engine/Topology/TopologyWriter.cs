namespace Mycelium.Engine.Topology;

/// <summary>Writes topologies as text. Names, endpoints and titles may hold anything: they are escaped, and cut after 200 characters.</summary>
public static class TopologyWriter
{
    /// <summary>Title where none is given.</summary>
    public const string DefaultTitle = "Mycelium network";

    /// <summary>Writes a topology.</summary>
    /// <param name="topology">What to write; <see cref="NetworkTopology.Limit"/> it before if it may be large.</param>
    /// <param name="format">As what; not <see cref="TopologyFormat.Object"/>.</param>
    /// <param name="title">Title; null for the usual one.</param>
    /// <exception cref="ArgumentOutOfRangeException">The format is no text.</exception>
    public static string Write(NetworkTopology topology, TopologyFormat format, string? title = null)
    {
        ArgumentNullException.ThrowIfNull(topology);
        string heading = string.IsNullOrWhiteSpace(title) ? DefaultTitle : title;
        return format switch
        {
            TopologyFormat.Dot => DotWriter.Write(topology, heading),
            TopologyFormat.Mermaid => MermaidWriter.Write(topology, heading),
            TopologyFormat.Html => HtmlWriter.Write(topology, heading),
            _ => throw new ArgumentOutOfRangeException(nameof(format), format, "It is no text."),
        };
    }
}
