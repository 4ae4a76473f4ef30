using CsCheck;
using Mycelium.Engine.Configuration;
using Mycelium.Engine.Errors;
using Mycelium.Engine.Management;
using Mycelium.Engine.Tunnels;
using Xunit;

namespace Mycelium.Engine.Tests.Configuration;

public sealed class ConfigurationWriterTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mycelium-write-");

    private string FilePath => Path.Combine(_folder.FullName, "node.yaml");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void What_is_written_reads_back_as_the_same_alone_and_among_others()
    {
        Gen<NodeConfiguration> node = Gen.Select(
            Pick("a", "true", "No", "1.5", "x-y_z", "-", "0"),
            Gen.String.Where(text => text.Length > 0 && !text.Contains('\0') && text.All(c => !char.IsSurrogate(c))),
            Pick(TunnelMode.Auto, TunnelMode.None),
            Gen.Int[1280, 65_000],
            Gen.Select(Pick<int?>(null, 1, 65_534), Gen.Bool).Array[0, 4],
            Gen.Bool).Select((name, key, tunnel, mtu, settings, isDiscovering) => new NodeConfiguration(
                new NodeOptions
                {
                    Name = name,
                    KeyPath = Path.GetFullPath(key, _folder.FullName),
                    Tunnel = tunnel,
                    Mtu = mtu,
                    Discovery = isDiscovering,
                    DiscoveryInterfaces = isDiscovering ? ["eth0", "~", "#1"] : [],
                }.WithConfiguredPeers(settings.Select((setting, i) => new ConfiguredPeer($"tcp://[::1]:{i + 1}", setting.Item1, setting.Item2))),
                NodeEventSeverity.Debug));
        Gen.Select(node, Gen.Bool).Sample(
            (configuration, withDefaults) =>
            {
                NodeConfiguration other = new(new NodeOptions { Name = "other" }, NodeEventSeverity.Error);
                RequireRoundTrip([configuration], withDefaults);
                RequireRoundTrip([configuration, other], withDefaults);
            },
            iter: 500,
            seed: "0000000000001");
    }

    [Fact]
    public void Only_what_differs_from_its_default_is_written_and_paths_within_the_folder_are_relative()
    {
        var configuration = new NodeConfiguration(
            new NodeOptions { Name = "a", KeyPath = Path.Combine(_folder.FullName, "keys", "a.key"), Mtu = 1300 }, NodeEventSeverity.Information);

        ConfigurationFileWriter.Save(FilePath, [configuration]);

        Assert.Equal("name: a\nkeyFile: keys/a.key\ntunnel:\n  mtu: 1300\n", File.ReadAllText(FilePath));
    }

    [Fact]
    public void With_defaults_every_key_is_written_below_what_it_means()
    {
        ConfigurationFileWriter.Save(FilePath, [NodeConfiguration.Default], withDefaults: true);

        string text = File.ReadAllText(FilePath);
        Assert.All(
            ConfigurationDescription.Keys.Where(key => key.Get(NodeConfiguration.Default) is not null),
            key => Assert.Contains($"# {key.Description}\n", text, StringComparison.Ordinal));
    }

    [Fact]
    public void The_text_of_a_configuration_is_its_YAML() => Assert.Equal(
        "name: a\n", new NodeConfiguration(new NodeOptions { Name = "a" }, NodeEventSeverity.Information).ToString());

    [Fact]
    public void A_file_that_exists_is_replaced_on_request_only_and_keeps_its_permissions()
    {
        File.WriteAllText(FilePath, "name: old\n");
        if (!OperatingSystem.IsWindows()) { File.SetUnixFileMode(FilePath, UnixFileMode.UserRead | UnixFileMode.UserWrite); }

        MyceliumException error = Assert.Throws<MyceliumException>(() => ConfigurationFileWriter.Save(FilePath, [NodeConfiguration.Default]));
        ConfigurationFileWriter.Save(FilePath, [NodeConfiguration.Default], overwrite: true);

        Assert.Equal(MyceliumErrorId.ConfigurationExists, error.ErrorId);
        Assert.Equal("name: mycelium\n", File.ReadAllText(FilePath));
        Assert.Equal([FilePath], Directory.GetFiles(_folder.FullName));
        if (!OperatingSystem.IsWindows()) { Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(FilePath)); }
    }

    [Fact]
    public void Two_nodes_with_one_name_are_not_written()
    {
        MyceliumException error = Assert.Throws<MyceliumException>(
            () => ConfigurationFileWriter.Save(FilePath, [NodeConfiguration.Default, NodeConfiguration.Default]));

        Assert.Equal(MyceliumErrorId.InvalidConfiguration, error.ErrorId);
        Assert.False(File.Exists(FilePath));
    }

    [Fact]
    public void A_folder_that_is_missing_is_an_error_with_the_path()
    {
        MyceliumException error = Assert.Throws<MyceliumException>(
            () => ConfigurationFileWriter.Save(Path.Combine(_folder.FullName, "a", "b.yaml"), [NodeConfiguration.Default]));

        Assert.Equal(MyceliumErrorId.ConfigurationInaccessible, error.ErrorId);
    }

    private static Gen<T> Pick<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(index => values[index]);

    private void RequireRoundTrip(IReadOnlyList<NodeConfiguration> nodes, bool withDefaults)
    {
        string text = ConfigurationWriter.Write(nodes, _folder.FullName, withDefaults);
        ConfigurationReport report = NodeConfigurationFile.CheckText(text, FilePath);
        Assert.True(report.IsValid, string.Join("\n", report.Problems) + "\n" + text);
        Assert.Equal(nodes.Count, report.Nodes.Count);
        foreach ((NodeConfiguration wanted, NodeConfiguration read) in nodes.Zip(report.Nodes))
        {
            Assert.All(
                ConfigurationDescription.Keys,
                key => Assert.True(ConfigurationKey.AreEqual(key.Get(wanted), key.Get(read)), $"{key.Path}: {text}"));
        }
    }
}
