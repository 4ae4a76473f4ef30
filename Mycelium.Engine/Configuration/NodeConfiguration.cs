using Mycelium.Engine.Management;

namespace Mycelium.Engine.Configuration;

/// <summary>What a configuration file says: the options of a node, and how much of its events to show.</summary>
/// <param name="Options">The options; what the file does not mention has its default.</param>
/// <param name="LogLevel">Events below this severity are not shown.</param>
public sealed record NodeConfiguration(NodeOptions Options, NodeEventSeverity LogLevel);
