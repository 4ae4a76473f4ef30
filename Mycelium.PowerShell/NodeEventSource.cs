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
    private EventHandler<NodeEventArgs<NodeEvent>>? _eventRaised;
    private EventHandler<NodeEventArgs<PeerChange>>? _peerChanged;
    private EventHandler<NodeEventArgs<RouteChange>>? _routeChanged;

    internal NodeEventSource(MyceliumNode node)
    {
        Node = node.Name;
        _events = new(token => node.WatchEventsAsync(includePast: false, token), item => _eventRaised?.Invoke(this, new(item)));
        _peers = new(node.WatchPeersAsync, item => RaisePeer(item));
        _routes = new(node.WatchRoutesAsync, item => RaiseRoute(item));
    }

    /// <summary>Something happened in the node.</summary>
    public event EventHandler<NodeEventArgs<NodeEvent>>? EventRaised
    {
        add
        {
            _eventRaised += value;
            _events.Add();
        }

        remove
        {
            _eventRaised -= value;
            _events.Remove();
        }
    }

    /// <summary>A peer is new, different or gone.</summary>
    public event EventHandler<NodeEventArgs<PeerChange>>? PeerChanged
    {
        add
        {
            _peerChanged += value;
            _peers.Add();
        }

        remove
        {
            _peerChanged -= value;
            _peers.Remove();
        }
    }

    /// <summary>A route is new, different or gone.</summary>
    public event EventHandler<NodeEventArgs<RouteChange>>? RouteChanged
    {
        add
        {
            _routeChanged += value;
            _routes.Add();
        }

        remove
        {
            _routeChanged -= value;
            _routes.Remove();
        }
    }

    /// <summary>Name of the node.</summary>
    public string Node { get; }

    /// <summary>The name of the node.</summary>
    public override string ToString() => Node;

    private void RaisePeer(PeerChange change)
    {
        if (change.Kind != ChangeKind.Present) { _peerChanged?.Invoke(this, new(change)); }
    }

    private void RaiseRoute(RouteChange change)
    {
        if (change.Kind != ChangeKind.Present) { _routeChanged?.Invoke(this, new(change)); }
    }
}
