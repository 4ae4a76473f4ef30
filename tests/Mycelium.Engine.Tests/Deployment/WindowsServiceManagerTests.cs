using Mycelium.Engine.Deployment;
using Mycelium.Engine.Errors;
using Xunit;

namespace Mycelium.Engine.Tests.Deployment;

public sealed class WindowsServiceManagerTests : IDisposable
{
    private const string Services = @"HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Services";
    private const string Key = Services + @"\edge";
    private const string Host = @"C:\Program Files\Mycelium\Mycelium.Host.exe";

    private readonly ConfigurationFolder _folder = new();
    private readonly RecordedSystem _system = new();
    private readonly WindowsServiceManager _manager;

    public WindowsServiceManagerTests()
    {
        _system.Texts[@"C:\Windows\System32\sc.exe"] = "program";
        _system.Texts[Host] = "program";
        _system.ProcessPath = Host;
        _system.Folders.Add(Path.Combine(_folder.Path, "keys"));
        _manager = new WindowsServiceManager(_system);
        _system.Answer("reg.exe query", exitCode: 1, error: "ERROR: The system was unable to find the specified registry key or value.\r\n");
        _system.OnCommand = command =>
        {
            if (command.StartsWith("sc.exe create", StringComparison.Ordinal)) { AnswerRegistered("0x2"); }
        };
    }

    private string Command => $"\"{Host}\" \"run\" \"{_folder.File}\"";

    [Fact]
    public async Task A_new_service_is_created_marked_and_set_up()
    {
        ServiceChange change = await _manager.RegisterAsync(_folder.Register(), RegistrationOptions.Start);

        Assert.Equal(
            [
                $"reg.exe query {Key}",
                $"sc.exe create edge binPath= {Command}",
                $@"reg.exe add {Key}\Parameters /v MyceliumConfiguration /t REG_SZ /d {_folder.File} /f",
                "sc.exe description edge Runs nodes of a Mycelium overlay network.",
                "sc.exe failure edge reset= 3600 actions= restart/2000/restart/10000/restart/60000",
                "sc.exe failureflag edge 1",
                "sc.exe config edge start= auto",
                "sc.exe stop edge",
                "sc.exe start edge",
            ],
            _system.Log.Take(9));
        Assert.Equal(
            new ServiceSnapshot(
                "edge", ServiceState.Running, ServiceStartType.Automatic, _folder.File, Host, ServiceManagerKind.WindowsService, Key, 4711),
            change.Service);
    }

    [Fact]
    public async Task The_same_again_changes_nothing()
    {
        AnswerRegistered("0x2");

        ServiceChange change = await _manager.RegisterAsync(_folder.Register(), RegistrationOptions.Start);

        Assert.False(change.IsChanged);
        Assert.DoesNotContain(_system.Log, command => !command.Contains(" query", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Another_start_type_is_another_registration()
    {
        AnswerRegistered("0x3");

        MyceliumException error = await Assert.ThrowsAsync<MyceliumException>(
            () => _manager.RegisterAsync(_folder.Register(), RegistrationOptions.None));
        await _manager.RegisterAsync(_folder.Register() with { StartType = ServiceStartType.Automatic }, RegistrationOptions.Overwrite);

        Assert.Equal(MyceliumErrorId.ServiceExists, error.ErrorId);
        Assert.Contains("sc.exe config edge start= auto", _system.Log);
        Assert.DoesNotContain(_system.Log, command => command.StartsWith("sc.exe create", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_start_that_fails_takes_the_service_away_again()
    {
        _system.Answer("sc.exe start", exitCode: 1053, error: "[SC] StartService FAILED 1053:\r\n\r\nThe service did not respond.\r\n");

        MyceliumException error = await Assert.ThrowsAsync<MyceliumException>(
            () => _manager.RegisterAsync(_folder.Register(), RegistrationOptions.Start));

        Assert.EndsWith("FAILED 1053: The service did not respond. Nothing was registered.", error.Message, StringComparison.Ordinal);
        Assert.Equal("sc.exe delete edge", _system.Log[^1]);
    }

    [Fact]
    public async Task A_service_that_could_not_be_created_is_not_deleted()
    {
        _system.OnCommand = static _ => { };
        _system.Answer("sc.exe create", exitCode: 5, error: "Access is denied.");
        _system.Answer("sc.exe stop", exitCode: 1060);

        MyceliumException error = await Assert.ThrowsAsync<MyceliumException>(
            () => _manager.RegisterAsync(_folder.Register(), RegistrationOptions.None));

        Assert.EndsWith("Access is denied. Nothing was registered.", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("sc.exe delete edge", _system.Log);
    }

    [Fact]
    public async Task A_service_has_stopped_before_it_is_deleted()
    {
        AnswerRegistered("0x2");
        int stops = 0;
        _system.Answer("sc.exe stop");
        _system.OnCommand = command =>
        {
            if (command == "sc.exe stop edge" && ++stops == 3) { _system.Answer("sc.exe stop", exitCode: 1062); }
        };

        await _manager.UnregisterAsync("edge");

        Assert.Equal(3, stops);
        Assert.Equal("sc.exe delete edge", _system.Log[^1]);
    }

    [Theory]
    [InlineData(RegistrationOptions.Stop, new[] { "sc.exe stop edge" })]
    [InlineData(RegistrationOptions.Restart, new[] { "sc.exe stop edge", "sc.exe start edge" })]
    public async Task A_service_is_stopped_or_started_anew_and_stays(RegistrationOptions options, string[] commands)
    {
        AnswerRegistered("0x2");

        ServiceChange change = await _manager.RegisterAsync(_folder.Register(), options);

        Assert.True(change.IsChanged);
        Assert.Equal(commands, _system.Log.Where(command => !command.Contains("query", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Services_of_others_are_never_touched()
    {
        _system.Answer($"reg.exe query {Key}", $"\r\n{Key}\r\n    ImagePath    REG_EXPAND_SZ    C:\\other.exe\r\n    Start    REG_DWORD    0x2\r\n");
        _system.Answer($@"reg.exe query {Key}\Parameters", exitCode: 1);

        MyceliumException error = await Assert.ThrowsAsync<MyceliumException>(() => _manager.UnregisterAsync("edge"));

        Assert.Equal(MyceliumErrorId.ServiceForeign, error.ErrorId);
        Assert.DoesNotContain(_system.Log, command => command.StartsWith("sc.exe", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Names_are_those_of_the_keys_with_the_mark()
    {
        _system.Answer(
            $"reg.exe query {Services} /s /v MyceliumConfiguration",
            $"\r\n{Services}\\west\\Parameters\r\n    MyceliumConfiguration    REG_SZ    C:\\a b\\node.yaml\r\n\r\n"
                + $"{Services}\\edge\\Parameters\r\n    MyceliumConfiguration    REG_SZ    C:\\n.yaml\r\n\r\nEnd of search: 2 match(es) found.\r\n");

        Assert.Equal(["edge", "west"], await _manager.ListNamesAsync());
    }

    [Theory]
    [InlineData("1  STOPPED", "0  (0x0)", 0, ServiceState.Stopped)]
    [InlineData("1  STOPPED", "1077  (0x435)", 0, ServiceState.Stopped)]
    [InlineData("1  STOPPED", "1066  (0x42a)", 0, ServiceState.Failed)]
    [InlineData("2  START_PENDING", "0  (0x0)", 9, ServiceState.Starting)]
    [InlineData("3  STOP_PENDING", "0  (0x0)", 9, ServiceState.Stopping)]
    [InlineData("4  RUNNING", "0  (0x0)", 9, ServiceState.Running)]
    [InlineData("7  PAUSED", "0  (0x0)", 9, ServiceState.Unknown)]
    public async Task The_answer_is_understood_in_any_language(string text, string exitCode, int process, ServiceState state)
    {
        AnswerRegistered("0x3");
        _system.Answer("sc.exe queryex", State(text, exitCode, process));

        ServiceSnapshot service = await _manager.GetAsync("edge");

        Assert.Equal((state, process == 0 ? null : process), (service.State, service.ProcessId));
        Assert.Equal(ServiceStartType.Manual, service.StartType);
    }

    public void Dispose() => _folder.Dispose();

    private void AnswerRegistered(string start)
    {
        _system.Answer(
            $"reg.exe query {Key}",
            $"\r\n{Key}\r\n    Type    REG_DWORD    0x10\r\n    Start    REG_DWORD    {start}\r\n    ImagePath    REG_EXPAND_SZ    {Command}\r\n\r\n"
                + $"{Key}\\Parameters\r\n");
        _system.Answer(
            $@"reg.exe query {Key}\Parameters", $"\r\n{Key}\\Parameters\r\n    MyceliumConfiguration    REG_SZ    {_folder.File}\r\n\r\n");
        _system.Answer("sc.exe queryex", State("4  RUNNING", "0  (0x0)", 4711));
        _system.Answer("sc.exe stop", exitCode: 1062, error: "[SC] ControlService FAILED 1062:\r\n");
    }

    private static string State(string state, string exitCode, int process) =>
        "\r\nNOM_SERVICE: edge\r\n        TYPE               : 10  WIN32_OWN_PROCESS  \r\n"
        + $"        ÉTAT               : {state} \r\n                                (STOPPABLE, NOT_PAUSABLE, ACCEPTS_SHUTDOWN)\r\n"
        + $"        CODE_SORTIE_WIN32  : {exitCode}\r\n        CODE_SORTIE_SERVICE: 0  (0x0)\r\n        POINT_CONTROLE     : 0x0\r\n"
        + $"        INDICATION_ATTENTE : 0x0\r\n        PID                : {process}\r\n        INDICATEURS        : \r\n";
}
