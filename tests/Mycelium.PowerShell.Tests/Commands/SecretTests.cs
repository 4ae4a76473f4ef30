using System.Management.Automation;
using System.Text;
using Mycelium.PowerShell.Tests.Hosting;
using Xunit;
using Shell = System.Management.Automation.PowerShell;

namespace Mycelium.PowerShell.Tests.Commands;

/// <summary>Looks for the secret key, in every form that a text can have it, in everything that the module gives.</summary>
public sealed class SecretTests : IDisposable
{
    // Uses every cmdlet that meets an identity, and lets some of them fail. What is formatted goes the way of a console.
    private const string Script = """
        $VerbosePreference = $DebugPreference = $InformationPreference = 'Continue'
        $WarningPreference = 'Continue'
        New-MyceliumIdentity a.key -Verbose -Debug
        New-MyceliumIdentity a.key
        Get-MyceliumIdentity a.key -Verbose -Debug
        $beta = Start-MyceliumNode beta -Listen tcp://127.0.0.1:0 -Tunnel Userspace -NoDiscovery
        Start-MyceliumNode alpha -KeyPath a.key -Peer $beta.Listen -Listen tcp://127.0.0.1:0 -Tunnel Userspace -NoDiscovery -Verbose -Debug
        Start-MyceliumNode alpha -KeyPath a.key -Listen tcp://127.0.0.1:0 -Tunnel Userspace -NoDiscovery
        Start-MyceliumNode gamma -KeyPath a.key -Listen tcp://203.0.113.7:1 -Tunnel Userspace -NoDiscovery
        Wait-MyceliumRoute $beta.Address -Node alpha -Verbose -Debug
        Test-MyceliumConnection $beta.Address -Node alpha -Count 1 -Verbose -Debug
        Get-MyceliumNode; Get-MyceliumPeer; Get-MyceliumRoute; Get-MyceliumStatistic
        Add-MyceliumPeer tcp://127.0.0.1:1 -Node alpha -Verbose -Debug
        Restart-MyceliumNode alpha -PassThru -Verbose -Debug
        Restart-MyceliumNode beta -PassThru -Verbose -Debug
        Get-MyceliumNode | Get-MyceliumEvent
        $passphrase = [Net.NetworkCredential]::new('', 'correct horse').SecurePassword
        Export-MyceliumIdentity a.key -Destination a.identity -Passphrase $passphrase -PassThru -Verbose -Debug
        Import-MyceliumIdentity a.identity -Destination b.key -Passphrase $passphrase -Verbose -Debug
        Import-MyceliumIdentity a.identity -Destination c.key -Verbose -Debug
        Get-MyceliumConfiguration | Export-MyceliumConfiguration nodes.yaml -PassThru -Verbose -Debug
        [IO.File]::ReadAllText("$PWD/nodes.yaml")
        Get-Item -LiteralPath (Join-Path (Get-Location) a.key)
        Stop-MyceliumNode alpha -Verbose -Debug
        Get-MyceliumIdentity damaged.key -Verbose -Debug
        Get-MyceliumIdentity open.key -Verbose -Debug
        Start-MyceliumNode delta -KeyPath open.key -Verbose -Debug
        $Error
        """;

    private readonly ModuleSession _session = new();

    public void Dispose() => _session.Dispose();

    [Fact]
    public void No_secret_is_in_any_output_object_error_or_message()
    {
        string path = Path.Combine(_session.Folder, "a.key");
        var collected = new StringBuilder();
        using (Shell prepare = _session.CreateShell("New-MyceliumIdentity a.key; New-MyceliumIdentity made.key")) { Collect(prepare, collected); }

        byte[] secret = File.ReadAllBytes(path);
        WriteVariant("damaged.key", [.. secret, 0]);
        WriteVariant("open.key", secret);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(Path.Combine(_session.Folder, "open.key"), UnixFileMode.UserRead | UnixFileMode.OtherRead);
        }

        using Shell shell = _session.CreateShell(Script);
        Collect(shell, collected);

        string all = collected.ToString();
        Assert.Contains("alpha", all, StringComparison.Ordinal);
        Assert.Contains("KeyFileWrongSize", all, StringComparison.Ordinal);
        Assert.All(Forms(secret), form => Assert.DoesNotContain(form, all, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public void The_search_finds_a_secret_that_is_there()
    {
        byte[] secret = [.. Enumerable.Range(100, 32).Select(i => (byte)i)];
        var collected = new StringBuilder();
        using Shell shell = _session.CreateShell($"[pscustomobject]@{{ Inner = @{{ Key = [byte[]] ({string.Join(',', secret)}) }} }}");
        Collect(shell, collected);

        Assert.Contains(Forms(secret), form => collected.ToString().Contains(form, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public void A_key_file_is_for_its_owner_only_however_it_came_to_be()
    {
        if (OperatingSystem.IsWindows()) { return; }

        _ = _session.Run("New-MyceliumIdentity a.key; New-MyceliumIdentity b.key; New-MyceliumIdentity b.key -Force").Objects;
        _ = _session.Run($"Start-MyceliumNode alpha -KeyPath sub/c.key {ModuleSession.Listening}").Objects;

        foreach (string name in new[] { "a.key", "b.key", "sub/c.key" })
        {
            Assert.Equal(
                UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(_session.Folder, name)));
        }
    }

    private static IEnumerable<string> Forms(byte[] secret)
    {
        byte[] reversed = [.. secret.Reverse()];
        foreach (byte[] bytes in new[] { secret, reversed })
        {
            yield return Convert.ToHexString(bytes);
            yield return BitConverter.ToString(bytes);
            yield return string.Join(' ', bytes);
            yield return string.Join(',', bytes);
            yield return Convert.ToBase64String(bytes)[..40];
            yield return Convert.ToHexString(bytes)[..24];
        }
    }

    // Objects are taken apart to their last property; every stream is read.
    private static void Collect(Shell shell, StringBuilder target)
    {
        var output = new PSDataCollection<PSObject>();
        try
        {
            shell.Invoke(null, output);
        }
        catch (RuntimeException exception)
        {
            target.AppendLine(exception.ToString());
        }

        foreach (PSObject item in output) { target.AppendLine(PSSerializer.Serialize(item, 5)).AppendLine(item?.ToString()); }

        foreach (ErrorRecord error in shell.Streams.Error)
        {
            target.AppendLine(error.ToString()).AppendLine(error.Exception.ToString()).AppendLine(error.FullyQualifiedErrorId);
            target.AppendLine(error.TargetObject?.ToString()).AppendLine(error.ErrorDetails?.ToString());
        }

        foreach (object record in Records(shell)) { target.AppendLine(record.ToString()); }
    }

    private static IEnumerable<object> Records(Shell shell) =>
        [.. shell.Streams.Verbose, .. shell.Streams.Debug, .. shell.Streams.Warning, .. shell.Streams.Information, .. shell.Streams.Progress];

    private void WriteVariant(string name, byte[] bytes)
    {
        string path = Path.Combine(_session.Folder, name);
        File.WriteAllBytes(path, bytes);
        if (!OperatingSystem.IsWindows()) { File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite); }
    }
}
