using Mycelium.Engine.Errors;
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
    private const int MaximumListed = 100;

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
    public static ConfigurationReport Check(string path)
    {
        ConfigurationContent content = ConfigurationContent.Read(path);
        return content.Problem is null ? CheckText(content.Text, path) : Report(Path.GetFullPath(path), [], [content.Problem]);
    }

    /// <summary>Reads a text of one node.</summary>
    /// <param name="text">The YAML.</param>
    /// <param name="path">Where it is from, for messages and relative paths.</param>
    /// <exception cref="MyceliumException"><see cref="MyceliumErrorId.InvalidConfiguration"/>,
    /// <see cref="MyceliumErrorId.ConfigurationNodeNotFound"/>.</exception>
    public static NodeConfiguration Parse(string text, string path) => Select(Require(CheckText(text, path)), path, name: null);

    /// <summary>Reads a text and says all that is wrong with it.</summary>
    /// <param name="text">The YAML.</param>
    /// <param name="path">Where it is from, for messages and relative paths.</param>
    public static ConfigurationReport CheckText(string text, string path) => CheckText(text, path, isEmptyAllowed: false);

    /// <summary>As <see cref="CheckText(string, string)"/>.</summary>
    /// <param name="text">The YAML.</param>
    /// <param name="path">Where it is from, for messages and relative paths.</param>
    /// <param name="isEmptyAllowed">Whether a text of nothing stands for all defaults, as it may before keys are put into it.</param>
    internal static ConfigurationReport CheckText(string text, string path, bool isEmptyAllowed)
    {
        ArgumentNullException.ThrowIfNull(text);
        string full = Path.GetFullPath(path);
        // What a crash or a full disk leaves is empty or all zeros.
        if (!isEmptyAllowed && text.All(c => char.IsWhiteSpace(c) || c == '\0'))
        {
            return Report(full, [], [new ConfigurationProblem(1, 1, "The file is empty; write {} for a node with all defaults.")]);
        }

        IList<YamlDocument> documents = YamlLoader.Load(text, out ConfigurationProblem? problem);
        var problems = new List<ConfigurationProblem>();
        if (problem is not null) { return Report(full, [], [problem]); }

        IReadOnlyList<NodeConfiguration> nodes = ReadDocuments(documents, Path.GetDirectoryName(full) ?? ".", problems);
        return Report(full, nodes, problems);
    }

    /// <summary>Whether a text is a mapping in YAML that has a key of a configuration, with or without mistakes.</summary>
    internal static bool HasKeys(string text) =>
        YamlLoader.Load(text, out _) is [{ RootNode: YamlMappingNode root }] && ConfigurationReader.HasKnownKey(root);

    /// <summary>The error that lists all mistakes of a text.</summary>
    internal static MyceliumException Invalid(string path, IReadOnlyList<ConfigurationProblem> problems) => new(
        MyceliumErrorId.InvalidConfiguration,
        $"The configuration '{path}' has {problems.Count} mistake(s):"
            + string.Concat(problems.Take(MaximumListed).Select(p => $"{Environment.NewLine}  {p.Text}"))
            + (problems.Count > MaximumListed ? $"{Environment.NewLine}  ... and {problems.Count - MaximumListed} more" : string.Empty),
        "Correct the lines that are named and try again; nothing was started.");

    /// <summary>The error for a node that a file does not have.</summary>
    internal static MyceliumException NotFound(string path, IEnumerable<NodeConfiguration> nodes, string? name)
    {
        string names = string.Join(", ", nodes.Select(node => node.Name));
        return new MyceliumException(
            MyceliumErrorId.ConfigurationNodeNotFound,
            name is null
                ? $"The configuration '{path}' has several nodes and none was named: {names}."
                : $"The configuration '{path}' has no node with the name '{name}'; there are: {names}.",
            "Name one of them.");
    }

    private static ConfigurationReport Report(
        string full, IReadOnlyList<NodeConfiguration> nodes, List<ConfigurationProblem> problems) => new(
            full,
            problems.Count == 0
                ? nodes.Select(node => node with { Options = node.Options with { ConfigurationPath = full } }).ToArray()
                : [],
            ConfigurationProblem.InOrder(problems, full));

    private static IReadOnlyList<NodeConfiguration> Require(ConfigurationReport report) =>
        report.IsValid ? report.Nodes : throw Invalid(report.ConfigurationPath, report.Problems);

    private static NodeConfiguration Select(IReadOnlyList<NodeConfiguration> nodes, string path, string? name)
    {
        if (nodes.Count == 1) { return nodes[0]; }

        return nodes.FirstOrDefault(node => node.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) ?? throw NotFound(path, nodes, name);
    }

    private static IReadOnlyList<NodeConfiguration> ReadDocuments(
        IList<YamlDocument> documents, string folder, List<ConfigurationProblem> problems)
    {
        switch (documents.Count)
        {
            case 0:
                return [NodeConfiguration.Default];
            case 1 when documents[0].RootNode is YamlMappingNode root:
                return new ConfigurationReader(folder, problems).ReadFile(root);
            default:
                YamlNode odd = documents[^1].RootNode;
                problems.Add(new ConfigurationProblem(odd.Start.Line, odd.Start.Column, "One mapping of keys to values is expected."));
                return [];
        }
    }
}
