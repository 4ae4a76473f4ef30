using System.Management.Automation;
using System.Management.Automation.Host;
using System.Management.Automation.Runspaces;
using Shell = System.Management.Automation.PowerShell;

namespace Mycelium.PowerShell.Tests.Hosting;

/// <summary>A runspace that has imported the staged module, with a folder of its own as location. Stops all nodes at its end.</summary>
internal sealed class ModuleSession : IDisposable
{
    /// <summary>Options of a node that touches nothing but loopback.</summary>
    internal const string Quiet = "-Tunnel Userspace -NoDiscovery";

    /// <summary>Options of a node that others can connect to.</summary>
    internal const string Listening = "-Listen tcp://127.0.0.1:0 " + Quiet;

    /// <summary>A listener whose port stays free between two uses: programs take ports of 127.0.0.1.</summary>
    internal static string QuietListener { get; } = OperatingSystem.IsMacOS() ? "tcp://127.0.0.1:0" : "tcp://127.77.0.1:0";

    // Stands for the cmdlet of Microsoft.PowerShell.Utility, which the bare engine lacks.
    private const string ImportCsv = """
        function Import-Csv([string] $Path) {
            $rows = [IO.File]::ReadAllLines($ExecutionContext.SessionState.Path.GetUnresolvedProviderPathFromPSPath($Path))
            $names = $rows[0].Split(',')
            foreach ($row in $rows[1..($rows.Count - 1)]) {
                $cells = $row.Split(','); $item = [ordered]@{}
                for ($i = 0; $i -lt $names.Count; $i++) { $item[$names[$i]] = $cells[$i] }
                [pscustomobject] $item
            }
        }
        """;

    private static readonly TimeSpan CompletionLimit = TimeSpan.FromSeconds(30);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mycelium-");

    /// <summary>Opens the runspace.</summary>
    internal ModuleSession(PSHost? host = null)
    {
        Environment.SetEnvironmentVariable("POWERSHELL_TELEMETRY_OPTOUT", "1");
        InitialSessionState state = InitialSessionState.CreateDefault2();
        Runspace = host is null ? RunspaceFactory.CreateRunspace(state) : RunspaceFactory.CreateRunspace(host, state);
        Runspace.Open();
        Runspace.SessionStateProxy.Path.SetLocation(_folder.FullName);
        _ = Run($"Import-Module '{TestPaths.Manifest}'\n{ImportCsv}").Objects;
    }

    /// <summary>The runspace.</summary>
    internal Runspace Runspace { get; }

    /// <summary>The location of the session.</summary>
    internal string Folder => _folder.FullName;

    /// <summary>Runs a script to its end; a terminating error is one of the errors of the result.</summary>
    internal SessionResult Run(string script)
    {
        using Shell shell = CreateShell(script);
        var output = new PSDataCollection<PSObject>();
        var errors = new List<ErrorRecord>();
        try
        {
            shell.Invoke(null, output);
        }
        catch (RuntimeException exception)
        {
            errors.Add(exception.ErrorRecord);
        }

        return new SessionResult(
            [.. output],
            [.. shell.Streams.Error, .. errors],
            [.. shell.Streams.Warning.Select(record => record.Message)],
            [.. shell.Streams.Progress]);
    }

    /// <summary>Makes a shell that the caller starts and stops.</summary>
    internal Shell CreateShell(string script)
    {
        var shell = Shell.Create(Runspace);
        shell.AddScript(script);
        return shell;
    }

    /// <summary>What is offered at the end of a line for the value of a parameter. A completer gives up after a part of a second, which a loaded
    /// machine can take at the first time: so it is asked again.</summary>
    internal string[] Complete(string input)
    {
        long start = TimeProvider.System.GetTimestamp();
        string[] found;
        do { found = CompleteOnce(input); }
        while (found.Length == 0 && TimeProvider.System.GetElapsedTime(start) < CompletionLimit);
        return found;
    }

    /// <summary>As <see cref="Complete"/>, where nothing may be offered.</summary>
    internal string[] CompleteOnce(string input)
    {
        using Shell shell = Shell.Create(Runspace);
        return
        [
            .. CommandCompletion.CompleteInput(input, input.Length, null, shell).CompletionMatches
                .Where(match => match.ResultType == CompletionResultType.ParameterValue)
                .Select(match => match.CompletionText),
        ];
    }

    /// <summary>Starts nodes <c>alpha</c> and <c>beta</c>, and waits until they are connected and know each other.</summary>
    internal void StartPair() => _ = Run($"""
        $beta = Start-MyceliumNode beta {Listening}
        $alpha = Start-MyceliumNode alpha -Peer $beta.Listen {Listening}
        $null = Wait-MyceliumRoute $beta.Address -Node alpha
        $null = Wait-MyceliumRoute $alpha.Address -Node beta
        """).Objects;

    /// <inheritdoc/>
    public void Dispose()
    {
        Run("Import-Module '" + TestPaths.Manifest + "'; Get-MyceliumNode | Stop-MyceliumNode");
        Runspace.Dispose();
        _folder.Delete(recursive: true);
    }
}
