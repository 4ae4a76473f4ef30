using System.Management.Automation;
using System.Net;
using Mycelium.PowerShell.Tests.Hosting;
using Xunit;

namespace Mycelium.PowerShell.Tests.Commands;

public sealed class IdentityCommandTests : IDisposable
{
    private readonly ModuleSession _session = new();

    [Fact]
    public void A_new_identity_is_saved_and_can_be_read_again()
    {
        PSObject made = _session.Run("New-MyceliumIdentity a.key").Single;
        PSObject read = _session.Run("Get-MyceliumIdentity a.key").Single;

        string path = Path.Combine(_session.Folder, "a.key");
        Assert.Equal(32, new FileInfo(path).Length);
        Assert.Equal(path, made.Properties["Path"].Value);
        Assert.Equal(made.BaseObject, read.BaseObject);
        Assert.StartsWith(read.Text("Address").Split(':')[0], read.Text("Subnet"), StringComparison.Ordinal);
    }

    [Fact]
    public void The_secret_is_not_part_of_the_result()
    {
        PSObject made = _session.Run("New-MyceliumIdentity a.key").Single;

        string secret = Convert.ToHexStringLower(File.ReadAllBytes(Path.Combine(_session.Folder, "a.key")));
        string[] names = [.. made.Properties.Select(property => property.Name).Order(StringComparer.Ordinal)];
        Assert.Equal(["Address", "Path", "PublicKey", "Subnet"], names);
        Assert.All(names, name => Assert.DoesNotContain(secret, made.Text(name), StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public void A_file_that_exists_is_replaced_with_force_only()
    {
        string first = Address(_session.Run("New-MyceliumIdentity a.key").Single);

        Assert.Equal(["KeyFileExists"], _session.Run("New-MyceliumIdentity a.key").ErrorIds);
        Assert.Equal(first, Address(_session.Run("Get-MyceliumIdentity a.key").Single));
        Assert.NotEqual(first, Address(_session.Run("New-MyceliumIdentity a.key -Force").Single));
    }

    [Fact]
    public void WhatIf_writes_no_file()
    {
        Assert.Empty(_session.Run("New-MyceliumIdentity a.key -WhatIf").Objects);

        Assert.Empty(Directory.GetFiles(_session.Folder));
    }

    [Fact]
    public void Paths_come_from_the_pipeline_and_one_bad_one_does_not_stop_the_others()
    {
        SessionResult result = _session.Run("'a.key', 'a.key/b.key', 'c.key' | New-MyceliumIdentity | Get-MyceliumIdentity");

        Assert.Equal(2, result.Output.Count);
        Assert.Equal(["KeyFileInaccessible"], result.ErrorIds);
    }

    [Theory]
    [InlineData("New-MyceliumIdentity new/folder/x.key")]
    [InlineData("Import-MyceliumIdentity old.key new/folder/x.key")]
    [InlineData("Start-MyceliumNode alpha -KeyPath new/folder/x.key -NoListen " + ModuleSession.Quiet)]
    public void A_missing_folder_is_made_for_its_owner_only(string command)
    {
        _ = _session.Run("New-MyceliumIdentity old.key").Objects;

        _ = _session.Run(command).Objects;

        string folder = Path.Combine(_session.Folder, "new", "folder");
        Assert.True(File.Exists(Path.Combine(folder, "x.key")));
        if (!OperatingSystem.IsWindows())
        {
            const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
            Assert.Equal(Owner, File.GetUnixFileMode(folder));
        }
    }

    [Theory]
    [InlineData("New-MyceliumIdentity old.key")]
    [InlineData("Import-MyceliumIdentity other.key old.key")]
    public void What_exists_is_refused_with_a_word_on_Force(string command)
    {
        _ = _session.Run("New-MyceliumIdentity old.key, other.key").Objects;

        ErrorRecord error = Assert.Single(_session.Run(command).Errors);

        Assert.Contains("only -Force replaces it", error.Exception.Message, StringComparison.Ordinal);
        Assert.Contains("-Force", error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
    }

    // Elsewhere the place is the system's and can't be moved; a test does not touch the user's own key.
    [SkippableFact]
    public void Without_a_path_the_file_is_the_user_s_own()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "Only Linux lets a process choose its data folder.");
        string? before = Environment.GetEnvironmentVariable("XDG_DATA_HOME");
        try
        {
            Environment.SetEnvironmentVariable("XDG_DATA_HOME", _session.Folder);

            Assert.Equal(["KeyFileNotFound"], _session.Run("Get-MyceliumIdentity").ErrorIds);
            PSObject made = _session.Run("New-MyceliumIdentity").Single;

            Assert.Equal(Path.Combine(_session.Folder, "mycelium", "priv_key.bin"), made.Text("Path"));
            Assert.Equal(made.BaseObject, _session.Run("Get-MyceliumIdentity").Single.BaseObject);
            Assert.Equal(["KeyFileExists"], _session.Run("New-MyceliumIdentity").ErrorIds);
            Assert.NotEqual(made.Text("Address"), _session.Run("New-MyceliumIdentity -Force").Single.Text("Address"));
        }
        finally
        {
            Environment.SetEnvironmentVariable("XDG_DATA_HOME", before);
        }
    }

    [Fact]
    public void A_file_of_a_wrong_size_is_refused()
    {
        File.WriteAllText(Path.Combine(_session.Folder, "a.key"), "not a key");
        if (!OperatingSystem.IsWindows()) { File.SetUnixFileMode(Path.Combine(_session.Folder, "a.key"), UnixFileMode.UserRead); }

        Assert.Equal(["KeyFileWrongSize"], _session.Run("Get-MyceliumIdentity a.key").ErrorIds);
    }

    [Fact]
    public void A_public_key_becomes_its_address()
    {
        PSObject made = _session.Run("New-MyceliumIdentity a.key").Single;

        object byValue = _session.Run($"ConvertTo-MyceliumAddress {made.Properties["PublicKey"].Value}").Single.BaseObject;
        object byProperty = _session.Run("Get-MyceliumIdentity a.key | ConvertTo-MyceliumAddress").Single.BaseObject;

        Assert.IsType<IPAddress>(byValue);
        Assert.Equal(made.Properties["Address"].Value, byValue);
        Assert.Equal(byValue, byProperty);
    }

    [Fact]
    public void A_text_that_is_no_key_is_an_error_of_its_own()
    {
        SessionResult result = _session.Run(
            "'8520', '8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a' | ConvertTo-MyceliumAddress");

        Assert.Equal(["InvalidPublicKey"], result.ErrorIds);
        Assert.Equal("8520", Assert.Single(result.Errors).TargetObject);
        Assert.StartsWith("5", Assert.Single(result.Output).ToString(), StringComparison.Ordinal);
    }

    public void Dispose() => _session.Dispose();

    private static string Address(PSObject identity) => identity.Properties["Address"].Value.ToString()!;
}
