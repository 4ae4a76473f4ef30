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
    private readonly Lock _lock = new();
    private bool _isReleased;

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
        _shell.Streams.Debug = Debug;
        _shell.Streams.Information = Information;
        _shell.Streams.Progress = Progress;
    }

    /// <inheritdoc/>
    public override bool HasMoreData => Output.Count > 0 || Error.Count > 0 || Warning.Count > 0 || Verbose.Count > 0
        || Debug.Count > 0 || Information.Count > 0;

    /// <inheritdoc/>
    public override string Location => "localhost";

    /// <inheritdoc/>
    public override string StatusMessage => string.Empty;

    /// <summary>Stops the work, and waits until it has ended.</summary>
    public override void StopJob()
    {
        if (HasEnded) { return; }

        // The shell must not be released before this has returned.
        lock (_lock)
        {
            if (!_isReleased) { _shell.Stop(); }
        }

        Finished.WaitOne();
    }

    /// <summary>Begins the work.</summary>
    internal void Start()
    {
        // An empty pipeline is no mistake, but a shell without commands is one.
        if (_shell.Commands.Commands.Count == 0)
        {
            Release();
            SetJobState(JobState.Completed);
            return;
        }

        SetJobState(JobState.Running);
        _runspace.Open();
        var none = new PSDataCollection<PSObject>();
        none.Complete();
        _ = EndAsync(_shell.BeginInvoke(none, Output));
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            if (JobStateInfo.State == JobState.Running) { StopJob(); }

            Release();
        }

        base.Dispose(disposing);
    }

    private bool HasEnded => JobStateInfo.State is JobState.Completed or JobState.Failed or JobState.Stopped;

    // The job may stay on the list for as long as the session; the runspace is of no more use. Released on a thread that is not its own.
    private async Task EndAsync(IAsyncResult work)
    {
        var state = JobState.Failed;
        try
        {
            await Task.Factory.FromAsync(work, _shell.EndInvoke).ConfigureAwait(false);
            state = JobState.Completed;
        }
        catch (PipelineStoppedException)
        {
            state = JobState.Stopped;
        }
        catch (RuntimeException exception)
        {
            Error.Add(exception.ErrorRecord);
        }
        finally
        {
            Release();
            SetJobState(state);
        }
    }

    private void Release()
    {
        lock (_lock)
        {
            _isReleased = true;
            _shell.Dispose();
            _runspace.Dispose();
        }
    }
}
