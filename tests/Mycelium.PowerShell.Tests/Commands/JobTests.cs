using System.Management.Automation;
using Mycelium.PowerShell.Tests.Hosting;
using Xunit;

namespace Mycelium.PowerShell.Tests.Commands;

public sealed class JobTests : IDisposable
{
    private readonly ModuleSession _session = new();

    public JobTests() => _session.StartPair();

    [Theory]
    [InlineData("Test-MyceliumConnection $beta.Address -Node alpha -Count 2 -Interval 0 -AsJob", 3)]
    [InlineData("$beta, $beta | Test-MyceliumConnection -Node alpha -Count 1 -Quiet -AsJob", 2)]
    [InlineData("Trace-MyceliumRoute $beta.Address -Node alpha -AsJob", 1)]
    [InlineData("Resolve-MyceliumRoute $beta.Address -Node alpha -AsJob", 1)]
    [InlineData("Measure-MyceliumPath $beta.Address -Node alpha -Count 1 -RateDuration 0 -AsJob", 1)]
    [InlineData("Wait-MyceliumRoute $beta.Address -Node alpha -AsJob", 1)]
    [InlineData("Wait-MyceliumNode alpha -ConnectedPeerCount 1 -PassThru -AsJob", 1)]
    [InlineData("Get-MyceliumNode | Wait-MyceliumNode -ConnectedPeerCount 1 -PassThru -AsJob", 2)]
    [InlineData("Wait-MyceliumPeer -Node alpha -AsJob", 1)]
    [InlineData("Get-MyceliumPeer | Wait-MyceliumPeer -AsJob", 2)]
    [InlineData("Test-MyceliumPeer $beta.Listen[0] -AsJob", 1)]
    [InlineData("'tcp://127.0.0.1:9', $beta.Listen[0], $alpha.Listen[0] | Find-MyceliumPeer -AsJob", 2)]
    public void Long_work_is_done_in_the_background_by_one_job(string script, int results)
    {
        PSObject job = _session.Run($"$job = {script}; $job").Single;

        Assert.Equal("MyceliumJob", job.Text("PSJobTypeName"));
        Assert.Equal(["Completed"], _session.Run("(Wait-Job $job).State").Texts);
        SessionResult received = _session.Run("Receive-Job $job");
        Assert.Equal(results, received.Objects.Count);
        Assert.Equal("False", _session.Run("$job.HasMoreData").Single.ToString());
        Assert.Empty(_session.Run("Remove-Job $job; Get-Job").Objects);
    }

    [Theory]
    [InlineData("Test-MyceliumConnection -Node alpha")]
    [InlineData("Test-MyceliumPeer")]
    [InlineData("Wait-MyceliumNode")]
    [InlineData("Wait-MyceliumPeer")]
    [InlineData("Find-MyceliumPeer")]
    public void An_empty_pipeline_makes_a_job_that_is_done(string command)
    {
        SessionResult result = _session.Run($"$job = @() | {command} -AsJob; $null = Wait-Job $job -Timeout 60; $job.State; $job | Receive-Job");

        Assert.Equal(["Completed"], result.Texts);
        Assert.Empty(_session.Run("Remove-Job $job; Get-Job").Objects);
    }

    [Fact]
    public void Relative_paths_are_those_of_the_session_that_started_the_job()
    {
        File.WriteAllText(Path.Combine(_session.Folder, "list.txt"), _session.Run("$beta.Listen[0]").Single + "\n");

        Assert.Single(_session.Run("Find-MyceliumPeer -Path list.txt -AsJob | Wait-Job | Receive-Job").Objects);
    }

    [Fact]
    public void Errors_of_items_are_received_with_the_results()
    {
        SessionResult result = _session.Run("Test-MyceliumPeer nonsense, $beta.Listen[0] -AsJob | Wait-Job | Receive-Job");

        Assert.Single(result.Output);
        Assert.Equal(["InvalidEndpoint"], result.ErrorIds);
    }

    [Fact]
    public void The_only_node_is_waited_for_in_the_background_until_it_stops()
    {
        _ = _session.Run("Stop-MyceliumNode beta; $job = Wait-MyceliumNode -PassThru -AsJob -Debug").Objects;
        var job = (Job)_session.Run("$job").Single.BaseObject;
        // It has found its node when it says that it waits.
        Assert.True(SpinWait.SpinUntil(() => job.Debug.Count > 0, TimeSpan.FromMinutes(1)));
        Assert.Equal("Running", job.JobStateInfo.State.ToString());

        _ = _session.Run("Stop-MyceliumNode alpha").Objects;

        Assert.Equal("Stopped", _session.Run("$job | Wait-Job | Receive-Job").Single.Text("State"));
    }

    [Theory]
    [InlineData("Wait-MyceliumNode beta -ConnectedPeerCount 9")]
    [InlineData("Wait-MyceliumNode beta -RouteCount 9")]
    [InlineData("Wait-MyceliumPeer -Node beta -Count 9")]
    [InlineData("Wait-MyceliumRoute 400::1 -Node beta")]
    public void A_wait_ends_with_the_reason_when_its_node_is_stopped(string wait)
    {
        _ = _session.Run($"$job = {wait} -Timeout 3600 -AsJob -Debug").Objects;
        var job = (Job)_session.Run("$job").Single.BaseObject;
        Assert.True(SpinWait.SpinUntil(() => job.Debug.Count > 0, TimeSpan.FromMinutes(1)));

        _ = _session.Run("Stop-MyceliumNode beta").Objects;

        Assert.True(job.Finished.WaitOne(TimeSpan.FromMinutes(1)));
        Assert.Equal(["NodeStopped"], _session.Run("Receive-Job $job").ErrorIds);
    }

    [Theory]
    [InlineData("Get-MyceliumNode | Wait-MyceliumNode -ConnectedPeerCount 9 -Timeout 0.2")]
    [InlineData("'400::1', '400::2' | Wait-MyceliumRoute -Node alpha -Timeout 0.2")]
    [InlineData("Get-MyceliumPeer -Node alpha | % { $_; $_ } | Wait-MyceliumPeer -State Dead -Timeout 0.2")]
    public void The_time_of_a_wait_in_the_background_is_for_all_items_together(string wait)
    {
        _ = _session.Run($"$job = {wait} -AsJob").Objects;
        object job = _session.Run("$job").Single.BaseObject;
        object calls = job.GetType().GetField("_calls", ModuleTypes.Hidden)!.GetValue(job)!;
        Assert.Equal(1, calls.GetType().GetProperty("Count")!.GetValue(calls));

        SessionResult result = _session.Run("$job | Wait-Job | Receive-Job");
        Assert.Equal(["WaitTimedOut", "WaitTimedOut"], result.ErrorIds);
    }

    [Fact]
    public void Items_of_different_nodes_are_waited_for_by_a_job_at_their_own_node()
    {
        string items = "$beta.Address, $alpha.Address | % { [pscustomobject]@{ Address = $_; Node = @('beta', 'alpha')[$_ -eq $beta.Address] } }";
        SessionResult result = _session.Run($"{items} | Wait-MyceliumRoute -AsJob | Wait-Job | Receive-Job");

        Assert.Equal(["alpha", "beta"], result.Objects.Select(route => route.Text("Node")));
    }

    [Fact]
    public void An_error_that_ends_the_work_makes_the_job_fail()
    {
        _ = _session.Run("$job = Test-MyceliumPeer nonsense -AsJob -ErrorAction Stop; $null = Wait-Job $job").Objects;

        Assert.Equal("Failed", _session.Run("$job.State").Single.ToString());
        Assert.Equal(["InvalidEndpoint"], _session.Run("Receive-Job $job").ErrorIds);
    }

    [Fact]
    public void A_job_that_is_stopped_or_removed_ends_and_the_nodes_go_on()
    {
        string endless = "Test-MyceliumConnection $beta.Address -Node alpha -Interval 3600 -AsJob";

        Assert.Equal("Stopped", _session.Run($"$job = {endless}; Stop-Job $job; $job.State").Single.ToString());
        Assert.Empty(_session.Run($"{endless} | Remove-Job -Force; Remove-Job $job; Get-Job").Objects);
        Assert.Equal(["Running", "Running"], _session.Run("(Get-MyceliumNode).State").Texts);
    }

    [Fact]
    public void A_stop_while_one_of_several_items_is_at_work_ends_those_that_follow_too()
    {
        _ = _session.Run("$job = $beta.Address, '400:1::1', '400:2::1' | Resolve-MyceliumRoute -Node alpha -Timeout 3600 -AsJob").Objects;
        var job = (Job)_session.Run("$job").Single.BaseObject;
        Assert.True(SpinWait.SpinUntil(() => job.Output.Count > 0, TimeSpan.FromMinutes(1)));

        job.StopJob();

        Assert.Equal(JobState.Stopped, job.JobStateInfo.State);
        Assert.Single(job.Output);
        Assert.Empty(job.Error);
    }

    public void Dispose() => _session.Dispose();
}
