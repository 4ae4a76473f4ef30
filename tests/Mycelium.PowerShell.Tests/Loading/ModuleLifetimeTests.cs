using System.Globalization;
using System.Management.Automation.Runspaces;
using Mycelium.PowerShell.Tests.Hosting;
using Xunit;

namespace Mycelium.PowerShell.Tests.Loading;

public sealed class ModuleLifetimeTests
{
    [Fact]
    public void Importing_starts_nothing()
    {
        using var session = new ModuleSession();

        Assert.Empty(session.Run("Get-MyceliumNode").Objects);
    }

    [Fact]
    public void Removing_the_module_stops_all_nodes()
    {
        using var session = new ModuleSession();
        session.StartPair();

        _ = session.Run($"Remove-Module Mycelium; Import-Module '{TestPaths.Manifest}'").Objects;

        Assert.Empty(session.Run("Get-MyceliumNode").Objects);
        Assert.Equal("alpha", session.Run($"Start-MyceliumNode alpha {ModuleSession.Listening}").Single.ToString());
    }

    [Theory]
    [InlineData("Remove-Module Mycelium")]
    [InlineData("Import-Module '{0}' -Force")]
    public void The_user_is_told_which_nodes_a_removal_stops(string removal)
    {
        using var session = new ModuleSession();
        session.StartPair();

        string[] told = session.Run(
            $$"""
            function Write-Warning($text) { $global:told += @($text) }
            {{string.Format(CultureInfo.InvariantCulture, removal, TestPaths.Manifest)}}
            Remove-Module Mycelium -ErrorAction Ignore
            $told
            """).Texts;

        Assert.Equal(["The module Mycelium is removed, so its nodes are stopped: 'alpha', 'beta'."], told);
    }

    [Fact]
    public void A_removal_that_the_user_forbids_by_his_warnings_leaves_everything_as_it_is()
    {
        using var session = new ModuleSession();
        session.StartPair();

        Assert.NotEmpty(session.Run("function Write-Warning { throw 'no' }; Remove-Module Mycelium").Errors);

        Assert.Equal(["Running", "Running"], session.Run("(Get-MyceliumNode).State").Texts);
    }

    [Fact]
    public void A_second_import_leaves_the_nodes_alone()
    {
        using var session = new ModuleSession();
        _ = session.Run($"Start-MyceliumNode alpha {ModuleSession.Listening}").Objects;

        _ = session.Run($"Import-Module '{TestPaths.Manifest}'").Objects;

        Assert.Equal("alpha", session.Run("Get-MyceliumNode").Single.ToString());
    }

    [Fact]
    public void A_constrained_language_can_use_the_cmdlets()
    {
        using var session = new ModuleSession();
        session.StartPair();

        string[] texts = session.Run("""
            $ExecutionContext.SessionState.LanguageMode = 'ConstrainedLanguage'
            (Get-MyceliumPeer -Node alpha | Where-Object State -eq Alive).Endpoint -contains $beta.Listen[0]
            Test-MyceliumConnection $beta.Address -Node alpha -Count 1 -Quiet
            Get-MyceliumNode | Stop-MyceliumNode
            """).Texts;

        Assert.Equal(["True", "True"], texts);
    }

    [Fact]
    public void A_port_is_free_again_after_the_module_was_removed()
    {
        using var session = new ModuleSession();
        string start = $"(Start-MyceliumNode alpha -Listen {ModuleSession.QuietListener} {ModuleSession.Quiet}).Listen";
        string endpoint = session.Run(start).Single.ToString()!;

        _ = session.Run($"Remove-Module Mycelium; Import-Module '{TestPaths.Manifest}'").Objects;

        Assert.Equal(endpoint, session.Run($"(Start-MyceliumNode beta -Listen {endpoint} {ModuleSession.Quiet}).Listen").Single.ToString());
    }

    [Fact]
    public void Another_runspace_sees_the_nodes_and_its_end_leaves_them_alone()
    {
        using var session = new ModuleSession();
        _ = session.Run($"Start-MyceliumNode alpha {ModuleSession.Listening}").Objects;

        string[] seen = session.Run(
            $"1..2 | ForEach-Object -Parallel {{ Import-Module '{TestPaths.Manifest}'; (Get-MyceliumNode).Name }}").Texts;

        Assert.Equal(["alpha", "alpha"], seen);
        Assert.Equal("alpha", session.Run("Get-MyceliumNode").Single.ToString());
    }

    [Fact]
    public void The_end_of_a_runspace_leaves_its_nodes_alone()
    {
        using var session = new ModuleSession();
        using (Runspace runspace = RunspaceFactory.CreateRunspace(InitialSessionState.CreateDefault2()))
        {
            runspace.Open();
            using var shell = System.Management.Automation.PowerShell.Create(runspace);
            shell.AddScript($"Import-Module '{TestPaths.Manifest}'; Start-MyceliumNode alpha {ModuleSession.Listening}").Invoke();
        }

        Assert.Equal("Running", session.Run("(Get-MyceliumNode alpha).State").Single.ToString());
    }
}
