using System.Text;
using Mycelium.Engine.Configuration;
using Mycelium.Engine.Errors;

namespace Mycelium.Fuzzing.Targets;

/// <summary>The YAML of a node. Input: UTF-8 text. Either every option can work, or each mistake has a place in the text.</summary>
internal sealed class ConfigurationTarget : IFuzzTarget
{
    private const string Everything = """
        name: gateway
        keyFile: gateway.key
        listen: ["tcp://[::]:9651"]
        peers:
          - tcp://192.0.2.1:9651
          - "tcp://node.example:9651"
          - { endpoint: "tcp://192.0.2.2:9651", cost: 500, enabled: false }
          - endpoint: tcp://192.0.2.3:9651 # c
            cost: 65534
        tunnel: { mode: userspace, interface: mycelium, mtu: 1400 }
        discovery: { enabled: true, port: 9650, interfaces: [eth0] }
        linkHealth: true
        logLevel: information
        """;

    public string Name => "configuration";

    public int TestExecutions => 1_000;

    public int MaximumLength => 4096;

    public IEnumerable<byte[]> Seeds() => VectorSeeds.Texts(
        Everything,
        "",
        "# nothing\n",
        "---\nname: a\n...\n---\nname: b\n",
        "name: &a x\nkeyFile: *a\n",
        "&a [*a]",
        "a: &a [1, 2]\nb: &b [*a, *a]\n? *b\n: c\n",
        "{name: 1, name: 2}",
        "nodes:\n  - name: a\n    tunnel: { mtu: 1300 } # c\n  - name: b\n    peers:\n      - tcp://192.0.2.1:1\n",
        "nodes: [{name: a}, {name: b}]",
        "peers: [ tcp://192.0.2.1:1, # c\n 'tcp://[::1]:2', {cost: 1, endpoint: tcp://h.example:3, enabled: true} ]",
        "peers:\n- cost: 5\n  endpoint: >-\n    tcp://192.0.2.1:1\n- |-\n  tcp://192.0.2.2:1\n- {endpoint: tcp://192.0.2.2:1}\n",
        "nodes:\n- peers: [{endpoint: tcp://192.0.2.1:1, cost: 0}]\n- peers:\n  - enabled: 1\n  - {endpoint: x, price: 2}\n",
        "name: |\n  long\n  text\n",
        "!!map {name: !!str a}",
        "%YAML 1.2\n---\nname: 'it''s'\n",
        new string('[', 40),
        "peers: [" + new string('x', 2000) + "]",
        string.Concat(Enumerable.Range(0, 20).Select(i => $"{new string(' ', i)}a:\n")),
        "? [a, b]\n: c\n? {d: e}\n: f\n",
        "<<: &m {name: a}\ntunnel: *m\n");

    public IEnumerable<byte[]> Tokens() => VectorSeeds.Texts(
        "name", "nodes", "keyFile", "keyVariable", "listen", "peers", "endpoint", "cost", "tcp://192.0.2.1:1", "tunnel", "mode", "mtu", "discovery", "port", "enabled", "logLevel", ": ", "- ", "? ",
        "&a ", "*a", "[", "]",
        "{", "}", ", ", "\n", "\n  ", "|\n", ">-\n", "\"", "'", "#", "---\n", "...\n", "%TAG ! x\n", "!!binary ", "!<", "\\u0000", "\0",
        "\t", "\ufeff", "\u2028", "<<: ", "~");

    public void Run(ReadOnlySpan<byte> input)
    {
        string text = Encoding.UTF8.GetString(input);
        string path = Path.Combine(Path.GetTempPath(), "node.yaml");
        ConfigurationReport report = NodeConfigurationFile.CheckText(text, path);
        Property.Require(report.IsValid == report.Nodes.Count > 0, "There are nodes of a text with mistakes, or none of one without.");
        Property.Require(report.Problems.All(problem => problem is { Line: > 0, Column: > 0 }), "A mistake has no place.");
        foreach (NodeConfiguration configuration in report.Nodes)
        {
            NodeOptionsValidator.Validate(configuration.Options);
            Property.Require(Enum.IsDefined(configuration.LogLevel), $"The level is {configuration.LogLevel}.");
            Property.Require(configuration.Options.KeyPath is not { } key || Path.IsPathRooted(key), "The key path is relative.");
        }

        if (report.IsValid)
        {
            RequireRoundTrip(report, path);
            RequireChange(text, report, path);
            RequirePeerChange(text, report.Nodes[^1], path);
        }
    }

    private static void RequireRoundTrip(ConfigurationReport report, string path)
    {
        string written = ConfigurationWriter.Write(report.Nodes, Path.GetDirectoryName(path), withDefaults: false);
        ConfigurationReport again = NodeConfigurationFile.CheckText(written, path);
        Property.Require(
            again.Nodes.Count == report.Nodes.Count && again.Nodes.Zip(report.Nodes).All(pair => AreSame(pair.First, pair.Second)),
            $"What is written reads back as something else: {written}");
    }

    // The editor says itself where a layout is beyond it; anything else is its fault.
    private static void RequireChange(string text, ConfigurationReport report, string path)
    {
        const int Mtu = 1333;
        if (Change(text, path, report.Nodes[^1].Name, new ConfigurationChange("tunnel.mtu", Mtu)) is { } changed)
        {
            Property.Require(NodeConfigurationFile.CheckText(changed, path).Nodes[^1].Mtu == Mtu, "The change is not in the text.");
        }
    }

    // Each peer gets what it does not have; then all have nothing.
    private static void RequirePeerChange(string text, NodeConfiguration node, string path)
    {
        ConfiguredPeer[] other = [.. node.Options.GetConfiguredPeers().Select(peer => peer with { Cost = peer.Cost is null ? 7 : null, Enabled = !peer.Enabled })];
        ConfiguredPeer[] plain = [.. node.Peers.Select(endpoint => new ConfiguredPeer(endpoint))];
        foreach (ConfiguredPeer[] wanted in new[] { other, plain })
        {
            if (Change(text, path, node.Name, new ConfigurationChange("peers", wanted)) is not { } changed) { continue; }

            Property.Require(
                NodeConfigurationFile.CheckText(changed, path).Nodes[^1].Options.GetConfiguredPeers().SequenceEqual(wanted),
                "The peers are not in the text.");
            text = changed;
        }
    }

    private static string? Change(string text, string path, string name, ConfigurationChange change)
    {
        try
        {
            return ConfigurationEditor.Change(text, path, name, [change]);
        }
        catch (MyceliumException exception)
        {
            Property.Require(
                exception.ErrorId is MyceliumErrorId.ConfigurationNotChanged or MyceliumErrorId.InvalidConfiguration,
                $"The error is {exception.ErrorId}.");
            return null;
        }
    }

    private static bool AreSame(NodeConfiguration left, NodeConfiguration right) =>
        ConfigurationDescription.Keys.All(key => ConfigurationKey.AreEqual(key.Get(left), key.Get(right)));
}
