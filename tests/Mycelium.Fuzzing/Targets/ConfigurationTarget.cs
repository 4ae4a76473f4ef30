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
        "name: |\n  long\n  text\n",
        "!!map {name: !!str a}",
        "%YAML 1.2\n---\nname: 'it''s'\n",
        new string('[', 40),
        "peers: [" + new string('x', 2000) + "]",
        string.Concat(Enumerable.Range(0, 20).Select(i => $"{new string(' ', i)}a:\n")),
        "? [a, b]\n: c\n? {d: e}\n: f\n",
        "<<: &m {name: a}\ntunnel: *m\n");

    public IEnumerable<byte[]> Tokens() => VectorSeeds.Texts(
        "name", "keyFile", "listen", "peers", "tunnel", "mode", "mtu", "discovery", "port", "enabled", "logLevel", ": ", "- ", "? ",
        "&a ", "*a", "[", "]",
        "{", "}", ", ", "\n", "\n  ", "|\n", ">-\n", "\"", "'", "#", "---\n", "...\n", "%TAG ! x\n", "!!binary ", "!<", "\\u0000", "\0",
        "\t", "\ufeff", "\u2028", "<<: ", "~");

    public void Run(ReadOnlySpan<byte> input)
    {
        string text = Encoding.UTF8.GetString(input);
        NodeConfiguration configuration;
        try
        {
            configuration = NodeConfigurationFile.Parse(text, Path.Combine(Path.GetTempPath(), "node.yaml"));
        }
        catch (MyceliumException exception)
        {
            Property.Require(exception.ErrorId == MyceliumErrorId.InvalidConfiguration, $"The error is {exception.ErrorId}.");
            Property.Require(exception.Message.Contains("line ", StringComparison.Ordinal), $"No mistake has a place: {exception.Message}");
            return;
        }

        NodeOptionsValidator.Validate(configuration.Options);
        Property.Require(Enum.IsDefined(configuration.LogLevel), $"The level is {configuration.LogLevel}.");
        Property.Require(configuration.Options.KeyPath is not { } key || Path.IsPathRooted(key), "The key path is relative.");
    }
}
