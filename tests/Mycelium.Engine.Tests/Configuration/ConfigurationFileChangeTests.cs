using System.Globalization;
using Mycelium.Engine.Configuration;
using Mycelium.Engine.Errors;
using Xunit;

namespace Mycelium.Engine.Tests.Configuration;

/// <summary>Changes of one file at the same time, and of files that may not be changed.</summary>
public sealed class ConfigurationFileChangeTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mycelium-");

    private string FilePath => Path.Combine(_folder.FullName, "node.yaml");

    public void Dispose()
    {
        Protect(isReadOnly: false);
        _folder.Delete(recursive: true);
    }

    [Fact]
    public void What_another_program_writes_between_reading_and_writing_is_not_lost()
    {
        File.WriteAllText(FilePath, "peers: [\"tcp://192.0.2.1:1\"]\n");
        var seen = new List<int>();

        NodeConfiguration changed = ConfigurationEditor.ChangeFile(FilePath, null, now =>
        {
            seen.Add(now.Peers.Count);
            if (seen.Count == 1) { File.WriteAllText(FilePath, "peers: [\"tcp://192.0.2.1:1\", \"tcp://192.0.2.2:1\"]\n"); }

            return [new ConfigurationChange("peers", now.Peers.Append("tcp://192.0.2.3:1").ToArray())];
        });

        Assert.Equal([1, 2], seen);
        Assert.Equal(["tcp://192.0.2.1:1", "tcp://192.0.2.2:1", "tcp://192.0.2.3:1"], changed.Peers);
        Assert.Equal(changed.Peers, NodeConfigurationFile.Load(FilePath).Peers);
        Assert.Equal(FilePath, Assert.Single(_folder.GetFiles()).FullName);
    }

    [Fact]
    public void A_file_that_is_changed_each_time_is_an_error_in_the_end()
    {
        File.WriteAllText(FilePath, "name: a\n");
        int times = 0;

        MyceliumException error = Assert.Throws<MyceliumException>(() => ConfigurationEditor.ChangeFile(FilePath, null, _ =>
        {
            File.WriteAllText(FilePath, string.Create(CultureInfo.InvariantCulture, $"name: a # {++times}\n"));
            return [new ConfigurationChange("tunnel.mtu", 1300)];
        }));

        Assert.Equal(MyceliumErrorId.ConfigurationInaccessible, error.ErrorId);
        Assert.Equal($"name: a # {times}\n", File.ReadAllText(FilePath));
        Assert.Single(_folder.GetFiles());
    }

    [Fact]
    public void Changes_by_many_threads_come_one_after_the_other_and_none_is_lost()
    {
        const int Count = 20;
        File.WriteAllText(FilePath, "nodes:\n" + string.Concat(Enumerable.Range(0, Count).Select(i => $"  - name: n{i}\n")));
        string link = Path.Combine(_folder.FullName, "link.yaml");
        if (!OperatingSystem.IsWindows()) { File.CreateSymbolicLink(link, FilePath); }

        int decisions = 0;
        using var start = new Barrier(Count);
        Thread[] threads =
        [
            .. Enumerable.Range(0, Count).Select(i => new Thread(() =>
            {
                start.SignalAndWait();
                ConfigurationEditor.ChangeFile(i % 2 == 0 && File.Exists(link) ? link : FilePath, $"n{i}", _ =>
                {
                    Interlocked.Increment(ref decisions);
                    return [new ConfigurationChange("tunnel.mtu", 1300 + i)];
                });
            })),
        ];
        foreach (Thread thread in threads) { thread.Start(); }

        foreach (Thread thread in threads) { thread.Join(); }

        Assert.Equal(Enumerable.Range(1300, Count), NodeConfigurationFile.LoadAll(FilePath).Select(node => node.Mtu));
        Assert.Equal(Count, decisions);
    }

    [Fact]
    public void The_only_node_of_a_file_is_meant_by_another_name_only_if_that_is_said()
    {
        File.WriteAllText(FilePath, "name: a\n");
        ConfigurationChange[] changes = [new("tunnel.mtu", 1300)];

        Assert.Equal(
            MyceliumErrorId.ConfigurationNodeNotFound,
            Assert.Throws<MyceliumException>(() => ConfigurationEditor.ChangeFile(FilePath, "b", changes)).ErrorId);
        Assert.Equal("name: a\n", File.ReadAllText(FilePath));

        NodeConfiguration node = ConfigurationEditor.ChangeFile(FilePath, "b", changes, isOnlyNodeMeant: true);
        Assert.Equal(("a", 1300), (node.Name, node.Mtu));
    }

    [Fact]
    public void A_file_that_is_read_only_is_not_replaced_by_a_change_but_by_writing_over_it()
    {
        File.WriteAllText(FilePath, "name: a\n");
        Protect(isReadOnly: true);

        Action[] refused =
        [
            () => ConfigurationEditor.ChangeFile(FilePath, null, [new ConfigurationChange("name", "b")]),
            () => ConfigurationFileWriter.RequireWritable(FilePath),
        ];
        Assert.All(refused, work =>
        {
            MyceliumException error = Assert.Throws<MyceliumException>(work);
            Assert.Equal(MyceliumErrorId.ConfigurationInaccessible, error.ErrorId);
            Assert.Contains("It is read-only", error.Message, StringComparison.Ordinal);
        });
        Assert.Equal("name: a\n", File.ReadAllText(FilePath));
        Assert.Equal("a", ConfigurationEditor.ChangeFile(FilePath, null, []).Name);
        Assert.Single(_folder.GetFiles());

        if (OperatingSystem.IsWindows()) { return; }

        ConfigurationFileWriter.Save(FilePath, [NodeConfiguration.Default], overwrite: true);
        Assert.Equal("mycelium", NodeConfigurationFile.Load(FilePath).Name);
    }

    private void Protect(bool isReadOnly)
    {
        if (File.Exists(FilePath)) { new FileInfo(FilePath).IsReadOnly = isReadOnly; }
    }
}
