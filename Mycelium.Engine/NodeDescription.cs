using Mycelium.Engine.Identity;

namespace Mycelium.Engine;

/// <summary>What never changes while a node runs.</summary>
internal sealed record NodeDescription(string Name, NodeIdentity Identity, RouterId RouterId, NodeClock Clock)
{
    internal DateTimeOffset StartedAt { get; } = Clock.ToTimeOfDay(Clock.Now);

    /// <summary>Key file that holds the identity; null if it is in none.</summary>
    internal string? KeyPath { get; init; }

    /// <summary>Set once, when the listeners are open and before the node is handed out.</summary>
    internal IReadOnlyList<string> Listen { get; set; } = [];

    internal IReadOnlyList<string> Warnings { get; set; } = [];
}
