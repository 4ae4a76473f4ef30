using System.Management.Automation;
using System.Management.Automation.Runspaces;

namespace Mycelium.PowerShell.Jobs;

/// <summary>
/// A cmdlet at work in the background of this process, in a runspace of its own. It sees the same nodes, since they belong to the process.
/// </summary>
internal sealed class CmdletJob : Job
{
    private readonly Runspace _runspace;
    private readonly System.Management.Automation.PowerShell _shell;

    /// <summary>Prepares the work.</summary>
    /// <param name="name">Name of the cmdlet.</param>
    /// <param name="type">Its class.</param>
    /// <param name="command">The line that the user wrote.</param>
    /// <param name="calls">The parameters of each call; one follows the other.</param>
    internal CmdletJob(string name, Type type, string command, IReadOnlyList<IReadOnlyDictionary<string, object>> calls)
        : base(command)
    {
        PSJobTypeName = "MyceliumJob";
        InitialSessionState state = InitialSessionState.CreateDefault2();
        state.Commands.Add(new SessionStateCmdletEntry(name, type, null));
        _runspace = RunspaceFactory.CreateRunspace(state);
        _shell = System.Management.Automation.PowerShell.Create();
        _shell.Runspace = _runspace;
        foreach (IReadOnlyDictionary<string, object> call in calls)
        {
            _shell.AddStatement().AddCommand(name);
            foreach ((string parameter, object value) in call) { _shell.AddParameter(parameter, value); }
        }

        _shell.Streams.Error = Error;
        _shell.Streams.Warning = Warning;
        _shell.Streams.Verbose = Verbose;
        _shell.Streams.Progress = Progress;
        _shell.InvocationStateChanged += (_, change) => Follow(change.InvocationStateInfo);
    }

    /// <inheritdoc/>
    public override bool HasMoreData => Output.Count > 0 || Error.Count > 0 || Warning.Count > 0 || Verbose.Count > 0;

    /// <inheritdoc/>
    public override string Location => "localhost";

    /// <inheritdoc/>
    public override string StatusMessage => string.Empty;

    /// <inheritdoc/>
    public override void StopJob() => _shell.Stop();

    /// <summary>Begins the work.</summary>
    internal void Start()
    {
        // An empty pipeline is no mistake, but a shell without commands is one.
        if (_shell.Commands.Commands.Count == 0)
        {
            SetJobState(JobState.Completed);
            return;
        }

        SetJobState(JobState.Running);
        _runspace.Open();
        var none = new PSDataCollection<PSObject>();
        none.Complete();
        _shell.BeginInvoke(none, Output);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _shell.Dispose();
            _runspace.Dispose();
        }

        base.Dispose(disposing);
    }

    private void Follow(PSInvocationStateInfo info)
    {
        switch (info.State)
        {
            case PSInvocationState.Completed:
                SetJobState(JobState.Completed);
                break;
            case PSInvocationState.Stopped:
                SetJobState(JobState.Stopped);
                break;
            case PSInvocationState.Failed:
                if (info.Reason is RuntimeException { ErrorRecord: { } record }) { Error.Add(record); }

                SetJobState(JobState.Failed);
                break;
            default:
                break;
        }
    }
}
