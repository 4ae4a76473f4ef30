using Mycelium.Engine.Management;
using Mycelium.Engine.Tunnels;

namespace Mycelium.Engine.Configuration;

/// <summary>What a configuration says of one node: its options, and how much of its events to show.</summary>
/// <param name="Options">The options; what the file does not mention has its default.</param>
/// <param name="LogLevel">Events below this severity are not shown.</param>
public sealed record NodeConfiguration(NodeOptions Options, NodeEventSeverity LogLevel)
{
    /// <summary>All defaults.</summary>
    internal static NodeConfiguration Default { get; } = new(new NodeOptions(), NodeEventSeverity.Information);

    /// <summary>Full path of the file that it is from; null if from none.</summary>
    public string? ConfigurationPath => Options.ConfigurationPath;

    /// <summary>Name of the node.</summary>
    public string Name => Options.Name;

    /// <summary>Full path of the key file; null for none.</summary>
    public string? KeyFile => Options.KeyPath;

    /// <summary>Environment variable with the secret key; null for none.</summary>
    public string? KeyVariable => Options.KeyVariable;

    /// <summary>Endpoints to listen on.</summary>
    public IReadOnlyList<string> Listen => Options.Listen.ToArray();

    /// <summary>Endpoints of static peers.</summary>
    public IReadOnlyList<string> Peers => Options.Peers.ToArray();

    /// <summary>What is set for some of the peers: cost, and whether they are enabled.</summary>
    public IReadOnlyList<ConfiguredPeer> PeerSettings => Options.PeerSettings;

    /// <summary>How the node is joined to its host.</summary>
    public TunnelMode Tunnel => Options.Tunnel;

    /// <summary>Name of the TUN interface.</summary>
    public string InterfaceName => Options.InterfaceName;

    /// <summary>Largest packet in bytes.</summary>
    public int Mtu => Options.Mtu;

    /// <summary>Whether peers on the local network are found by multicast beacons.</summary>
    public bool Discovery => Options.Discovery;

    /// <summary>UDP port of the beacons.</summary>
    public int DiscoveryPort => Options.DiscoveryPort;

    /// <summary>Interfaces that discovery uses; empty means all that qualify.</summary>
    public IReadOnlyList<string> DiscoveryInterfaces => Options.DiscoveryInterfaces.ToArray();

    /// <summary>Whether links are probed.</summary>
    public bool LinkHealth => Options.LinkHealth;

    /// <summary>Most inbound connections at a time.</summary>
    public int MaximumInboundPeers => Options.MaximumInboundPeers;

    /// <summary>Most subnets known at a time.</summary>
    public int MaximumRoutes => Options.MaximumRoutes;

    /// <summary>Most routes through one peer.</summary>
    public int MaximumRoutesPerPeer => Options.MaximumRoutesPerPeer;

    /// <summary>The YAML that says the same.</summary>
    public override string ToString() => ConfigurationWriter.Write([this], folder: null, withDefaults: false);
}
