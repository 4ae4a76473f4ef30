using Mycelium.Engine.Errors;
using Mycelium.Engine.Identity;
using Xunit;

namespace Mycelium.Engine.Tests.Identity;

public sealed class ProtectedKeyFileTests : IDisposable
{
    // The least that is allowed, since these tests look at the format and not at how long a guess takes.
    private static readonly ProtectedKeyHeader Fast = new(MemoryKibibytes: 8 * 1024, Passes: 1);
    private static readonly byte[] Passphrase = [.. "correct horse"u8];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mycelium-protected-");
    private readonly NodeIdentity _identity = NodeIdentity.FromSecretKey([.. Enumerable.Range(0, 32).Select(i => (byte)i)]);

    private string FilePath => Path.Combine(_folder.FullName, "node.identity");

    public void Dispose()
    {
        _identity.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public void A_saved_identity_is_for_its_owner_only_and_opens_with_the_passphrase()
    {
        ProtectedKeyFile.Save(FilePath, _identity, Passphrase);

        using NodeIdentity loaded = ProtectedKeyFile.Load(FilePath, Passphrase);
        Assert.Equal(_identity.PublicKey, loaded.PublicKey);
        Assert.True(ProtectedKeyFile.IsProtected(FilePath));
        Assert.Equal([FilePath], Directory.GetFiles(_folder.FullName));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(FilePath));
        }
    }

    [Fact]
    public void The_recommended_cost_is_that_of_RFC_9106()
    {
        ProtectedKeyFile.Save(FilePath, _identity, Passphrase);

        Assert.True(ProtectedKeyHeader.TryRead(File.ReadAllBytes(FilePath), out ProtectedKeyHeader header, out _));
        Assert.Equal(new ProtectedKeyHeader(64 * 1024, 3), header);
    }

    [Fact]
    public void The_file_is_laid_out_as_it_is_documented()
    {
        byte[] file = ProtectedKeyFile.Protect(_identity, Passphrase, Fast);

        Assert.Equal(144, file.Length);
        Assert.Equal([.. "MYCIDENT"u8, 1, 1, 1, 0, 0, 8, 0, 1], file[..16]);
        Assert.Equal(_identity.PublicKey.ToString(), Convert.ToHexStringLower(file[64..96]));
        Assert.DoesNotContain(Convert.ToHexString([0, 1, 2, 3, 4, 5, 6, 7]), Convert.ToHexString(file), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_was_written_once_can_be_read_by_every_later_version()
    {
        byte[] file = Convert.FromHexString(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "vectors", "protected-identity-1.hex")).Trim());

        using NodeIdentity identity = ProtectedKeyFile.Open(file, Passphrase, "vector");

        Assert.Equal(_identity.PublicKey, identity.PublicKey);
    }

    [Fact]
    public void Two_files_of_one_identity_have_nothing_random_in_common()
    {
        byte[] first = ProtectedKeyFile.Protect(_identity, Passphrase, Fast);
        byte[] second = ProtectedKeyFile.Protect(_identity, Passphrase, Fast);

        Assert.NotEqual(first[ProtectedKeyHeader.Salt], second[ProtectedKeyHeader.Salt]);
        Assert.NotEqual(first[ProtectedKeyHeader.Nonce], second[ProtectedKeyHeader.Nonce]);
        Assert.NotEqual(first[96..], second[96..]);
    }

    [Fact]
    public void Another_passphrase_opens_nothing() => Assert.Equal(
        MyceliumErrorId.PassphraseWrong, ErrorOf(ProtectedKeyFile.Protect(_identity, Passphrase, Fast), "correct horsf"u8.ToArray()));

    // Of the header: the public key and the nonce, which nothing but the seal protects. Behind it: key and tag.
    [Theory]
    [InlineData(20)]
    [InlineData(40)]
    [InlineData(64)]
    [InlineData(95)]
    [InlineData(96)]
    [InlineData(127)]
    [InlineData(143)]
    public void A_changed_byte_is_noticed(int index)
    {
        byte[] file = ProtectedKeyFile.Protect(_identity, Passphrase, Fast);
        file[index] ^= 1;

        Assert.Equal(MyceliumErrorId.PassphraseWrong, ErrorOf(file, Passphrase));
    }

    [Theory]
    [InlineData(0, 'm')]
    [InlineData(8, 2)]
    [InlineData(9, 0)]
    [InlineData(10, 2)]
    [InlineData(11, 1)]
    [InlineData(12, 255)]
    [InlineData(13, 7)]
    [InlineData(14, 1)]
    [InlineData(15, 0)]
    [InlineData(15, 17)]
    [InlineData(60, 1)]
    public void A_header_that_is_not_known_or_asks_for_too_much_is_refused_before_anything_is_computed(int index, int value)
    {
        byte[] file = ProtectedKeyFile.Protect(_identity, Passphrase, Fast);
        file[index] = (byte)value;

        Assert.Equal(MyceliumErrorId.ProtectedKeyInvalid, ErrorOf(file, Passphrase));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(32)]
    [InlineData(143)]
    [InlineData(145)]
    public void A_file_of_another_size_is_refused(int size)
    {
        byte[] file = new byte[size];
        ProtectedKeyFile.Protect(_identity, Passphrase, Fast).AsSpan(0, Math.Min(size, 144)).CopyTo(file);

        Assert.Equal(MyceliumErrorId.ProtectedKeyInvalid, ErrorOf(file, Passphrase));
    }

    [Fact]
    public void An_empty_passphrase_is_refused()
    {
        MyceliumException error = Assert.Throws<MyceliumException>(() => ProtectedKeyFile.Save(FilePath, _identity, []));

        Assert.Equal(MyceliumErrorId.PassphraseRequired, error.ErrorId);
        Assert.False(File.Exists(FilePath));
        Assert.Equal(MyceliumErrorId.PassphraseRequired, ErrorOf(ProtectedKeyFile.Protect(_identity, Passphrase, Fast), []));
    }

    [Fact]
    public void A_plain_key_file_is_not_protected_and_a_missing_one_is_named()
    {
        KeyFile.Save(FilePath, _identity);

        Assert.False(ProtectedKeyFile.IsProtected(FilePath));
        Assert.Equal(
            MyceliumErrorId.KeyFileNotFound,
            Assert.Throws<MyceliumException>(() => ProtectedKeyFile.IsProtected(FilePath + "x")).ErrorId);
    }

    private static MyceliumErrorId ErrorOf(byte[] file, byte[] passphrase) =>
        Assert.Throws<MyceliumException>(() => ProtectedKeyFile.Open(file, passphrase, "file")).ErrorId;
}
