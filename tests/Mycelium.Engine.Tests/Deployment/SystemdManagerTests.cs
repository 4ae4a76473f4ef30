using Mycelium.Engine.Deployment;
using Mycelium.Engine.Errors;
using Xunit;

namespace Mycelium.Engine.Tests.Deployment;

public sealed class SystemdManagerTests : IDisposable
{
    private const string Unit = "/etc/systemd/system/edge.service";
    private const string Show = "systemctl show --property=LoadState,ActiveState,SubState,UnitFileState,MainPID,FragmentPath edge.service";

    private readonly ConfigurationFolder _folder = new();
    private readonly RecordedSystem _system = new();
    private readonly SystemdManager _manager;

    public SystemdManagerTests()
    {
        _system.Folders.Add("/run/systemd/system");
        _system.Folders.Add(Path.Combine(_folder.Path, "keys"));
        _manager = new SystemdManager(_system);
        AnswerShow("inactive", "dead", "enabled", 0);
    }

    [Fact]
    public async Task A_new_service_is_defined_and_enabled_and_not_started()
    {
        ServiceChange change = await _manager.RegisterAsync(_folder.Register(), RegistrationOptions.None);

        Assert.Equal([Show, $"write {Unit}", "systemctl daemon-reload", "systemctl enable edge.service", Show], _system.Log);
        Assert.True(change.IsChanged);
        Assert.Equal(
            new ServiceSnapshot(
                "edge", ServiceState.Stopped, ServiceStartType.Automatic, _folder.File, RecordedSystem.Host, ServiceManagerKind.Systemd, Unit, null),
            change.Service);
    }

    [Fact]
    public async Task A_start_comes_last_and_a_missing_folder_of_the_key_first()
    {
        _system.Folders.Remove(Path.Combine(_folder.Path, "keys"));

        await _manager.RegisterAsync(_folder.Register() with { StartType = ServiceStartType.Manual }, RegistrationOptions.Start);

        Assert.Equal(
            [
                Show, "create FOLDER/keys", $"write {Unit}", "systemctl daemon-reload", "systemctl disable edge.service",
                "systemctl restart edge.service", Show,
            ],
            _system.Log.Select(_folder.Masked));
    }

    [Fact]
    public async Task The_same_again_changes_nothing()
    {
        await RegisterAsync();
        AnswerShow("active", "running", "enabled", 77);

        ServiceChange change = await _manager.RegisterAsync(_folder.Register(), RegistrationOptions.Start);

        Assert.False(change.IsChanged);
        Assert.Equal((ServiceState.Running, 77), (change.Service.State, change.Service.ProcessId));
        Assert.Equal([Show], _system.Log);
    }

    [Fact]
    public async Task The_same_again_is_started_if_it_does_not_run()
    {
        await RegisterAsync();

        ServiceChange change = await _manager.RegisterAsync(_folder.Register(), RegistrationOptions.Start);

        Assert.True(change.IsChanged);
        Assert.Equal([Show, "systemctl restart edge.service", Show], _system.Log);
    }

    [Fact]
    public async Task Another_registration_of_the_name_is_replaced_only_if_asked_for()
    {
        await RegisterAsync();
        ServiceRegistration other = ServiceRegistration.Create("edge", _folder.Write("other.yaml", "keyFile: keys/b"));

        await RefusedAsync(MyceliumErrorId.ServiceExists, () => _manager.RegisterAsync(other, RegistrationOptions.None));
        Assert.Equal([Show], _system.TakeLog());
        await RefusedAsync(
            MyceliumErrorId.ServiceExists,
            () => _manager.RegisterAsync(_folder.Register() with { StartType = ServiceStartType.Manual }, RegistrationOptions.None));
        ServiceChange change = await _manager.RegisterAsync(other, RegistrationOptions.Overwrite);

        Assert.True(change.IsChanged);
        Assert.Equal(other.ConfigurationPath, change.Service.ConfigurationPath);
    }

    [Theory]
    [InlineData("systemctl daemon-reload", "disable --now edge.service")]
    [InlineData("systemctl enable", "daemon-reload")]
    [InlineData("systemctl restart", "daemon-reload")]
    public async Task What_fails_midway_leaves_nothing_and_says_so(string command, string alsoRun)
    {
        _system.Answer(command, exitCode: 1, error: "Job failed.\nSee the journal.\n");
        bool failsAlways = command.EndsWith("reload", StringComparison.Ordinal);

        MyceliumException error = await RefusedAsync(
            MyceliumErrorId.ServiceManagerFailed, () => _manager.RegisterAsync(_folder.Register(), RegistrationOptions.Start));

        Assert.False(_system.Texts.ContainsKey(Unit));
        Assert.Contains("failed: Job failed. See the journal. ", error.Message, StringComparison.Ordinal);
        Assert.Contains(failsAlways ? "half registered" : "Nothing was registered.", error.Message, StringComparison.Ordinal);
        Assert.Contains($"systemctl {alsoRun}", _system.Log);
    }

    [Fact]
    public async Task A_replacement_that_fails_brings_the_former_one_back()
    {
        await RegisterAsync();
        string former = _system.Texts[Unit];
        AnswerShow("active", "running", "enabled", 77);
        int restarts = 0;
        _system.OnCommand = command =>
        {
            if (command.StartsWith("systemctl restart", StringComparison.Ordinal)) { _system.Answer(command, exitCode: restarts++ == 0 ? 1 : 0); }
        };
        ServiceRegistration other = ServiceRegistration.Create("edge", _folder.Write("other.yaml", "keyFile: keys/b"));

        MyceliumException error = await RefusedAsync(
            MyceliumErrorId.ServiceManagerFailed, () => _manager.RegisterAsync(other, RegistrationOptions.Overwrite | RegistrationOptions.Start));

        Assert.EndsWith("It ended with exit code 1. The former registration is back.", error.Message, StringComparison.Ordinal);
        Assert.Equal(former, _system.Texts[Unit]);
        Assert.Equal(2, restarts);
    }

    [Fact]
    public async Task Who_gives_up_during_the_start_has_registered_nothing()
    {
        using var stop = new CancellationTokenSource();
        _system.OnCommand = command =>
        {
            if (command.StartsWith("systemctl restart", StringComparison.Ordinal)) { stop.Cancel(); }
        };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => _manager.RegisterAsync(_folder.Register(), RegistrationOptions.Start, stop.Token));

        Assert.False(_system.Texts.ContainsKey(Unit));
        Assert.Equal(
            ["systemctl disable --now edge.service", $"delete {Unit}", "systemctl daemon-reload", "systemctl reset-failed edge.service"],
            _system.Log.TakeLast(4));
    }

    [Fact]
    public async Task Units_of_others_are_never_touched()
    {
        _system.Texts[Unit] = "[Unit]\nDescription=other\n";

        await RefusedAsync(MyceliumErrorId.ServiceForeign, () => _manager.RegisterAsync(_folder.Register(), RegistrationOptions.Overwrite));
        await RefusedAsync(MyceliumErrorId.ServiceForeign, () => _manager.UnregisterAsync("edge"));
        Assert.Empty(await _manager.ListNamesAsync());
        Assert.Empty(_system.Log);
    }

    [Fact]
    public async Task A_unit_of_a_package_is_not_hidden()
    {
        _system.Answer(Show, "LoadState=loaded\nFragmentPath=/usr/lib/systemd/system/edge.service\n");

        MyceliumException error = await RefusedAsync(
            MyceliumErrorId.ServiceForeign, () => _manager.RegisterAsync(_folder.Register(), RegistrationOptions.Overwrite));

        Assert.Contains("/usr/lib/systemd/system/edge.service", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_service_is_stopped_and_removed_and_its_last_state_returned()
    {
        await RegisterAsync();
        AnswerShow("active", "running", "enabled", 77);

        ServiceSnapshot last = await _manager.UnregisterAsync("edge");

        Assert.Equal(ServiceState.Running, last.State);
        Assert.Equal(
            [
                Show, "systemctl disable --now edge.service", $"delete {Unit}", "systemctl daemon-reload", "systemctl reset-failed edge.service",
            ],
            _system.Log);
        Assert.Empty(await _manager.ListNamesAsync());
    }

    [Fact]
    public async Task Without_rights_or_manager_nothing_is_changed_but_services_are_seen()
    {
        await RegisterAsync();
        _system.IsPrivileged = false;
        await RefusedAsync(MyceliumErrorId.ServicePermissionDenied, () => _manager.UnregisterAsync("edge"));
        _system.Folders.Remove("/run/systemd/system");
        await RefusedAsync(MyceliumErrorId.ServiceManagerMissing, () => _manager.UnregisterAsync("edge"));
        await RefusedAsync(MyceliumErrorId.ServiceManagerMissing, () => _manager.RegisterAsync(_folder.Register("b"), RegistrationOptions.None));
        await RefusedAsync(MyceliumErrorId.ServiceNotFound, () => _manager.UnregisterAsync("none"));

        Assert.Equal(["edge"], await _manager.ListNamesAsync());
        Assert.Equal(ServiceState.Unknown, (await _manager.GetAsync("edge")).State);
        Assert.True(_system.Texts.ContainsKey(Unit));
    }

    [Theory]
    [InlineData("active", "running", "enabled", ServiceState.Running, ServiceStartType.Automatic)]
    [InlineData("reloading", "reload", "enabled-runtime", ServiceState.Running, ServiceStartType.Automatic)]
    [InlineData("activating", "start", "enabled", ServiceState.Starting, ServiceStartType.Automatic)]
    [InlineData("activating", "auto-restart", "enabled", ServiceState.Failed, ServiceStartType.Automatic)]
    [InlineData("deactivating", "stop-sigterm", "disabled", ServiceState.Stopping, ServiceStartType.Manual)]
    [InlineData("inactive", "dead", "disabled", ServiceState.Stopped, ServiceStartType.Manual)]
    [InlineData("failed", "failed", "disabled", ServiceState.Failed, ServiceStartType.Manual)]
    [InlineData("maintenance", "", "disabled", ServiceState.Unknown, ServiceStartType.Manual)]
    public async Task The_words_of_systemd_are_understood(
        string active, string sub, string file, ServiceState state, ServiceStartType startType)
    {
        await RegisterAsync();
        AnswerShow(active, sub, file, 0);

        ServiceSnapshot service = await _manager.GetAsync("edge");

        Assert.Equal((state, startType, null), (service.State, service.StartType, service.ProcessId));
    }

    public void Dispose() => _folder.Dispose();

    private async Task RegisterAsync()
    {
        await _manager.RegisterAsync(_folder.Register(), RegistrationOptions.None);
        _system.Log.Clear();
    }

    private void AnswerShow(string active, string sub, string file, int process) => _system.Answer(
        Show, $"LoadState=loaded\nActiveState={active}\nSubState={sub}\nUnitFileState={file}\nMainPID={process}\nFragmentPath={Unit}\n");

    private static async Task<MyceliumException> RefusedAsync(MyceliumErrorId id, Func<Task> work)
    {
        MyceliumException error = await Assert.ThrowsAsync<MyceliumException>(work);
        Assert.Equal(id, error.ErrorId);
        return error;
    }
}
