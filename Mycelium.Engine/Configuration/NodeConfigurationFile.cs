using Mycelium.Engine.Errors;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.RepresentationModel;

namespace Mycelium.Engine.Configuration;

/// <summary>Reads the YAML configuration of one node or of several. Every mistake is reported, each with line and column.</summary>
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

    /// <summary>Reads the file of one node. Relative paths in it are relative to its folder.</summary>
    /// <param name="path">The file.</param>
    /// <param name="name">Which of several nodes; a file of one node is read whatever its name.</param>
    /// <exception cref="MyceliumException">As <see cref="LoadAll"/>, and <see cref="MyceliumErrorId.ConfigurationNodeNotFound"/>.</exception>
    public static NodeConfiguration Load(string path, string? name = null) => Select(LoadAll(path), path, name);

    /// <summary>Reads all nodes of a file.</summary>
    /// <exception cref="MyceliumException"><see cref="MyceliumErrorId.ConfigurationNotFound"/>, or
    /// <see cref="MyceliumErrorId.InvalidConfiguration"/> with every mistake in the message.</exception>
    public static IReadOnlyList<NodeConfiguration> LoadAll(string path) => Require(Check(path));

    /// <summary>Reads a file and says all that is wrong with it.</summary>
    /// <exception cref="MyceliumException"><see cref="MyceliumErrorId.ConfigurationNotFound"/>.</exception>
    public static ConfigurationReport Check(string path) => CheckText(ReadText(path), path);

    /// <summary>Reads a text of one node.</summary>
    /// <param name="text">The YAML.</param>
    /// <param name="path">Where it is from, for messages and relative paths.</param>
    /// <exception cref="MyceliumException"><see cref="MyceliumErrorId.InvalidConfiguration"/>,
    /// <see cref="MyceliumErrorId.ConfigurationNodeNotFound"/>.</exception>
    public static NodeConfiguration Parse(string text, string path) => Select(Require(CheckText(text, path)), path, name: null);

    /// <summary>Reads a text and says all that is wrong with it.</summary>
    /// <param name="text">The YAML.</param>
    /// <param name="path">Where it is from, for messages and relative paths.</param>
    public static ConfigurationReport CheckText(string text, string path)
    {
        ArgumentNullException.ThrowIfNull(text);
        string full = Path.GetFullPath(path);
        var problems = new List<ConfigurationProblem>();
        IReadOnlyList<NodeConfiguration> nodes = [];
        try
        {
            // The library never ends over a directive that the text ends in, at certain lengths: the last line always ends.
            string ended = text.EndsWith('\n') ? text : text + '\n';
            RefuseUnboundedTrees(ended);
            var stream = new YamlStream();
            stream.Load(new StringReader(ended));
            nodes = ReadDocuments(stream, Path.GetDirectoryName(full) ?? ".", problems);
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

        return new ConfigurationReport(
            full,
            problems.Count == 0
                ? nodes.Select(node => node with { Options = node.Options with { ConfigurationPath = full } }).ToArray()
                : [],
            ConfigurationProblem.InOrder(problems, full));
    }

    /// <summary>The error that lists all mistakes of a text.</summary>
    internal static MyceliumException Invalid(string path, IReadOnlyList<ConfigurationProblem> problems) => new(
        MyceliumErrorId.InvalidConfiguration,
        $"The configuration '{path}' has {problems.Count} mistake(s):"
            + string.Concat(problems.Take(MaximumListed).Select(p => $"{Environment.NewLine}  {p.Text}"))
            + (problems.Count > MaximumListed ? $"{Environment.NewLine}  ... and {problems.Count - MaximumListed} more" : string.Empty),
        "Correct the lines that are named and try again; nothing was started.");

    /// <summary>Reads the text of a configuration file, of a bounded size.</summary>
    /// <exception cref="MyceliumException"><see cref="MyceliumErrorId.ConfigurationNotFound"/>.</exception>
    internal static string ReadText(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            if (new FileInfo(path).Length > MaximumBytes) { throw new IOException($"It is larger than {MaximumBytes} bytes."); }

            return File.ReadAllText(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new MyceliumException(
                MyceliumErrorId.ConfigurationNotFound,
                $"The configuration file '{path}' can't be read: {exception.Message}",
                "Check the path and its permissions.",
                exception);
        }
    }

    private static IReadOnlyList<NodeConfiguration> Require(ConfigurationReport report) =>
        report.IsValid ? report.Nodes : throw Invalid(report.ConfigurationPath, report.Problems);

    private static NodeConfiguration Select(IReadOnlyList<NodeConfiguration> nodes, string path, string? name)
    {
        if (nodes.Count == 1) { return nodes[0]; }

        string names = string.Join(", ", nodes.Select(node => node.Name));
        return nodes.FirstOrDefault(node => node.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            ?? throw new MyceliumException(
                MyceliumErrorId.ConfigurationNodeNotFound,
                name is null
                    ? $"The configuration '{path}' has several nodes and none was named: {names}."
                    : $"The configuration '{path}' has no node with the name '{name}'; there are: {names}.",
                "Name one of them.");
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

    private static IReadOnlyList<NodeConfiguration> ReadDocuments(YamlStream stream, string folder, List<ConfigurationProblem> problems)
    {
        switch (stream.Documents.Count)
        {
            case 0:
                return [NodeConfiguration.Default];
            case 1 when stream.Documents[0].RootNode is YamlMappingNode root:
                return new ConfigurationReader(folder, problems).ReadFile(root);
            default:
                YamlNode odd = stream.Documents[^1].RootNode;
                problems.Add(new ConfigurationProblem(odd.Start.Line, odd.Start.Column, "One mapping of keys to values is expected."));
                return [];
        }
    }
}
