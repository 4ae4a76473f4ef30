using Mycelium.Engine.Errors;
using Mycelium.Engine.Management;
using Mycelium.Engine.Tunnels;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.RepresentationModel;

namespace Mycelium.Engine.Configuration;

/// <summary>Reads the YAML configuration of one node. Every mistake is reported, each with line and column.</summary>
/// <example><code>
/// name: gateway
/// keyFile: gateway.key
/// listen: ["tcp://[::]:9651"]
/// peers: ["tcp://192.0.2.1:9651"]
/// tunnel: { mode: tun, interface: mycelium, mtu: 1400 }
/// discovery: { enabled: true, port: 9650, interfaces: [eth0] }
/// linkHealth: true
/// limits: { inboundPeers: 256, routes: 250000, routesPerPeer: 100000 }
/// logLevel: information
/// </code></example>
public static class NodeConfigurationFile
{
    private const int MaximumNesting = 16;
    private const int MaximumListed = 100;
    private const long MaximumBytes = 1024 * 1024;

    /// <summary>Reads a file. Relative paths in it are relative to its folder.</summary>
    /// <exception cref="MyceliumException"><see cref="MyceliumErrorId.ConfigurationNotFound"/>, or
    /// <see cref="MyceliumErrorId.InvalidConfiguration"/> with every mistake in the message.</exception>
    public static NodeConfiguration Load(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        string text;
        try
        {
            if (new FileInfo(path).Length > MaximumBytes) { throw new IOException($"It is larger than {MaximumBytes} bytes."); }

            text = File.ReadAllText(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new MyceliumException(
                MyceliumErrorId.ConfigurationNotFound,
                $"The configuration file '{path}' can't be read: {exception.Message}",
                "Check the path and its permissions.",
                exception);
        }

        return Parse(text, path);
    }

    /// <summary>Reads a text.</summary>
    /// <param name="text">The YAML.</param>
    /// <param name="path">Where it is from, for messages and relative paths.</param>
    /// <exception cref="MyceliumException"><see cref="MyceliumErrorId.InvalidConfiguration"/>.</exception>
    public static NodeConfiguration Parse(string text, string path)
    {
        var problems = new List<ConfigurationProblem>();
        NodeConfiguration? configuration = null;
        try
        {
            // The library never ends over a directive that the text ends in, at certain lengths: the last line always ends.
            string ended = text.EndsWith('\n') ? text : text + '\n';
            RefuseUnboundedTrees(ended);
            var stream = new YamlStream();
            stream.Load(new StringReader(ended));
            configuration = ReadDocuments(stream, Path.GetDirectoryName(Path.GetFullPath(path)) ?? ".", problems);
        }
        catch (YamlException exception)
        {
            string message = exception.InnerException?.Message ?? exception.Message;
            problems.Add(new ConfigurationProblem(exception.Start.Line, exception.Start.Column, message));
        }

        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // The library refuses some malformed texts with other exceptions, without a place.
            problems.Add(new ConfigurationProblem(1, 1, $"The text is not YAML. {exception.Message}"));
        }

        return configuration is not null && problems.Count == 0 ? configuration : throw Invalid(path, problems);
    }

    // Building the tree recurses; walking the events does not. With aliases a few lines make a tree that contains itself, or
    // a key that is too large to hash: either would end the process, or hold it for ever.
    private static void RefuseUnboundedTrees(string text)
    {
        var parser = new Parser(new StringReader(text));
        int depth = 0;
        while (parser.MoveNext())
        {
            depth += parser.Current!.NestingIncrease;
            string? problem = parser.Current switch
            {
                AnchorAlias => "An alias is not allowed; write the value out.",
                _ when depth > MaximumNesting => $"More than {MaximumNesting} levels of nesting are not allowed.",
                _ => null,
            };
            if (problem is not null) { throw new YamlException(parser.Current.Start, parser.Current.Start, problem); }
        }
    }

    private static NodeConfiguration? ReadDocuments(YamlStream stream, string folder, List<ConfigurationProblem> problems)
    {
        switch (stream.Documents.Count)
        {
            case 0:
                return new NodeConfiguration(new NodeOptions(), NodeEventSeverity.Information);
            case 1 when stream.Documents[0].RootNode is YamlMappingNode root:
                return ReadRoot(new MappingReader(root, problems), folder);
            default:
                YamlNode odd = stream.Documents[^1].RootNode;
                problems.Add(new ConfigurationProblem(odd.Start.Line, odd.Start.Column, "One mapping of keys to values is expected."));
                return null;
        }
    }

    private static NodeConfiguration ReadRoot(MappingReader root, string folder)
    {
        NodeOptions options = new();
        NodeEventSeverity level = NodeEventSeverity.Information;
        options = options with
        {
            Name = root.Text("name", NodeOptionsValidator.CheckName) ?? options.Name,
            KeyPath = root.Text("keyFile", static _ => null) is { } key ? Path.GetFullPath(key, folder) : null,
            Peers = root.TextList("peers", static text => NodeOptionsValidator.CheckPeer(text, out _)) ?? options.Peers,
            Listen = root.TextList("listen", static text => NodeOptionsValidator.CheckListener(text, out _)) ?? options.Listen,
        };
        options = ReadTunnel(root.Mapping("tunnel"), options);
        options = ReadDiscovery(root.Mapping("discovery"), options);
        options = options with { LinkHealth = root.Boolean("linkHealth") ?? options.LinkHealth };
        options = ReadLimits(root.Mapping("limits"), options);
        level = root.Choice<NodeEventSeverity>("logLevel") ?? level;
        root.RefuseOthers();
        return new NodeConfiguration(options, level);
    }

    private static NodeOptions ReadTunnel(MappingReader? tunnel, NodeOptions options)
    {
        if (tunnel is null) { return options; }

        options = options with
        {
            Tunnel = tunnel.Choice<TunnelMode>("mode") ?? options.Tunnel,
            InterfaceName = tunnel.Text("interface", NodeOptionsValidator.CheckInterfaceName) ?? options.InterfaceName,
            Mtu = tunnel.Integer("mtu", NodeOptionsValidator.CheckMtu) ?? options.Mtu,
        };
        tunnel.RefuseOthers();
        return options;
    }

    private static NodeOptions ReadDiscovery(MappingReader? discovery, NodeOptions options)
    {
        if (discovery is null) { return options; }

        options = options with
        {
            Discovery = discovery.Boolean("enabled") ?? options.Discovery,
            DiscoveryPort = discovery.Integer("port", NodeOptionsValidator.CheckPort) ?? options.DiscoveryPort,
            DiscoveryInterfaces =
                discovery.TextList("interfaces", NodeOptionsValidator.CheckInterfaceName) ?? options.DiscoveryInterfaces,
        };
        discovery.RefuseOthers();
        return options;
    }

    private static NodeOptions ReadLimits(MappingReader? limits, NodeOptions options)
    {
        if (limits is null) { return options; }

        options = options with
        {
            MaximumInboundPeers = limits.Integer("inboundPeers", NodeOptionsValidator.CheckInboundPeers) ?? options.MaximumInboundPeers,
            MaximumRoutes = limits.Integer("routes", NodeOptionsValidator.CheckRoutes) ?? options.MaximumRoutes,
            MaximumRoutesPerPeer =
                limits.Integer("routesPerPeer", NodeOptionsValidator.CheckRoutesPerPeer) ?? options.MaximumRoutesPerPeer,
        };
        limits.RefuseOthers();
        return options;
    }

    private static MyceliumException Invalid(string path, List<ConfigurationProblem> problems) => new(
        MyceliumErrorId.InvalidConfiguration,
        $"The configuration '{path}' has {problems.Count} mistake(s):"
            + string.Concat(
                problems.OrderBy(p => p.Line).ThenBy(p => p.Column).Take(MaximumListed).Select(p => $"{Environment.NewLine}  {p}"))
            + (problems.Count > MaximumListed ? $"{Environment.NewLine}  ... and {problems.Count - MaximumListed} more" : string.Empty),
        "Correct the lines that are named and try again; nothing was started.");
}
