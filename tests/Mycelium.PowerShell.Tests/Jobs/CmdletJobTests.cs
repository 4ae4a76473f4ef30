using System.Management.Automation;
using System.Management.Automation.Runspaces;
using Mycelium.PowerShell.Tests.Hosting;
using Xunit;

namespace Mycelium.PowerShell.Tests.Jobs;

public sealed class CmdletJobTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    // With -Debug alone PowerShell asks at each warning and error, and nobody is there to answer.
    private static readonly Dictionary<string, object> Everything = new()
    {
        ["Verbose"] = true,
        ["Debug"] = true,
        ["ErrorAction"] = "Continue",
        ["WarningAction"] = "Continue",
        ["InformationAction"] = "Continue",
    };

    private readonly ModuleSession _session = new();

    [Fact]
    public void All_streams_of_the_cmdlet_are_those_of_the_job()
    {
        using Job job = Run(Everything);

        Assert.Equal(["error"], job.Error.Select(error => error.Exception.Message));
        Assert.Equal(JobState.Completed, job.JobStateInfo.State);
        Assert.Equal("output", Assert.Single(job.Output).ToString());
        Assert.Equal("warning", Assert.Single(job.Warning).Message);
        Assert.Equal("verbose", Assert.Single(job.Verbose).Message);
        Assert.Equal("debug", Assert.Single(job.Debug).Message);
        Assert.Equal("information", Assert.Single(job.Information).MessageData);
        Assert.Equal("progress", Assert.Single(job.Progress).Activity);
    }

    [Theory]
    [InlineData("Debug")]
    [InlineData("Information")]
    public void There_is_more_to_receive_as_long_as_any_stream_has_something(string stream)
    {
        using Job job = Run(Everything);
        _ = job.Output.ReadAll();
        _ = job.Error.ReadAll();
        _ = job.Warning.ReadAll();
        _ = job.Verbose.ReadAll();
        if (stream == "Debug") { _ = job.Information.ReadAll(); } else { _ = job.Debug.ReadAll(); }

        Assert.True(job.HasMoreData);
        _ = job.Information.ReadAll();
        _ = job.Debug.ReadAll();
        Assert.False(job.HasMoreData);
    }

    [Theory]
    [InlineData("", "Completed")]
    [InlineData("Stop", "Failed")]
    public void The_runspace_goes_when_the_work_ends_not_when_the_job_is_removed(string errorAction, string state)
    {
        using Job job = Run(errorAction.Length == 0 ? [] : new() { ["ErrorAction"] = errorAction });

        Assert.Equal(state, job.JobStateInfo.State.ToString());
        Assert.Equal(RunspaceState.Closed, RunspaceOf(job).RunspaceStateInfo.State);
        Assert.Equal("error", Assert.Single(job.Error).Exception.Message);
    }

    [Fact]
    public void The_runspace_goes_when_the_job_is_stopped()
    {
        _session.StartPair();
        var job = (Job)_session.Run("Test-MyceliumConnection $beta.Address -Node alpha -Interval 3600 -AsJob").Single.BaseObject;

        job.StopJob();
        job.StopJob();

        Assert.Equal(JobState.Stopped, job.JobStateInfo.State);
        Assert.Equal(RunspaceState.Closed, RunspaceOf(job).RunspaceStateInfo.State);
        _ = _session.Run("Get-Job | Remove-Job").Objects;
    }

    public void Dispose() => _session.Dispose();

    private Job Run(Dictionary<string, object> parameters)
    {
        Type type = _session.ModuleType("Jobs.CmdletJob");
        IReadOnlyDictionary<string, object>[] calls = [parameters];
        object[] arguments = ["Write-AllStreams", typeof(AllStreamsCommand), "Write-AllStreams", calls];
        var job = (Job)Activator.CreateInstance(type, ModuleTypes.Hidden, null, arguments, null)!;
        type.GetMethod("Start", ModuleTypes.Hidden)!.Invoke(job, null);
        Assert.True(job.Finished.WaitOne(Limit));
        return job;
    }

    private static Runspace RunspaceOf(Job job) => (Runspace)job.GetType().GetField("_runspace", ModuleTypes.Hidden)!.GetValue(job)!;
}
