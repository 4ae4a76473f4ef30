using System.Management.Automation;
using Mycelium.PowerShell.Tests.Hosting;
using Xunit;

namespace Mycelium.PowerShell.Tests.Commands;

public sealed class IdentityTransferTests : IDisposable
{
    private readonly ModuleSession _session = new();
    private readonly PSObject _identity;

    public IdentityTransferTests() => _identity = _session.Run("""
        $right = [Net.NetworkCredential]::new('', 'correct horse').SecurePassword
        $wrong = [Net.NetworkCredential]::new('', 'correct horsf').SecurePassword
        New-MyceliumIdentity a.key
        """).Single;

    [Fact]
    public void An_exported_identity_comes_back_with_its_passphrase_only()
    {
        Assert.Empty(_session.Run("Export-MyceliumIdentity a.key a.identity -Passphrase $right").Objects);

        Assert.Equal(["PassphraseWrong"], _session.Run("Import-MyceliumIdentity a.identity b.key -Passphrase $wrong").ErrorIds);
        Assert.Equal(["PassphraseRequired"], _session.Run("Import-MyceliumIdentity a.identity b.key").ErrorIds);
        Assert.False(File.Exists(InFolder("b.key")));
        PSObject imported = _session.Run("Import-MyceliumIdentity a.identity b.key -Passphrase $right").Single;

        Assert.Equal(_identity.Text("PublicKey"), imported.Text("PublicKey"));
        Assert.Equal(File.ReadAllBytes(InFolder("a.key")), File.ReadAllBytes(InFolder("b.key")));
        Assert.NotEqual(32, new FileInfo(InFolder("a.identity")).Length);
    }

    [Theory]
    [InlineData("Export-MyceliumIdentity a.key ./a.key -Passphrase $right -Force -Confirm:$false")]
    [InlineData("Import-MyceliumIdentity a.key a.key -Force -Confirm:$false")]
    [InlineData("Import-MyceliumIdentity a.identity link.identity -Passphrase $right -Force -Confirm:$false")]
    public void A_copy_never_takes_the_place_of_its_original(string script)
    {
        _ = _session.Run("Export-MyceliumIdentity a.key a.identity -Passphrase $right").Objects;
        File.CreateSymbolicLink(InFolder("link.identity"), InFolder("a.identity"));
        byte[][] before = [File.ReadAllBytes(InFolder("a.key")), File.ReadAllBytes(InFolder("a.identity"))];

        Assert.Equal(["InvalidOption"], _session.Run(script).ErrorIds);

        Assert.Equal(before, [File.ReadAllBytes(InFolder("a.key")), File.ReadAllBytes(InFolder("a.identity"))]);
    }

    [Fact]
    public void A_protected_identity_is_not_taken_for_a_damaged_key_file()
    {
        _ = _session.Run("Export-MyceliumIdentity a.key a.identity -Passphrase $right").Objects;

        ErrorRecord error = Assert.Single(_session.Run("Get-MyceliumIdentity a.identity").Errors);

        Assert.Contains("protected identity", error.Exception.Message, StringComparison.Ordinal);
        Assert.Contains("Import-MyceliumIdentity", error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("New-MyceliumIdentity variable:k.key")]
    [InlineData("Get-MyceliumIdentity variable:k*")]
    [InlineData("Get-MyceliumConfiguration variable:k.yaml")]
    [InlineData("Start-MyceliumNode x -KeyPath variable:k.key -NoListen -Tunnel None -NoDiscovery")]
    public void A_path_that_is_not_of_the_file_system_is_refused(string script)
    {
        _ = _session.Run("$kk = 1").Objects;

        Assert.Equal(["InvalidOption"], _session.Run(script).ErrorIds);
        Assert.False(File.Exists("k.key"));
    }

    [Fact]
    public void Without_a_passphrase_the_copy_is_a_key_file()
    {
        PSObject exported = _session.Run("Export-MyceliumIdentity a.key b.key -PassThru").Single;

        Assert.Equal(InFolder("b.key"), exported.Text("Path"));
        Assert.Equal(_identity.Text("PublicKey"), _session.Run("Get-MyceliumIdentity b.key").Single.Text("PublicKey"));
        Assert.Equal(_identity.Text("PublicKey"), _session.Run("Import-MyceliumIdentity b.key c.key").Single.Text("PublicKey"));
    }

    [Fact]
    public void A_file_that_exists_is_replaced_with_force_only()
    {
        _ = _session.Run("New-MyceliumIdentity b.key").Objects;
        byte[] before = File.ReadAllBytes(InFolder("b.key"));

        Assert.Equal(["KeyFileExists"], _session.Run("Export-MyceliumIdentity a.key b.key").ErrorIds);
        Assert.Equal(["KeyFileExists"], _session.Run("Import-MyceliumIdentity a.key b.key").ErrorIds);
        Assert.Equal(before, File.ReadAllBytes(InFolder("b.key")));
        _ = _session.Run("Import-MyceliumIdentity a.key b.key -Force").Objects;
        Assert.Equal(File.ReadAllBytes(InFolder("a.key")), File.ReadAllBytes(InFolder("b.key")));
    }

    [Fact]
    public void WhatIf_writes_nothing()
    {
        _ = _session.Run("Export-MyceliumIdentity a.key b.key -WhatIf; Import-MyceliumIdentity a.key c.key -WhatIf").Objects;

        Assert.Equal([InFolder("a.key")], Directory.GetFiles(_session.Folder));
    }

    [Fact]
    public void What_is_no_identity_is_refused_and_the_others_go_on()
    {
        File.WriteAllText(InFolder("text.identity"), "MYCIDENT, but not really");

        SessionResult result = _session.Run("'text.identity', 'none.identity', 'a.key' | Import-MyceliumIdentity -Destination b.key");

        Assert.Equal(["ProtectedKeyInvalid", "KeyFileNotFound"], result.ErrorIds);
        Assert.Single(result.Output);
    }

    [Fact]
    public void Paths_bind_by_property_name()
    {
        _ = _session.Run("[pscustomobject]@{ Path = 'a.key'; Destination = 'b.key' } | Export-MyceliumIdentity").Objects;

        Assert.True(File.Exists(InFolder("b.key")));
    }

    public void Dispose() => _session.Dispose();

    private string InFolder(string name) => Path.Combine(_session.Folder, name);
}
