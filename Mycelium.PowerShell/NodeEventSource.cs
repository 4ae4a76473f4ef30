using Mycelium.Engine;
using Mycelium.Engine.Management;
using Mycelium.PowerShell.Nodes;

namespace Mycelium.PowerShell;

/// <summary>The events of a node as .NET events, for <c>Register-ObjectEvent</c>. Raised on any thread, one after the other, until the
/// node has ended.</summary>
public sealed class NodeEventSource
{
    private readonly EventPump<NodeEvent> _events;
    private readonly EventPump<PeerChange> _peers;
    private readonly EventPump<RouteChange> _routes;

    internal NodeEventSource(MyceliumNode node)
    {
        Node = node.Name;
        _events = new(this, token => node.WatchEventsAsync(includePast: false, token), _ => true);
        _peers = new(this, node.WatchPeersAsync, change => change.Kind != ChangeKind.Present);
        _routes = new(this, node.WatchRoutesAsync, change => change.Kind != ChangeKind.Present);
    }

    /// <summary>Something happened in the node.</summary>
    public event EventHandler<NodeEventArgs<NodeEvent>>? EventRaised
    {
        add => _events.Add(value);
        remove => _events.Remove(value);
    }

    /// <summary>A peer is new, different or gone.</summary>
    public event EventHandler<NodeEventArgs<PeerChange>>? PeerChanged
    {
        add => _peers.Add(value);
        remove => _peers.Remove(value);
    }

    /// <summary>A route is new, different or gone.</summary>
    public event EventHandler<NodeEventArgs<RouteChange>>? RouteChanged
    {
        add => _routes.Add(value);
        remove => _routes.Remove(value);
    }

    /// <summary>Name of the node.</summary>
    public string Node { get; }

    /// <summary>The name of the node.</summary>
    public override string ToString() => Node;
}
