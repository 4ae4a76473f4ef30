using Mycelium.Engine.Errors;
using Mycelium.Engine.Transports;

namespace Mycelium.Engine.Configuration;

/// <summary>The one place that says which values of node options can work. Each check returns what is wrong, or null.</summary>
internal static class NodeOptionsValidator
{
    private const int MaximumNameLength = 64;
    private const int MaximumInterfaceNameLength = 15;
    private const int MaximumConfiguredPeers = 10_000;
    private const int LargestTable = 4_000_000;

    internal static OptionRange MtuRange { get; } = new(1280, 65_000);

    internal static OptionRange PortRange { get; } = new(1, ushort.MaxValue);

    internal static OptionRange PeerCostRange { get; } = new(ConfiguredPeer.MinimumCost, ConfiguredPeer.MaximumCost);

    internal static OptionRange InboundPeersRange { get; } = new(0, 100_000);

    internal static OptionRange RoutesRange { get; } = new(1000, LargestTable);

    internal static OptionRange RoutesPerPeerRange { get; } = new(1, LargestTable);

    /// <summary>Checks all options.</summary>
    /// <exception cref="MyceliumException">The first option that can't work: <see cref="MyceliumErrorId.InvalidOption"/> or
    /// <see cref="MyceliumErrorId.InvalidEndpoint"/>.</exception>
    internal static void Validate(NodeOptions options)
    {
        Require(nameof(options.Name), CheckName(options.Name));
        Require(nameof(options.InterfaceName), CheckInterfaceName(options.InterfaceName));
        Require(nameof(options.Mtu), MtuRange.Check(options.Mtu));
        Require(nameof(options.DiscoveryPort), PortRange.Check(options.DiscoveryPort));
        Require(nameof(options.KeyVariable), options.KeyVariable is { } variable ? CheckVariableName(variable) : null);
        Require(
            nameof(options.KeyVariable),
            options is { KeyVariable: not null, KeyPath: not null } ? $"It and {nameof(options.KeyPath)} exclude each other." : null);
        Require(nameof(options.Tunnel), Enum.IsDefined(options.Tunnel) ? null : $"{options.Tunnel} is not a tunnel mode.");
        Require(nameof(options.MaximumInboundPeers), InboundPeersRange.Check(options.MaximumInboundPeers));
        Require(nameof(options.MaximumRoutes), RoutesRange.Check(options.MaximumRoutes));
        Require(nameof(options.MaximumRoutesPerPeer), RoutesPerPeerRange.Check(options.MaximumRoutesPerPeer));
        Require(nameof(options.Peers), new OptionRange(0, MaximumConfiguredPeers).Check(options.Peers.Count));
        foreach (string peer in options.Peers) { ParsePeer(peer); }
        foreach (ConfiguredPeer setting in options.PeerSettings)
        {
            ParsePeer(setting.Endpoint);
            RequireCost(setting);
        }

        foreach (string listener in options.Listen) { ParseListener(listener); }
    }

    /// <summary>Parses the endpoint of a peer: it needs a port.</summary>
    /// <exception cref="MyceliumException"><see cref="MyceliumErrorId.InvalidEndpoint"/>.</exception>
    internal static Endpoint ParsePeer(string text) =>
        CheckPeer(text, out Endpoint endpoint) is { } problem ? throw InvalidEndpoint(text, problem) : endpoint;

    /// <summary>Checks the cost of a peer.</summary>
    /// <exception cref="MyceliumException"><see cref="MyceliumErrorId.InvalidOption"/>.</exception>
    internal static void RequireCost(ConfiguredPeer peer) =>
        Require(nameof(peer.Cost), peer.Cost is { } cost ? PeerCostRange.Check(cost) : null);

    /// <summary>Parses the endpoint of a listener: an address of this machine; port 0 takes any free one.</summary>
    /// <exception cref="MyceliumException"><see cref="MyceliumErrorId.InvalidEndpoint"/>.</exception>
    internal static Endpoint ParseListener(string text) =>
        CheckListener(text, out Endpoint endpoint) is { } problem ? throw InvalidEndpoint(text, problem) : endpoint;

    internal static string? CheckPeer(string text, out Endpoint endpoint)
    {
        if (!Endpoint.TryParse(text, out endpoint, out string? error)) { return error; }

        return endpoint.Port == 0 ? "A peer needs a port from 1 to 65535." : null;
    }

    internal static string? CheckListener(string text, out Endpoint endpoint)
    {
        if (!Endpoint.TryParse(text, out endpoint, out string? error)) { return error; }

        bool needsAddress = endpoint.Scheme == TransportScheme.Tcp && endpoint.Address is null;
        return needsAddress ? "A listener needs an IP address of this machine, such as [::] or 127.0.0.1, not a host name." : null;
    }

    internal static string? CheckName(string name) =>
        name.Length is > 0 and <= MaximumNameLength && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_')
            ? null
            : $"'{name}' is not a node name: 1 to {MaximumNameLength} letters, digits, dots, hyphens and underscores are allowed.";

    internal static string? CheckInterfaceName(string name) =>
        name.Length is > 0 and <= MaximumInterfaceNameLength
        && name.All(c => c is > ' ' and < (char)127 and not '/' and not ':' and not '%')
        && name is not "." and not ".."
            ? null
            : $"'{name}' is not an interface name: 1 to {MaximumInterfaceNameLength} ASCII characters are allowed, "
                + "no blanks, '/', ':' or '%'.";

    internal static string? CheckVariableName(string name) =>
        name.Length is > 0 and <= MaximumNameLength
        && !char.IsAsciiDigit(name[0])
        && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_')
            ? null
            : $"'{name}' is not the name of an environment variable: 1 to {MaximumNameLength} letters, digits and underscores are allowed.";

    private static void Require(string option, string? problem)
    {
        if (problem is not null)
        {
            throw new MyceliumException(
                MyceliumErrorId.InvalidOption, $"Option {option}: {problem}", $"Give {option} a value that is allowed.");
        }
    }

    private static MyceliumException InvalidEndpoint(string text, string problem) => new(
        MyceliumErrorId.InvalidEndpoint,
        $"'{text}' is not an endpoint that can be used here. {problem}",
        "Write endpoints like tcp://192.0.2.1:9651, tcp://[2001:db8::1]:9651 or tcp://node.example:9651.");
}
