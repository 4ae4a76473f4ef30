using Mycelium.Engine.Configuration;
using Mycelium.Engine.Errors;
using Mycelium.Engine.Identity;
using Mycelium.Engine.Tunnels;
using Xunit;

namespace Mycelium.Engine.Tests.Configuration;

public sealed class ReferenceConfigurationFileTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mycelium-import-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("name: a\nlisten: []\npeers:\n  - tcp://192.0.2.1:1\n", true)]
    [InlineData("tunnel: none\n", true)]
    [InlineData("colour: red\n", false)]
    [InlineData("peers = [\n", false)]
    public void A_file_of_this_program_is_told_from_a_mistake(string text, bool isOurs)
    {
        MyceliumException error = Assert.Throws<MyceliumException>(() => ReferenceConfigurationFile.Parse(text, "mycelium.toml"));

        Assert.Equal(MyceliumErrorId.InvalidConfiguration, error.ErrorId);
        Assert.Equal(isOurs, error.Message.Contains("looks like a YAML configuration", StringComparison.Ordinal));
        Assert.Equal(isOurs, error.RecommendedAction.Contains("Get-MyceliumConfiguration", StringComparison.Ordinal));
    }

    [Fact]
    public void What_has_a_counterpart_is_carried_over()
    {
        ImportedConfiguration imported = Parse("""
            peers = ["tcp://192.0.2.1:9651", "tcp://[2001:db8::1]:9651"]
            tcp_listen_port = 9700
            peer_discovery_port = "9701"
            disable_peer_discovery = "true"
            peer_discovery_interfaces = ["eth0"]
            tun_name = "myc0"
            no_tun = true
            """);

        NodeOptions options = imported.Configuration.Options;
        Assert.Empty(imported.NotCarriedOver);
        Assert.Equal(["tcp://192.0.2.1:9651", "tcp://[2001:db8::1]:9651"], options.Peers);
        Assert.Equal(["tcp://[::]:9700"], options.Listen);
        Assert.Equal((9701, false), (options.DiscoveryPort, options.Discovery));
        Assert.Equal(["eth0"], options.DiscoveryInterfaces);
        Assert.Equal(("myc0", TunnelMode.None), (options.InterfaceName, options.Tunnel));
    }

    [Theory]
    [InlineData("api_addr = \"127.0.0.1:8989\"", 1, 1, "cmdlets")]
    [InlineData("\nmetrics_api_address = \"127.0.0.1:1\"", 2, 1, "Get-MyceliumStatistic")]
    [InlineData("network_name = \"home\"", 1, 1, "public one")]
    [InlineData("pers = []", 1, 1, "not known")]
    [InlineData("peers = [\"tcp://192.0.2.1:1\", \"vsock://1:2\"]", 1, 31, "vsock")]
    [InlineData("[section]\na = 1", 1, 1, "[section]")]
    public void What_has_none_is_listed_with_its_place_and_the_reason(string text, int line, int column, string word)
    {
        ConfigurationProblem problem = Assert.Single(Parse(text).NotCarriedOver);

        Assert.Equal((line, column), (problem.Line, problem.Column));
        Assert.Contains(word, problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("peers = [", "line 1")]
    [InlineData("peers = 5", "line 1, column 9")]
    [InlineData("peers = []\ntcp_listen_port = 70000", "line 2, column 19")]
    [InlineData("no_tun = \"perhaps\"", "line 1, column 10")]
    [InlineData("a = 1\na = 2", "line 2")]
    public void A_mistake_is_named_with_its_place(string text, string place)
    {
        MyceliumException error = Assert.Throws<MyceliumException>(() => Parse(text));

        Assert.Equal(MyceliumErrorId.InvalidConfiguration, error.ErrorId);
        Assert.Contains(place, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Mistakes_come_in_the_order_of_the_lines()
    {
        string[] lines = Assert.Throws<MyceliumException>(() => Parse("no_tun = 1\npeers = [\n")).Message.Split(Environment.NewLine)[1..];

        Assert.Equal(lines.Order(StringComparer.Ordinal), lines);
        Assert.True(lines.Length > 1, string.Join('|', lines));
    }

    [Fact]
    public void What_is_not_carried_over_names_the_file() =>
        Assert.StartsWith($"{Path.GetFullPath("mycelium.toml")}:2:1: 'pers'", $"{Parse("\npers = []").NotCarriedOver[0]}", StringComparison.Ordinal);

    [Fact]
    public void One_text_is_a_list_of_one() => Assert.Equal(["tcp://192.0.2.1:1"], Parse("peers = \"tcp://192.0.2.1:1\"").Configuration.Peers);

    [Fact]
    public void The_key_file_is_used_as_it_is_and_what_is_imported_can_be_exported()
    {
        string toml = Path.Combine(_folder.FullName, "mycelium.toml");
        string key = Path.Combine(_folder.FullName, "priv_key.bin");
        File.WriteAllText(toml, "peers = []\n");
        using NodeIdentity identity = KeyFile.LoadOrCreate(key);

        NodeConfiguration imported = ReferenceConfigurationFile.Import(toml, key).Configuration;
        string yaml = Path.Combine(_folder.FullName, "node.yaml");
        ConfigurationFileWriter.Save(yaml, [imported]);

        Assert.Equal(key, NodeConfigurationFile.Load(yaml).KeyFile);
        Assert.Contains("keyFile: priv_key.bin", File.ReadAllText(yaml), StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_file_that_was_named_must_be_there()
    {
        string toml = Path.Combine(_folder.FullName, "mycelium.toml");
        File.WriteAllText(toml, "peers = []\n");

        MyceliumException error = Assert.Throws<MyceliumException>(
            () => ReferenceConfigurationFile.Import(toml, Path.Combine(_folder.FullName, "missing.key")));

        Assert.Equal(MyceliumErrorId.KeyFileNotFound, error.ErrorId);
    }

    private static ImportedConfiguration Parse(string text) => ReferenceConfigurationFile.Parse(text, "mycelium.toml");
}
