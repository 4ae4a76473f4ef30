using System.Diagnostics;
using Mycelium.Engine.Errors;
using Mycelium.Engine.Identity;
using Xunit;

namespace Mycelium.Engine.Tests.Identity;

public sealed class KeyFileTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mycelium-key-");

    private string KeyPath => Path.Combine(_folder.FullName, "node.key");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void A_saved_key_is_32_raw_bytes_for_its_owner_only_and_loads_again()
    {
        using NodeIdentity identity = NodeIdentity.Create();

        KeyFile.Save(KeyPath, identity);

        using NodeIdentity loaded = KeyFile.Load(KeyPath);
        Assert.Equal(identity.PublicKey, loaded.PublicKey);
        Assert.Equal(32, new FileInfo(KeyPath).Length);
        Assert.Equal([KeyPath], Directory.GetFiles(_folder.FullName));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(KeyPath));
        }
    }

    [Fact]
    public void The_bytes_in_the_file_are_the_secret_key_as_the_reference_stores_it()
    {
        byte[] secret = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];
        WriteFile(secret, 0x1a0); // 0640, as the reference makes it

        using NodeIdentity identity = KeyFile.Load(KeyPath);

        Assert.Equal("430:9364:d8d8:84a9:dd60:de78:c767:d361", identity.Address.ToString());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(31)]
    [InlineData(33)]
    [InlineData(64)]
    public void A_file_of_another_size_is_refused(int size)
    {
        WriteFile(new byte[size], 0x180);

        MyceliumException error = Assert.Throws<MyceliumException>(() => KeyFile.Load(KeyPath));

        Assert.Equal(MyceliumErrorId.KeyFileWrongSize, error.ErrorId);
        Assert.Contains(KeyPath, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0x184)] // 0604
    [InlineData(0x1a4)] // 0644
    [InlineData(0x190)] // 0620
    [InlineData(0x182)] // 0602
    public void A_file_open_to_others_is_refused(int mode)
    {
        if (OperatingSystem.IsWindows()) { return; }

        WriteFile(new byte[32], mode);

        MyceliumException error = Assert.Throws<MyceliumException>(() => KeyFile.Load(KeyPath));

        Assert.Equal(MyceliumErrorId.KeyFilePermissions, error.ErrorId);
        Assert.Contains("chmod 600", error.RecommendedAction, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_pipe_is_refused_at_once_also_behind_a_link(bool isLink)
    {
        if (OperatingSystem.IsWindows()) { return; }

        string pipe = Path.Combine(_folder.FullName, "pipe");
        using (Process made = Process.Start("mkfifo", ["-m", "600", pipe])) { await made.WaitForExitAsync(); }

        if (isLink)
        {
            File.CreateSymbolicLink(KeyPath, pipe);
        }
        else
        {
            File.Move(pipe, KeyPath);
        }

        // On a thread of its own, which is left behind if it waits for ever.
        Task<NodeIdentity> load = Task.Factory.StartNew(
            () => KeyFile.Load(KeyPath), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        MyceliumException error = await Assert.ThrowsAsync<MyceliumException>(() => load.WaitAsync(TimeSpan.FromSeconds(10)));

        Assert.Equal(MyceliumErrorId.KeyFileWrongSize, error.ErrorId);
    }

    [Fact]
    public void A_link_to_a_key_file_is_followed()
    {
        if (OperatingSystem.IsWindows()) { return; }

        using NodeIdentity identity = NodeIdentity.Create();
        string target = Path.Combine(_folder.FullName, "target");
        KeyFile.Save(target, identity);
        File.CreateSymbolicLink(KeyPath, target);

        using NodeIdentity loaded = KeyFile.Load(KeyPath);

        Assert.Equal(identity.PublicKey, loaded.PublicKey);
    }

    [Fact]
    public void A_missing_file_is_named()
    {
        MyceliumException error = Assert.Throws<MyceliumException>(() => KeyFile.Load(KeyPath));

        Assert.Equal(MyceliumErrorId.KeyFileNotFound, error.ErrorId);
    }

    [Fact]
    public void An_existing_file_is_replaced_only_on_request()
    {
        using NodeIdentity first = NodeIdentity.Create();
        using NodeIdentity second = NodeIdentity.Create();
        KeyFile.Save(KeyPath, first);

        MyceliumException error = Assert.Throws<MyceliumException>(() => KeyFile.Save(KeyPath, second));
        using (NodeIdentity kept = KeyFile.Load(KeyPath)) { Assert.Equal(first.PublicKey, kept.PublicKey); }

        KeyFile.Save(KeyPath, second, overwrite: true);

        using NodeIdentity replaced = KeyFile.Load(KeyPath);
        Assert.Equal(MyceliumErrorId.KeyFileExists, error.ErrorId);
        Assert.Equal(second.PublicKey, replaced.PublicKey);
        Assert.Single(Directory.GetFiles(_folder.FullName));
    }

    [Fact]
    public void A_missing_folder_is_an_error_of_Save_and_made_by_LoadOrCreate()
    {
        string deep = Path.Combine(_folder.FullName, "a", "b", "node.key");
        using NodeIdentity identity = NodeIdentity.Create();

        MyceliumException error = Assert.Throws<MyceliumException>(() => KeyFile.Save(deep, identity));
        using NodeIdentity made = KeyFile.LoadOrCreate(deep);
        using NodeIdentity again = KeyFile.LoadOrCreate(deep);

        Assert.Equal(MyceliumErrorId.KeyFileInaccessible, error.ErrorId);
        Assert.Equal(made.PublicKey, again.PublicKey);
    }

    [Fact]
    public void The_default_path_ends_as_the_reference_has_it() =>
        Assert.EndsWith("priv_key.bin", KeyFile.DefaultPath, StringComparison.Ordinal);

    private void WriteFile(byte[] content, int mode)
    {
        File.WriteAllBytes(KeyPath, content);
        if (!OperatingSystem.IsWindows()) { File.SetUnixFileMode(KeyPath, (UnixFileMode)mode); }
    }
}
