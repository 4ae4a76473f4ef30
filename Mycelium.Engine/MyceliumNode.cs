using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Mycelium.Engine.Configuration;
using Mycelium.Engine.Cryptography;
using Mycelium.Engine.DataPlane;
using Mycelium.Engine.Errors;
using Mycelium.Engine.Identity;
using Mycelium.Engine.Management;
using Mycelium.Engine.Peering;
using Mycelium.Engine.Transports;
using Mycelium.Engine.Tunnels;

namespace Mycelium.Engine;

/// <summary>A running node. All members may be used from any thread; snapshots are immutable.</summary>
public sealed partial class MyceliumNode : IAsyncDisposable
{
    private readonly NodeDescription _description;
    private readonly NodeControl _control;
    private readonly TimeProvider _time;
    private readonly NodeOptions _options;

    private MyceliumNode(NodeOptions options, NodeIdentity identity, ITunnel tunnel)
    {
        EventRaised = options.EventRaised;
        _time = options.TimeProvider;
        _options = options with { Identity = null };
        int seed = options.Seed ?? RandomNumberGenerator.GetInt32(int.MaxValue);
        ulong suffix = BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong)));
        _description = new NodeDescription(
            options.Name, identity, RouterId.Create(identity.PublicKey, suffix), new NodeClock(options.TimeProvider))
        {
            KeyPath = options.KeyPath,
        };
        var events = new NodeEventHub(options.Name, options.TimeProvider, item => EventRaised?.Invoke(this, item));
        Events = events;
        _control = new NodeControl(_description, identity, tunnel, options, seed, events);
    }

    /// <summary>Raised on a task of its own for everything that happens; a slow subscriber loses the oldest events.</summary>
    public event EventHandler<NodeEvent>? EventRaised;

    /// <summary>Name of the node.</summary>
    public string Name => _description.Name;

    /// <summary>How the node stands; <see cref="NodeState.Running"/> until its end is complete.</summary>
    public NodeState State => _control.Ended.IsCompleted ? _control.FinalSnapshot!.State : NodeState.Running;

    /// <summary>Overlay address.</summary>
    public IPAddress Address => _description.Identity.Address.ToIPAddress();

    /// <summary>Public key, 64 hexadecimal digits.</summary>
    public string PublicKey => _description.Identity.PublicKey.ToString();

    /// <summary>Completes when the node was stopped or has failed; never faults.</summary>
    public Task Completion => _control.Ended;

    private NodeEventHub Events { get; }

    /// <summary>Starts a node. Nothing that was set up stays behind when it fails.</summary>
    /// <param name="options">Everything that can be chosen.</param>
    /// <param name="cancellationToken">Ends the start; nothing stays behind.</param>
    /// <exception cref="MyceliumException">An option can't work, or the system refused the key file, the tunnel or a listener.</exception>
    public static async Task<MyceliumNode> StartAsync(NodeOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        NodeOptionsValidator.Validate(options);
        cancellationToken.ThrowIfCancellationRequested();
        NodeIdentity identity = options.OpenIdentity();
        ITunnel? tunnel = null;
        string? warning;
        MyceliumNode node;
        try
        {
            tunnel = TunnelFactory.Create(options.Tunnel, options.InterfaceName, options.Mtu, identity.Address, out warning);
            node = new MyceliumNode(options, identity, tunnel);
        }
        catch
        {
            tunnel?.Dispose();
            if (options.Identity is null) { identity.Dispose(); }

            throw;
        }

        try
        {
            await node.OpenAsync(options, warning, cancellationToken).ConfigureAwait(false);
            return node;
        }
        catch
        {
            node._control.LeavesIdentity = options.Identity is not null;
            await node.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>
    /// Stops the node: sends retractions, closes connections, removes the tunnel, wipes keys. Takes at most 2 s; may be called again.
    /// </summary>
    public Task StopAsync() => _control.DisposeAsync().AsTask();

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _control.DisposeAsync();

    /// <summary>Reads the state of the node; also after its end.</summary>
    public async Task<NodeSnapshot> GetSnapshotAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            return await _control.AskAsync(_control.Snapshot, cancellationToken).ConfigureAwait(false);
        }
        catch (MyceliumException exception) when (exception.ErrorId is MyceliumErrorId.NodeStopped or MyceliumErrorId.NodeFailed)
        {
            return _control.FinalSnapshot!;
        }
    }

    /// <summary>Lists the peers, in the order in which they were added.</summary>
    /// <exception cref="MyceliumException"><see cref="MyceliumErrorId.NodeStopped"/> or
    /// <see cref="MyceliumErrorId.NodeFailed"/>.</exception>
    public Task<IReadOnlyList<PeerSnapshot>> GetPeersAsync(CancellationToken cancellationToken = default) =>
        _control.AskAsync(_control.Peers, cancellationToken);

    /// <summary>Lists the routes, by subnet, the selected one first.</summary>
    /// <exception cref="MyceliumException"><see cref="MyceliumErrorId.NodeStopped"/> or
    /// <see cref="MyceliumErrorId.NodeFailed"/>.</exception>
    public Task<IReadOnlyList<RouteSnapshot>> GetRoutesAsync(CancellationToken cancellationToken = default) =>
        _control.AskAsync(_control.Routes, cancellationToken);

    /// <summary>Reads the counters.</summary>
    /// <exception cref="MyceliumException"><see cref="MyceliumErrorId.NodeStopped"/> or
    /// <see cref="MyceliumErrorId.NodeFailed"/>.</exception>
    public Task<NodeStatistic> GetStatisticAsync(CancellationToken cancellationToken = default) =>
        _control.AskAsync(_control.Statistic, cancellationToken);

    /// <summary>Adds a static peer and starts to dial it.</summary>
    /// <exception cref="MyceliumException">As the other.</exception>
    public Task<PeerSnapshot> AddPeerAsync(string endpoint, CancellationToken cancellationToken = default) =>
        AddPeerAsync(new ConfiguredPeer(endpoint), cancellationToken);

    /// <summary>Adds a static peer with what is set for it, and starts to dial it if it is enabled.</summary>
    /// <exception cref="MyceliumException"><see cref="MyceliumErrorId.InvalidEndpoint"/>, <see cref="MyceliumErrorId.InvalidOption"/> for a
    /// cost out of its range, <see cref="MyceliumErrorId.PeerExists"/>, <see cref="MyceliumErrorId.PeerLimitReached"/>,
    /// <see cref="MyceliumErrorId.NodeStopped"/> or <see cref="MyceliumErrorId.NodeFailed"/>.</exception>
    public Task<PeerSnapshot> AddPeerAsync(ConfiguredPeer peer, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(peer);
        Endpoint parsed = NodeOptionsValidator.ParsePeer(peer.Endpoint);
        NodeOptionsValidator.RequireCost(peer);
        _control.RefuseUnusable(parsed);
        return _control.AskAsync(() => _control.AddPeer(parsed, peer.Cost, peer.Enabled), cancellationToken);
    }

    /// <summary>Removes a peer and closes its connection; returns its last snapshot.</summary>
    /// <exception cref="MyceliumException"><see cref="MyceliumErrorId.InvalidEndpoint"/>, <see cref="MyceliumErrorId.PeerNotFound"/>,
    /// <see cref="MyceliumErrorId.NodeStopped"/> or <see cref="MyceliumErrorId.NodeFailed"/>.</exception>
    public Task<PeerSnapshot> RemovePeerAsync(string endpoint, CancellationToken cancellationToken = default)
    {
        Endpoint parsed = NodeOptionsValidator.ParsePeer(endpoint);
        return _control.AskAsync(() => _control.RemovePeer(parsed), cancellationToken);
    }

    /// <summary>Asks the network for a route to an overlay address, as a packet would.</summary>
    /// <exception cref="MyceliumException"><see cref="MyceliumErrorId.InvalidAddress"/>, <see cref="MyceliumErrorId.NodeStopped"/>
    /// or <see cref="MyceliumErrorId.NodeFailed"/>.</exception>
    public Task RequestRouteAsync(IPAddress destination, CancellationToken cancellationToken = default)
    {
        Ipv6Address address = ParseOverlay(destination);
        return _control.AskAsync(() => _control.RequestRoute(address), cancellationToken);
    }

    /// <summary>Completes when the peer or routing table has changed after the call, or the node has ended; for waits.</summary>
    public Task WaitForChangeAsync(CancellationToken cancellationToken = default) => _control.WaitForChangeAsync(cancellationToken);

    /// <summary>Sends one ICMPv6 echo request over the overlay and waits for its answer.</summary>
    /// <param name="destination">Overlay address.</param>
    /// <param name="sequence">Number of the request, for the result.</param>
    /// <param name="payloadLength">Bytes of payload, 16 to MTU - 48.</param>
    /// <param name="hopLimit">1 to 255.</param>
    /// <param name="timeout">How long to wait.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="MyceliumException"><see cref="MyceliumErrorId.InvalidAddress"/>, <see cref="MyceliumErrorId.NodeStopped"/>
    /// or <see cref="MyceliumErrorId.NodeFailed"/>.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public Task<EchoResult> PingAsync(
        IPAddress destination,
        int sequence,
        int payloadLength,
        int hopLimit,
        TimeSpan timeout,
        CancellationToken cancellationToken = default)
    {
        Ipv6Address address = ParseOverlay(destination);
        ArgumentOutOfRangeException.ThrowIfLessThan(payloadLength, EchoClient.MinimumPayload);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(payloadLength, _control.Mtu - EchoClient.Overhead);
        ArgumentOutOfRangeException.ThrowIfLessThan(hopLimit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(hopLimit, byte.MaxValue);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(timeout, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(timeout, TimeSpan.FromDays(1));
        var request = new EchoRequest(address, sequence, payloadLength, (byte)hopLimit, timeout) { Node = Name };
        _control.Ping(request);
        return request.Result.WaitAsync(cancellationToken);
    }

    private static Ipv6Address ParseOverlay(IPAddress destination)
    {
        ArgumentNullException.ThrowIfNull(destination);
        Ipv6Address address = destination.AddressFamily == AddressFamily.InterNetworkV6 ? Ipv6Address.From(destination) : default;
        return address.IsOverlay
            ? address
            : throw new MyceliumException(
                MyceliumErrorId.InvalidAddress,
                $"{destination} is not an overlay address.",
                "Overlay addresses are in 400::/7: they begin with 4 or 5.");
    }

    /// <summary>What the user should know of how the node works, and the source of each event.</summary>
    internal static (string Source, string Message)[] WarningsOf(string? tunnelWarning, bool hasHardwareSupport)
    {
        const string NoAesInstructions =
            "This processor has no instructions for AES: packets are sealed in software, which takes many times longer.";
        return
        [
            .. tunnelWarning is null ? [] : new[] { ("tunnel", tunnelWarning) },
            .. hasHardwareSupport ? [] : new[] { ("cryptography", NoAesInstructions) },
        ];
    }

    private async Task OpenAsync(NodeOptions options, string? tunnelWarning, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        (Endpoint Endpoint, ConfiguredPeer Peer)[] peers =
        [
            .. options.GetConfiguredPeers().Select(peer => (NodeOptionsValidator.ParsePeer(peer.Endpoint), peer)).DistinctBy(item => item.Item1),
        ];
        foreach ((Endpoint endpoint, _) in peers) { _control.RefuseUnusable(endpoint); }

        IReadOnlyList<Endpoint> listeners = _control.Open(options.Listen.Select(NodeOptionsValidator.ParseListener));
        // An array: PowerShell can't index the list that a collection expression makes.
        _description.Listen = listeners.Select(listener => listener.ToString()).ToArray();
        (string Source, string Message)[] warnings = WarningsOf(tunnelWarning, SealingKey.HasHardwareSupport);
        _description.Warnings = warnings.Select(warning => warning.Message).ToArray();
        foreach ((string source, string message) in warnings) { Events.Raise(NodeEventSeverity.Warning, source, message); }
        Events.Raise(NodeEventSeverity.Information, "node", $"Started as {Address}, listening on {Join(_description.Listen)}.");
        foreach ((Endpoint endpoint, ConfiguredPeer peer) in peers)
        {
            await _control.AskAsync(() => _control.AddPeer(endpoint, peer.Cost, peer.Enabled), cancellationToken).ConfigureAwait(false);
        }

        if (options.Discovery) { StartDiscovery(options, listeners); }
    }

    private static string Join(IReadOnlyList<string> listeners) => listeners.Count == 0 ? "nothing" : string.Join(", ", listeners);

    // Who listens nowhere that a neighbour could reach has nothing to announce.
    private void StartDiscovery(NodeOptions options, IReadOnlyList<Endpoint> listeners)
    {
        Endpoint[] reachable = [.. listeners.Where(listener => listener.Address is { } address && !IPAddress.IsLoopback(address))];
        if (reachable.Length == 0)
        {
            const string Reason = "Local discovery is off: the node listens on no address that a neighbour could reach.";
            Events.Raise(NodeEventSeverity.Information, "peering", Reason);
            return;
        }

        _control.StartDiscovery(new DiscoveryOptions(
            options.DiscoveryPort, options.DiscoveryInterfaces, reachable[0].Port, _description.RouterId, _control.InterfaceName));
    }
}
