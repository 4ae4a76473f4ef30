using System.Globalization;

namespace Mycelium.Engine.Management;

/// <summary>Writes the events of a node as lines: time in UTC, severity, node, part of the node, message.</summary>
internal sealed class EventWriter(TextWriter writer, NodeEventSeverity leastSeverity)
{
    private readonly Lock _lock = new();

    /// <summary>Writes an event, unless it matters less than wanted; any thread.</summary>
    internal void Write(object? sender, NodeEvent item)
    {
        if (item.Severity < leastSeverity) { return; }

        string time = item.Time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        string severity = item.Severity.ToString().ToLowerInvariant();
        lock (_lock)
        {
            writer.WriteLine($"{time} {severity,-11} {item.Node} {item.Source}: {item.Message.ReplaceLineEndings(" ")}");
            writer.Flush();
        }
    }
}
