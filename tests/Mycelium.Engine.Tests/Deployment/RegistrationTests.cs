using Microsoft.Extensions.Time.Testing;
using Mycelium.Engine.Deployment;
using Mycelium.Engine.Errors;
using Xunit;

namespace Mycelium.Engine.Tests.Deployment;

/// <summary>What becomes of a service when it is registered again, started anew or stopped, and when that fails.</summary>
public sealed class RegistrationTests : IDisposable
{
    private const string Unit = "/etc/systemd/system/edge.service";
    private const string Show = "systemctl show --property=LoadState,ActiveState,SubState,UnitFileState,MainPID,FragmentPath edge.service";
    private const RegistrationOptions Replace = RegistrationOptions.Overwrite | RegistrationOptions.Restart;

    private readonly ConfigurationFolder _folder = new();
    private readonly RecordedSystem _system = new();
    private readonly SystemdManager _manager;

    public RegistrationTests()
    {
        _system.Folders.Add("/run/systemd/system");
        _system.Folders.Add(Path.Combine(_folder.Path, "keys"));
        _manager = new SystemdManager(_system);
        AnswerShow("inactive");
    }

    [Fact]
    public async Task The_same_that_runs_is_started_anew()
    {
        await GivenAsync("active");

        ServiceChange change = await _manager.RegisterAsync(_folder.Register(), RegistrationOptions.Restart);

        Assert.True(change.IsChanged);
        Assert.Equal([Show, "systemctl restart edge.service", Show], _system.Log);
    }

    [Theory]
    [InlineData("failed", 1)]
    [InlineData("activating", 1)]
    [InlineData("inactive", 0)]
    [InlineData("deactivating", 0)]
    public async Task A_restart_leaves_alone_what_is_stopped(string state, int restarts)
    {
        await GivenAsync(state);

        await _manager.RegisterAsync(Other(), Replace);

        Assert.Equal(restarts, _system.Log.Count(command => command.StartsWith("systemctl restart", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("active", true)]
    [InlineData("failed", true)]
    [InlineData("inactive", false)]
    public async Task What_is_stopped_stays_registered(string state, bool isChanged)
    {
        await GivenAsync(state);
        string unit = _system.Texts[Unit];

        ServiceChange change = await _manager.RegisterAsync(_folder.Register(), RegistrationOptions.Stop);

        Assert.Equal(isChanged, change.IsChanged);
        Assert.Equal(isChanged ? [Show, "systemctl stop edge.service", Show] : [Show], _system.Log);
        Assert.Equal(unit, _system.Texts[Unit]);
    }

    [Theory]
    [InlineData(RegistrationOptions.Stop | RegistrationOptions.Start)]
    [InlineData(RegistrationOptions.Stop | RegistrationOptions.Restart)]
    public async Task Nothing_can_be_both_stopped_and_started(RegistrationOptions options)
    {
        await RefusedAsync(MyceliumErrorId.InvalidOption, _folder.Register(), options);

        Assert.Empty(_system.Log);
    }

    [Theory]
    [InlineData("active", "systemctl restart edge.service")]
    [InlineData("inactive", "systemctl stop edge.service")]
    public async Task A_start_that_fails_brings_back_the_definition_and_whether_it_ran(string state, string last)
    {
        await GivenAsync(state);
        string former = _system.Texts[Unit];
        FailOnce("systemctl restart");

        MyceliumException error = await RefusedAsync(
            MyceliumErrorId.ServiceManagerFailed, Other(), RegistrationOptions.Overwrite | RegistrationOptions.Start | RegistrationOptions.Restart);

        Assert.EndsWith(" The former registration is back.", error.Message, StringComparison.Ordinal);
        Assert.Equal(former, _system.Texts[Unit]);
        Assert.Equal(["systemctl daemon-reload", "systemctl enable edge.service", last], _system.Log.TakeLast(3));
    }

    [Fact]
    public async Task A_restart_of_the_same_that_fails_is_tried_once_more()
    {
        await GivenAsync("active");
        FailOnce("systemctl restart");

        MyceliumException error = await RefusedAsync(MyceliumErrorId.ServiceManagerFailed, _folder.Register(), RegistrationOptions.Restart);

        Assert.EndsWith(" The registration stays.", error.Message, StringComparison.Ordinal);
        Assert.Equal([Show, "systemctl restart edge.service", "systemctl restart edge.service"], _system.Log);
    }

    [Fact]
    public async Task What_fails_before_the_service_was_touched_does_not_start_it_anew()
    {
        await GivenAsync("active");
        FailOnce("systemctl daemon-reload");

        await RefusedAsync(MyceliumErrorId.ServiceManagerFailed, Other(), RegistrationOptions.Overwrite);

        Assert.DoesNotContain("systemctl restart edge.service", _system.Log);
    }

    [Fact]
    public async Task A_new_service_that_can_not_be_looked_at_is_taken_back()
    {
        _system.OnCommand = command =>
        {
            if (command.StartsWith("systemctl enable", StringComparison.Ordinal)) { _system.Texts.Remove(Unit); }
        };
        _system.Answer(Show);

        MyceliumException error = await RefusedAsync(MyceliumErrorId.ServiceManagerFailed, _folder.Register(), RegistrationOptions.None);

        Assert.Equal("There is no service 'edge'. Nothing was registered.", error.Message);
    }

    [Fact]
    public async Task Who_gives_up_during_the_last_look_has_registered_nothing()
    {
        using var stop = new CancellationTokenSource();
        int shows = 0;
        _system.OnCommand = command =>
        {
            if (command == Show && ++shows == 2) { stop.Cancel(); }
        };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => _manager.RegisterAsync(_folder.Register(), RegistrationOptions.Start, stop.Token));

        Assert.Equal(2, shows);
        Assert.False(_system.Texts.ContainsKey(Unit));
    }

    [Fact]
    public async Task What_others_have_defined_meanwhile_is_left_to_them()
    {
        const string Foreign = "[Unit]\nDescription=other\n";
        _system.OnCommand = command =>
        {
            if (command.StartsWith("systemctl restart", StringComparison.Ordinal)) { _system.Texts[Unit] = Foreign; }
        };

        await RefusedAsync(MyceliumErrorId.ServiceForeign, _folder.Register(), RegistrationOptions.Start);

        Assert.Equal(Foreign, _system.Texts[Unit]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Who_gives_up_does_not_wait_for_a_manager_that_hangs_and_it_goes_on(bool hasFailedBefore)
    {
        string stopping = hasFailedBefore ? "systemctl disable" : "systemctl restart";
        if (hasFailedBefore) { _system.Answer("systemctl restart", exitCode: 1, error: "Failed."); }

        var time = new NotedTime();
        var manager = new TaskCompletionSource();
        using var stop = new CancellationTokenSource();
        _system.Time = time;
        _system.OnCommand = command =>
        {
            if (command.StartsWith(stopping, StringComparison.Ordinal)) { stop.Cancel(); }
        };
        _system.Delay = command => command.StartsWith("systemctl disable", StringComparison.Ordinal) ? manager.Task : Task.CompletedTask;
        Task<ServiceChange> registering = _manager.RegisterAsync(_folder.Register(), RegistrationOptions.Start, stop.Token);
        await time.WaitsBriefly;

        time.Advance(TimeSpan.FromSeconds(1));

        RegistrationStoppedException error = await Assert.ThrowsAsync<RegistrationStoppedException>(() => registering);
        Assert.Contains("Unregister-MyceliumService edge", error.Message, StringComparison.Ordinal);
        Assert.False(error.Undoing.IsCompleted);
        Assert.True(_system.Texts.ContainsKey(Unit));
        manager.SetResult();
        await error.Undoing;
        Assert.False(_system.Texts.ContainsKey(Unit));
    }

    [Fact]
    public async Task Who_gives_up_is_told_what_stayed()
    {
        using var stop = new CancellationTokenSource();
        _system.Answer("systemctl disable", exitCode: 1, error: "Failed.");
        _system.OnCommand = command =>
        {
            if (command.StartsWith("systemctl restart", StringComparison.Ordinal)) { stop.Cancel(); }
        };

        RegistrationStoppedException error = await Assert.ThrowsAsync<RegistrationStoppedException>(
            () => _manager.RegisterAsync(_folder.Register(), RegistrationOptions.Start, stop.Token));

        Assert.Contains("half registered", error.Message, StringComparison.Ordinal);
        Assert.Contains("Get-MyceliumService edge", error.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private ServiceRegistration Other() => ServiceRegistration.Create("edge", _folder.Write("other.yaml", "keyFile: keys/b"));

    private async Task GivenAsync(string state)
    {
        await _manager.RegisterAsync(_folder.Register(), RegistrationOptions.None);
        AnswerShow(state);
        _system.Log.Clear();
    }

    private void AnswerShow(string state) =>
        _system.Answer(Show, $"LoadState=loaded\nActiveState={state}\nUnitFileState=enabled\nMainPID=0\nFragmentPath={Unit}\n");

    private void FailOnce(string failing)
    {
        int calls = 0;
        _system.OnCommand = command =>
        {
            if (command.StartsWith(failing, StringComparison.Ordinal)) { _system.Answer(command, exitCode: calls++ == 0 ? 1 : 0); }
        };
    }

    private async Task<MyceliumException> RefusedAsync(MyceliumErrorId id, ServiceRegistration registration, RegistrationOptions options)
    {
        MyceliumException error = await Assert.ThrowsAsync<MyceliumException>(() => _manager.RegisterAsync(registration, options));
        Assert.Equal(id, error.ErrorId);
        return error;
    }

    // Tells when somebody begins to wait for less than a second.
    private sealed class NotedTime : FakeTimeProvider
    {
        private readonly TaskCompletionSource _waits = new(TaskCreationOptions.RunContinuationsAsynchronously);

        internal Task WaitsBriefly => _waits.Task;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            ITimer timer = base.CreateTimer(callback, state, dueTime, period);
            if (dueTime > TimeSpan.Zero && dueTime < TimeSpan.FromSeconds(1)) { _waits.TrySetResult(); }

            return timer;
        }
    }
}
