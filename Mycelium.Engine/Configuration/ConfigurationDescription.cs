using Mycelium.Engine.Management;

namespace Mycelium.Engine.Configuration;

/// <summary>All keys of a configuration file. A new option of the node becomes known to files, schema and cmdlets by a line here.</summary>
internal static class ConfigurationDescription
{
    /// <summary>Name of the key that holds a list of nodes, each with the keys of one.</summary>
    internal const string NodesKey = "nodes";

    /// <summary>Names of the keys of a peer that is written as a mapping.</summary>
    internal const string PeerEndpointKey = "endpoint";

    internal const string PeerCostKey = "cost";

    internal const string PeerEnabledKey = "enabled";

    private const string EndpointPattern = "^[A-Za-z][A-Za-z0-9+.-]*://.+:[0-9]+$";
    private const string InterfacePattern = @"^(?!\.{1,2}$)[!-$&-.0-9;-~]{1,15}$";

    /// <summary>The keys, in the order in which they are written.</summary>
    internal static IReadOnlyList<ConfigurationKey> Keys { get; } =
    [
        Text("name", "Name of the node, unique in its process.", c => c.Options.Name, (o, value) => o with { Name = value! }) with
        {
            CheckText = NodeOptionsValidator.CheckName,
            Pattern = "^[A-Za-z0-9._-]{1,64}$",
        },
        Text(
            "keyFile",
            "File with the secret key: 32 raw bytes; made if it does not exist. Without it and keyVariable: a new identity at each start.",
            c => c.Options.KeyPath,
            (o, value) => o with { KeyPath = value }) with
        {
            Kind = ConfigurationValueKind.Path,
        },
        Text(
            "keyVariable",
            "Environment variable with the secret key: 64 hexadecimal digits.",
            c => c.Options.KeyVariable,
            (o, value) => o with { KeyVariable = value }) with
        {
            CheckText = NodeOptionsValidator.CheckVariableName,
            Pattern = "^[A-Za-z_][A-Za-z0-9_]{0,63}$",
        },
        TextList("listen", "Endpoints to listen on; an empty list listens nowhere.", c => c.Options.Listen, (o, value) => o with { Listen = value }) with
        {
            CheckText = static text => NodeOptionsValidator.CheckListener(text, out _),
            Pattern = EndpointPattern,
        },
        Key(
            "peers",
            ConfigurationValueKind.PeerList,
            "Peers, dialled for ever: endpoints, or mappings of endpoint, cost and enabled.",
            c => c.Options.GetConfiguredPeers(),
            (o, value) => o.WithConfiguredPeers((IReadOnlyList<ConfiguredPeer>)value!)) with
        {
            Range = NodeOptionsValidator.PeerCostRange,
            CheckText = static text => NodeOptionsValidator.CheckPeer(text, out _),
            Pattern = EndpointPattern,
        },
        Choice("tunnel.mode", "How the node is joined to its host.", c => c.Options.Tunnel, (o, value) => o with { Tunnel = value }),
        Text("tunnel.interface", "Name of the TUN interface.", c => c.Options.InterfaceName, (o, value) => o with { InterfaceName = value! }) with
        {
            CheckText = NodeOptionsValidator.CheckInterfaceName,
            Pattern = InterfacePattern,
        },
        Integer("tunnel.mtu", "Largest packet, in bytes.", NodeOptionsValidator.MtuRange, c => c.Options.Mtu, (o, value) => o with { Mtu = value }),
        Boolean(
            "discovery.enabled",
            "Whether peers on the local network are found by multicast beacons.",
            c => c.Options.Discovery,
            (o, value) => o with { Discovery = value }),
        Integer(
            "discovery.port",
            "UDP port of the beacons, the same on all nodes of the network.",
            NodeOptionsValidator.PortRange,
            c => c.Options.DiscoveryPort,
            (o, value) => o with { DiscoveryPort = value }),
        TextList(
            "discovery.interfaces",
            "Network interfaces that discovery uses; an empty list means all that qualify.",
            c => c.Options.DiscoveryInterfaces,
            (o, value) => o with { DiscoveryInterfaces = value }) with
        {
            CheckText = NodeOptionsValidator.CheckInterfaceName,
            Pattern = InterfacePattern,
        },
        Boolean(
            "linkHealth",
            "Whether links are probed, and one that is silently cut is left in about a second.",
            c => c.Options.LinkHealth,
            (o, value) => o with { LinkHealth = value }),
        Integer(
            "limits.inboundPeers",
            "Most inbound connections at a time.",
            NodeOptionsValidator.InboundPeersRange,
            c => c.Options.MaximumInboundPeers,
            (o, value) => o with { MaximumInboundPeers = value }),
        Integer(
            "limits.routes",
            "Most subnets known at a time, through all peers, searched ones included.",
            NodeOptionsValidator.RoutesRange,
            c => c.Options.MaximumRoutes,
            (o, value) => o with { MaximumRoutes = value }),
        Integer(
            "limits.routesPerPeer",
            "Most routes through one peer.",
            NodeOptionsValidator.RoutesPerPeerRange,
            c => c.Options.MaximumRoutesPerPeer,
            (o, value) => o with { MaximumRoutesPerPeer = value }),
        Choice<NodeEventSeverity>("logLevel", "Events below this severity are not shown.", c => c.LogLevel, null) with
        {
            Set = (c, value) => c with { LogLevel = Parse<NodeEventSeverity>(value) },
        },
    ];

    /// <summary>What is said of each group.</summary>
    internal static IReadOnlyDictionary<string, string> Groups { get; } = new Dictionary<string, string>
    {
        ["tunnel"] = "How plain packets enter and leave the node.",
        ["discovery"] = "Finding peers on the local network.",
        ["limits"] = "Bounds of what others can make the node hold.",
    };

    /// <summary>What is said of each key of a peer.</summary>
    internal static IReadOnlyDictionary<string, string> PeerKeys { get; } = new Dictionary<string, string>
    {
        [PeerEndpointKey] = "What is dialled.",
        [PeerCostKey] = "Cost of the link; without it, it is measured.",
        [PeerEnabledKey] = "Whether the peer is dialled and kept connected.",
    };

    /// <summary>Finds a key by its path, in any case; null if there is none.</summary>
    internal static ConfigurationKey? Find(string path) =>
        Keys.FirstOrDefault(key => key.Path.Equals(path, StringComparison.OrdinalIgnoreCase));

    private static ConfigurationKey Text(
        string path, string description, Func<NodeConfiguration, string?> get, Func<NodeOptions, string?, NodeOptions> set) =>
        Key(path, ConfigurationValueKind.Text, description, get, (options, value) => set(options, (string?)value));

    private static ConfigurationKey TextList(
        string path,
        string description,
        Func<NodeConfiguration, IReadOnlyList<string>> get,
        Func<NodeOptions, IReadOnlyList<string>, NodeOptions> set) =>
        Key(path, ConfigurationValueKind.TextList, description, get, (options, value) => set(options, (IReadOnlyList<string>)value!));

    private static ConfigurationKey Integer(
        string path, string description, OptionRange range, Func<NodeConfiguration, int> get, Func<NodeOptions, int, NodeOptions> set) =>
        Key(path, ConfigurationValueKind.Integer, description, c => get(c), (options, value) => set(options, (int)value!)) with { Range = range };

    private static ConfigurationKey Boolean(
        string path, string description, Func<NodeConfiguration, bool> get, Func<NodeOptions, bool, NodeOptions> set) =>
        Key(path, ConfigurationValueKind.Boolean, description, c => get(c), (options, value) => set(options, (bool)value!));

    private static ConfigurationKey Choice<T>(
        string path, string description, Func<NodeConfiguration, T> get, Func<NodeOptions, T, NodeOptions>? set)
        where T : struct, Enum =>
        Key(
            path,
            ConfigurationValueKind.Choice,
            description,
            c => Word(get(c)),
            (options, value) => set is null ? options : set(options, Parse<T>(value))) with
        {
            Choices = [.. Enum.GetValues<T>().Select(Word)],
        };

    private static ConfigurationKey Key(
        string path,
        ConfigurationValueKind kind,
        string description,
        Func<NodeConfiguration, object?> get,
        Func<NodeOptions, object?, NodeOptions> set) =>
        new(path, kind, description) { Get = get, Set = (c, value) => c with { Options = set(c.Options, value) } };

    private static string Word<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();

    private static T Parse<T>(object? word)
        where T : struct, Enum => Enum.Parse<T>((string)word!, ignoreCase: true);
}
