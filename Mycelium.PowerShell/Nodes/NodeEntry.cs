using Mycelium.Engine;
using Mycelium.Engine.Configuration;
using Mycelium.Engine.Management;

namespace Mycelium.PowerShell.Nodes;

/// <summary>A node of this process: being started, running, or failed and not yet removed.</summary>
internal sealed class NodeEntry(string name)
{
    /// <summary>Name of the node.</summary>
    internal string Name { get; } = name;

    /// <summary>Public key that the node uses or is about to use; null before the key was read. Under the registry's lock.</summary>
    internal string? PublicKey { get; set; }

    /// <summary>What the node was started with, without its identity.</summary>
    internal NodeOptions Options { get; set; } = new();

    /// <summary>The node; null while it is being started.</summary>
    internal MyceliumNode? Node { get; set; }

    /// <summary>Removes the entry when the node ends by request.</summary>
    internal Task Supervision { get; set; } = Task.CompletedTask;

    /// <summary>Whether the node is of use: it was started and has not ended.</summary>
    internal bool IsRunning => Node is { State: NodeState.Running };

    /// <summary>Whether the node ended by itself.</summary>
    internal bool IsFailed => Node is { State: NodeState.Failed };

    /// <summary>Reads the state of the node; of one that has ended, its last state, with the reason.</summary>
    internal Task<NodeSnapshot> ReadAsync(CancellationToken cancellationToken) => Node!.GetSnapshotAsync(cancellationToken);
}
