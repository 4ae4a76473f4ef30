namespace Mycelium.Engine.Management;

/// <summary>Something that happened in a node.</summary>
/// <param name="Node">Name of the node.</param>
/// <param name="Time">When.</param>
/// <param name="Severity">How much it matters.</param>
/// <param name="Source">Part of the node, such as <c>peering</c>.</param>
/// <param name="Message">What happened, in one sentence without secrets.</param>
public sealed record NodeEvent(string Node, DateTimeOffset Time, NodeEventSeverity Severity, string Source, string Message)
{
    /// <summary>The event as one line, with its time in UTC.</summary>
    public override string ToString() => string.Create(
        System.Globalization.CultureInfo.InvariantCulture, $"{Time.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss.fff'Z'} {Severity} {Source}: {Message}");
}
