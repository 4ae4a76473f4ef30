namespace Mycelium.Engine.Management;

/// <summary>Something that happened in a node.</summary>
/// <param name="Node">Name of the node.</param>
/// <param name="Time">When.</param>
/// <param name="Severity">How much it matters.</param>
/// <param name="Source">Part of the node, such as <c>peering</c>.</param>
/// <param name="Message">What happened, in one sentence without secrets.</param>
public sealed record NodeEvent(string Node, DateTimeOffset Time, NodeEventSeverity Severity, string Source, string Message);
