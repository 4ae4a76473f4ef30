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
    private readonly string _name;
    private readonly IReadOnlyList<IReadOnlyDictionary<string, object>> _calls;
    private readonly Lock _lock = new();
    private bool _isStopping;
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
        _name = name;
        _calls = calls;
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
            _isStopping = true;
            if (!_isReleased) { _shell.Stop(); }
        }

        Finished.WaitOne();
    }

    /// <summary>Begins the work.</summary>
    internal void Start()
    {
        // An empty pipeline is no mistake.
        if (_calls.Count == 0)
        {
            Release();
            SetJobState(JobState.Completed);
            return;
        }

        SetJobState(JobState.Running);
        _runspace.Open();
        _ = RunAsync();
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
    private async Task RunAsync()
    {
        var state = JobState.Failed;
        try
        {
            using var none = new PSDataCollection<PSObject>();
            none.Complete();
            foreach (IReadOnlyDictionary<string, object> call in _calls)
            {
                await Task.Factory.FromAsync(Begin(call, none), _shell.EndInvoke).ConfigureAwait(false);
            }

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

    // One after the other: of several statements in one shell, those that follow would run on after a stop.
    private IAsyncResult Begin(IReadOnlyDictionary<string, object> call, PSDataCollection<PSObject> none)
    {
        lock (_lock)
        {
            if (_isStopping) { throw new PipelineStoppedException(); }

            _shell.Commands.Clear();
            _shell.AddCommand(_name);
            foreach ((string parameter, object value) in call) { _shell.AddParameter(parameter, value); }

            return _shell.BeginInvoke(none, Output);
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
