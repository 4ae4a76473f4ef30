using Mycelium.Engine.Identity;
using Mycelium.Engine.Management;
using Mycelium.Engine.Peering;
using Mycelium.Engine.Transports;
using Mycelium.Engine.Tunnels;

namespace Mycelium.Engine.Configuration;

/// <summary>Everything that a node can be told at its start. Unset options have the defaults given here.</summary>
public sealed record NodeOptions
{
    /// <summary>Default port of listeners. Source: <c>transports.md</c> section 2.</summary>
    public const int DefaultPort = 9651;

    /// <summary>Name of the node, unique in its process: 1 to 64 letters, digits, dots, hyphens, underscores.</summary>
    public string Name { get; init; } = "mycelium";

    /// <summary>The identity; the node takes it over and wipes it at its stop. Null: <see cref="KeyPath"/> is used.</summary>
    public NodeIdentity? Identity { get; init; }

    /// <summary>Key file, made if it does not exist. Null, with no <see cref="Identity"/>: a new identity that is never saved.</summary>
    public string? KeyPath { get; init; }

    /// <summary>Environment variable with the secret key, 64 hexadecimal digits; excludes <see cref="KeyPath"/>.</summary>
    public string? KeyVariable { get; init; }

    /// <summary>Endpoints of static peers.</summary>
    public IReadOnlyList<string> Peers { get; init; } = [];

    /// <summary>What is set for some of <see cref="Peers"/>: it holds from the start on, and one that is disabled is not dialled. That for other
    /// endpoints is passed over.</summary>
    public IReadOnlyList<ConfiguredPeer> PeerSettings { get; init; } = [];

    /// <summary>Endpoints to listen on; an empty list listens nowhere.</summary>
    public IReadOnlyList<string> Listen { get; init; } = [$"tcp://[::]:{DefaultPort}"];

    /// <summary>How the node is joined to its host.</summary>
    public TunnelMode Tunnel { get; init; } = TunnelMode.Auto;

    /// <summary>Name of the TUN interface: 1 to 15 bytes, no slash or white space.</summary>
    public string InterfaceName { get; init; } = "mycelium";

    /// <summary>Largest packet in bytes: 1280 to 65,000; the reference's is 1400.</summary>
    public int Mtu { get; init; } = 1400;

    /// <summary>Whether peers on the local network are found by multicast beacons.</summary>
    public bool Discovery { get; init; } = true;

    /// <summary>UDP port of the beacons; must be the same on all nodes of the network.</summary>
    public int DiscoveryPort { get; init; } = 9650;

    /// <summary>Names of the interfaces that discovery uses; empty means all that qualify.</summary>
    public IReadOnlyList<string> DiscoveryInterfaces { get; init; } = [];

    /// <summary>Most inbound connections at a time.</summary>
    public int MaximumInboundPeers { get; init; } = 256;

    /// <summary>
    /// Most subnets known at a time, through all peers and searched ones included: 1000 to 4,000,000. Each takes up to half a kibibyte.
    /// </summary>
    public int MaximumRoutes { get; init; } = 250_000;

    /// <summary>Most routes through one peer: 1 to 4,000,000.</summary>
    public int MaximumRoutesPerPeer { get; init; } = 100_000;

    /// <summary>
    /// Whether links are probed as they are used, suspected when they stop answering, and given up early, so that a silently cut path is
    /// left in about a second. Without it only the regular Hellos tell, one every 20 s: a silent cut is noticed after 43 s to 53 s.
    /// </summary>
    public bool LinkHealth { get; init; } = true;

    /// <summary>Full path of the configuration file that the options are from; null for none. Changes of the node can be written back there.
    /// </summary>
    public string? ConfigurationPath { get; init; }

    /// <summary>Connections within the process: nodes that share this object reach each other by <c>memory://</c> endpoints.</summary>
    public ITransport? MemoryTransport { get; init; }

    /// <summary>Subscribed to the node's events before anything happens; null for none.</summary>
    public EventHandler<NodeEvent>? EventRaised { get; init; }

    /// <summary>Source of time; tests pass their own.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Seed of everything random but keys and nonces; null takes one from the system.</summary>
    public int? Seed { get; init; }

    /// <summary>The peers, each with what is set for it.</summary>
    public IReadOnlyList<ConfiguredPeer> GetConfiguredPeers() => ConfiguredPeer.Join(Peers, PeerSettings);

    /// <summary>These options with other peers, and what is set for them.</summary>
    public NodeOptions WithConfiguredPeers(IEnumerable<ConfiguredPeer> peers)
    {
        ConfiguredPeer[] all = [.. peers];
        // Arrays: PowerShell can't index the lists that a collection expression makes.
        return this with { Peers = all.Select(peer => peer.Endpoint).ToArray(), PeerSettings = all.Where(peer => peer.HasSettings).ToArray() };
    }

    /// <summary>These options with the static peers of a node as they are.</summary>
    /// <param name="peers">All peers of the node.</param>
    public NodeOptions WithPeersOf(IEnumerable<PeerSnapshot> peers) => WithConfiguredPeers(peers
        .Where(peer => peer.Kind == PeerKind.Static)
        .Select(peer => new ConfiguredPeer(peer.Endpoint, peer.FixedCost, peer.IsEnabled)));

    /// <summary>Gives the identity that these options name; makes a new one if they name none. The caller owns it.</summary>
    /// <exception cref="Errors.MyceliumException">As <see cref="KeyFile.LoadOrCreate"/> and <see cref="KeyVariableReader.Load"/>.</exception>
    public NodeIdentity OpenIdentity() => this switch
    {
        { Identity: { } identity } => identity,
        { KeyPath: { } path } => KeyFile.LoadOrCreate(path),
        { KeyVariable: { } variable } => KeyVariableReader.Load(variable),
        _ => NodeIdentity.Create(),
    };

    /// <summary>Checks all options, as a start does first; touches nothing.</summary>
    /// <exception cref="Errors.MyceliumException">The first option that can't work.</exception>
    public void Validate() => NodeOptionsValidator.Validate(this);

    /// <summary>The name of the node.</summary>
    public override string ToString() => Name;
}
