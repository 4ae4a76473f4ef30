using Mycelium.Engine;
using Mycelium.Engine.Configuration;
using Mycelium.Engine.Errors;
using Mycelium.Engine.Identity;
using Mycelium.Engine.Management;
using Mycelium.PowerShell.Arguments;

namespace Mycelium.PowerShell.Nodes;

/// <summary>
/// The nodes of this process. They belong to the process, not to the runspace that started them, so every runspace sees them all.
/// A failed node is kept, to be looked at, until it is stopped or its name is used again. Any thread.
/// </summary>
internal sealed class NodeRegistry
{
    // A node stops within 2 s.
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(10);

    // Nobody starts a node again that was stopped so long ago.
    private const int MaximumStopped = 256;

    private readonly Lock _lock = new();
    private readonly OrderedDictionary<string, NodeOptions> _stopped = [];
    private readonly Dictionary<string, NodeEntry> _entries = new(StringComparer.OrdinalIgnoreCase);

    private NodeRegistry() => AppDomain.CurrentDomain.ProcessExit += (_, _) => StopAll();

    /// <summary>The registry of this process.</summary>
    internal static NodeRegistry Shared { get; } = new();

    /// <summary>All nodes but those being started, by name.</summary>
    internal IReadOnlyList<NodeEntry> List()
    {
        lock (_lock)
        {
            return
            [
                .. _entries.Values.Where(entry => entry.Node is not null).OrderBy(entry => entry.Name, StringComparer.OrdinalIgnoreCase),
            ];
        }
    }

    /// <summary>Finds the node of that name, or the only one that runs.</summary>
    /// <param name="name">Name of the node; null or empty for the only one.</param>
    /// <exception cref="MyceliumException"><see cref="MyceliumErrorId.NodeNotFound"/>, <see cref="MyceliumErrorId.NodeAmbiguous"/> or
    /// <see cref="MyceliumErrorId.NoNodeRunning"/>.</exception>
    internal NodeEntry Select(string? name)
    {
        IReadOnlyList<NodeEntry> all = List();
        if (!string.IsNullOrEmpty(name))
        {
            return all.FirstOrDefault(entry => entry.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) ?? throw NotFound(name, all);
        }

        IReadOnlyList<NodeEntry> running = SelectRunning();
        return running.Count == 1
            ? running[0]
            : throw new MyceliumException(
                MyceliumErrorId.NodeAmbiguous,
                $"Several nodes run and none was named: {Names(running)}.",
                "Name one of them, or pipe it in.");
    }

    /// <summary>Finds all nodes that run.</summary>
    /// <exception cref="MyceliumException"><see cref="MyceliumErrorId.NoNodeRunning"/>.</exception>
    internal IReadOnlyList<NodeEntry> SelectRunning()
    {
        IReadOnlyList<NodeEntry> all = List();
        NodeEntry[] running = [.. all.Where(entry => entry.IsRunning)];
        return running.Length > 0 ? running : throw NoneRuns(all);
    }

    /// <summary>Finds the nodes that a name or a pattern with wildcards means, or the only one that runs. A pattern can match none.</summary>
    /// <exception cref="MyceliumException">As <see cref="Select"/>, and <see cref="MyceliumErrorId.InvalidOption"/> for a pattern that can't
    /// be read.</exception>
    internal IReadOnlyList<NodeEntry> SelectAll(string? name)
    {
        if (name is null || !NamePattern.IsPattern(name)) { return [Select(name)]; }

        Func<string, bool> filter = NamePattern.Filter(name);
        return [.. List().Where(entry => filter(entry.Name))];
    }

    /// <summary>Starts a node. Name and key are claimed together with the check that they are free, before anything is opened.</summary>
    /// <exception cref="MyceliumException">As <see cref="MyceliumNode.StartAsync"/>, and <see cref="MyceliumErrorId.NodeNameInUse"/>,
    /// <see cref="MyceliumErrorId.IdentityInUse"/>; nothing stays behind but a new key file.</exception>
    internal async Task<NodeSnapshot> StartAsync(NodeOptions options, CancellationToken cancellationToken)
    {
        NodeEntry entry = ClaimName(options.Name);
        entry.Options = options with { Identity = null };
        NodeIdentity? identity = null;
        MyceliumNode? node = null;
        try
        {
            identity = options.OpenIdentity();
            ClaimKey(entry, identity.PublicKey.ToString());
            node = await MyceliumNode.StartAsync(options with { Identity = identity }, cancellationToken).ConfigureAwait(false);
            NodeSnapshot snapshot = await node.GetSnapshotAsync(cancellationToken).ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
            Complete(entry, node);
            return snapshot;
        }
        catch
        {
            if (node is not null) { await node.StopAsync().ConfigureAwait(false); }

            identity?.Dispose();
            Remove(entry);
            throw;
        }
    }

    /// <summary>Stops a node and forgets it.</summary>
    /// <returns>Its last state.</returns>
    internal async Task<NodeSnapshot> StopAsync(NodeEntry entry)
    {
        NodeOptions options = await entry.Node!.GetRestartOptionsAsync().ConfigureAwait(false);
        options.Identity?.Dispose();
        return await StopAsync(entry, options).ConfigureAwait(false);
    }

    /// <summary>What a node that has failed or was stopped a short time ago had; null for others. An identity that is in no file is gone.</summary>
    internal NodeOptions? OptionsOf(NodeSnapshot snapshot)
    {
        lock (_lock)
        {
            return _entries.GetValueOrDefault(snapshot.Name) is { IsFailed: true } failed
                ? failed.Options
                : _stopped.GetValueOrDefault(snapshot.RouterId);
        }
    }

    /// <summary>Stops a node, or takes away one that has failed, and starts another in its place. Not to be cancelled once begun.</summary>
    /// <exception cref="MyceliumException">As <see cref="StartAsync"/>; then there is no node of that name any more.</exception>
    internal async Task<NodeSnapshot> RestartAsync(NodeEntry entry, CancellationToken cancellationToken)
    {
        NodeOptions options = await entry.Node!.GetRestartOptionsAsync(cancellationToken).ConfigureAwait(false);
        await StopAsync(entry, options).ConfigureAwait(false);
        return await StartAsync(options, CancellationToken.None).ConfigureAwait(false);
    }

    /// <summary>Stops all nodes, and lets no start that is under way succeed. Waits, but not for ever.</summary>
    internal void StopAll()
    {
        NodeEntry[] all;
        lock (_lock)
        {
            all = [.. _entries.Values];
            _entries.Clear();
        }

        Task stopping = Task.WhenAll(all.Where(entry => entry.Node is not null).Select(entry => Task.Run(entry.Node!.StopAsync)));
        Task.WhenAny(stopping, Task.Delay(StopLimit)).GetAwaiter().GetResult();
    }

    private async Task<NodeSnapshot> StopAsync(NodeEntry entry, NodeOptions options)
    {
        await entry.Node!.StopAsync().ConfigureAwait(false);
        Remove(entry);
        NodeSnapshot last = await entry.ReadAsync(CancellationToken.None).ConfigureAwait(false);
        lock (_lock)
        {
            _stopped[last.RouterId] = options with { Identity = null };
            if (_stopped.Count > MaximumStopped) { _stopped.RemoveAt(0); }
        }

        return last;
    }

    private NodeEntry ClaimName(string name)
    {
        lock (_lock)
        {
            if (_entries.TryGetValue(name, out NodeEntry? old) && !old.IsFailed)
            {
                throw new MyceliumException(
                    MyceliumErrorId.NodeNameInUse,
                    $"A node with the name '{old.Name}' runs already in this process.",
                    "Give the new node another -Name, or stop that one.");
            }

            var entry = new NodeEntry(name);
            _entries[name] = entry;
            return entry;
        }
    }

    private void ClaimKey(NodeEntry entry, string publicKey)
    {
        lock (_lock)
        {
            if (_entries.Values.FirstOrDefault(other => other.PublicKey == publicKey && !other.IsFailed) is { } owner)
            {
                throw new MyceliumException(
                    MyceliumErrorId.IdentityInUse,
                    $"The node '{owner.Name}' uses the key {publicKey} already.",
                    "Use another key file, or stop that node.");
            }

            entry.PublicKey = publicKey;
        }
    }

    private void Complete(NodeEntry entry, MyceliumNode node)
    {
        lock (_lock)
        {
            if (!_entries.TryGetValue(entry.Name, out NodeEntry? current) || current != entry)
            {
                throw new MyceliumException(
                    MyceliumErrorId.NodeStopped,
                    $"The module was removed while the node '{entry.Name}' was started.",
                    "Import the module again.");
            }

            entry.Node = node;
            entry.Supervision = SuperviseAsync(entry, node);
        }
    }

    private async Task SuperviseAsync(NodeEntry entry, MyceliumNode node)
    {
        await node.Completion.ConfigureAwait(false);
        if (node.State == NodeState.Stopped) { Remove(entry); }
    }

    private void Remove(NodeEntry entry)
    {
        lock (_lock)
        {
            if (_entries.TryGetValue(entry.Name, out NodeEntry? current) && current == entry) { _entries.Remove(entry.Name); }
        }
    }

    private static MyceliumException NotFound(string name, IReadOnlyList<NodeEntry> all) => new(
        MyceliumErrorId.NodeNotFound,
        $"No node with the name '{name}' runs in this process. " + (all.Count == 0 ? "None does." : $"There are: {Names(all)}."),
        "Check the name with Get-MyceliumNode.");

    private static MyceliumException NoneRuns(IReadOnlyList<NodeEntry> failed) => new(
        MyceliumErrorId.NoNodeRunning,
        "No node runs in this process." + (failed.Count == 0 ? string.Empty : $" Failed: {Names(failed)}."),
        failed.Count == 0 ? "Start one with Start-MyceliumNode." : "Read Failure of Get-MyceliumNode, and start the node again.");

    private static string Names(IEnumerable<NodeEntry> entries) => string.Join(", ", entries.Select(entry => entry.Name));
}
