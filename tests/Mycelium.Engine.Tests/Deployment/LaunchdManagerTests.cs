using System.Xml.Linq;
using CsCheck;
using Mycelium.Engine.Deployment;
using Mycelium.Engine.Errors;
using Xunit;

namespace Mycelium.Engine.Tests.Deployment;

public sealed class LaunchdManagerTests : IDisposable
{
    private const string List = "/Library/LaunchDaemons/mycelium-powershell.edge.plist";
    private const string Target = "system/mycelium-powershell.edge";

    private static readonly Gen<string> Hostile = Gen.Char[" \"'\\%$;#=[]{}<>&]!-ä€x"].Array[1, 12].Select(chars => new string(chars));

    private readonly ConfigurationFolder _folder = new();
    private readonly RecordedSystem _system = new();
    private readonly LaunchdManager _manager;

    public LaunchdManagerTests()
    {
        _system.Texts["/bin/launchctl"] = "program";
        _system.Folders.Add(Path.Combine(_folder.Path, "keys"));
        _manager = new LaunchdManager(_system);
        AnswerNotLoaded();
    }

    [Fact]
    public async Task A_daemon_starts_with_the_system_and_again_when_it_fails()
    {
        await _manager.RegisterAsync(_folder.Register(), RegistrationOptions.None);

        Assert.Equal(
            """
            <?xml version="1.0" encoding="UTF-8"?>
            <!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
            <plist version="1.0">
              <!-- Registered by Mycelium for PowerShell. Register-MyceliumService -Force writes it anew. -->
              <dict>
                <key>Label</key>
                <string>mycelium-powershell.edge</string>
                <key>ProgramArguments</key>
                <array>
                  <string>/opt/mycelium/Mycelium.Host</string>
                  <string>run</string>
                  <string>FOLDER/node.yaml</string>
                </array>
                <key>EnvironmentVariables</key>
                <dict>
                  <key>POWERSHELL_TELEMETRY_OPTOUT</key>
                  <string>1</string>
                  <key>MYCELIUM_SERVICE_LOG</key>
                  <string>/Library/Logs/mycelium-powershell.edge.log</string>
                </dict>
                <key>RunAtLoad</key>
                <true />
                <key>KeepAlive</key>
                <dict>
                  <key>SuccessfulExit</key>
                  <false />
                </dict>
                <key>ThrottleInterval</key>
                <integer>10</integer>
                <key>ExitTimeOut</key>
                <integer>15</integer>
                <key>Umask</key>
                <integer>63</integer>
                <key>StandardErrorPath</key>
                <string>/Library/Logs/mycelium-powershell.edge.error.log</string>
              </dict>
            </plist>

            """.ReplaceLineEndings("\n"),
            _folder.Masked(_system.Texts[List]));
    }

    [Fact]
    public async Task Without_a_start_nothing_is_loaded()
    {
        ServiceChange change = await _manager.RegisterAsync(_folder.Register(), RegistrationOptions.None);

        Assert.Equal([$"write {List}", $"launchctl enable {Target}", $"launchctl print {Target}"], _system.Log);
        Assert.Equal(
            new ServiceSnapshot(
                "edge", ServiceState.Stopped, ServiceStartType.Automatic, _folder.File, RecordedSystem.Host, ServiceManagerKind.Launchd, List, null),
            change.Service);
    }

    [Fact]
    public async Task A_start_loads_the_daemon_anew()
    {
        AnswerLoadedUntil("bootout");

        await _manager.RegisterAsync(_folder.Register(), RegistrationOptions.Start);

        Assert.Equal(
            [
                $"write {List}", $"launchctl enable {Target}", $"launchctl print {Target}", $"launchctl bootout {Target}",
                $"launchctl print {Target}", $"launchctl bootstrap system {List}", $"launchctl kickstart {Target}", $"launchctl print {Target}",
            ],
            _system.Log);
    }

    [Fact]
    public async Task A_daemon_that_starts_by_hand_is_not_kept_alive()
    {
        ServiceChange change = await _manager.RegisterAsync(
            _folder.Register() with { StartType = ServiceStartType.Manual }, RegistrationOptions.None);

        Assert.Equal(ServiceStartType.Manual, change.Service.StartType);
        Assert.DoesNotContain("KeepAlive", _system.Texts[List], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_load_that_fails_leaves_nothing()
    {
        _system.Answer("launchctl bootstrap", exitCode: 5, error: "Bootstrap failed: 5: Input/output error\n");

        MyceliumException error = await Assert.ThrowsAsync<MyceliumException>(
            () => _manager.RegisterAsync(_folder.Register(), RegistrationOptions.Start));

        Assert.Equal(MyceliumErrorId.ServiceManagerFailed, error.ErrorId);
        Assert.EndsWith("Input/output error Nothing was registered.", error.Message, StringComparison.Ordinal);
        Assert.False(_system.Texts.ContainsKey(List));
    }

    [Fact]
    public async Task A_daemon_that_does_not_end_is_left_defined()
    {
        await _manager.RegisterAsync(_folder.Register(), RegistrationOptions.None);
        _system.Answer("launchctl print", "edge = {\n\tstate = running\n}\n");

        MyceliumException error = await Assert.ThrowsAsync<MyceliumException>(() => _manager.UnregisterAsync("edge"));

        Assert.Equal(MyceliumErrorId.ServiceManagerFailed, error.ErrorId);
        Assert.True(_system.Texts.ContainsKey(List));
    }

    [Fact]
    public async Task A_daemon_is_unloaded_and_removed()
    {
        await _manager.RegisterAsync(_folder.Register(), RegistrationOptions.None);
        AnswerLoadedUntil("bootout");
        _system.Log.Clear();

        await _manager.UnregisterAsync("edge");

        Assert.Equal(
            [
                $"launchctl print {Target}", $"launchctl print {Target}", $"launchctl bootout {Target}", $"launchctl print {Target}",
                $"delete {List}",
            ],
            _system.Log);
        Assert.Empty(await _manager.ListNamesAsync());
    }

    [Fact]
    public async Task A_daemon_that_is_stopped_stays_defined()
    {
        await _manager.RegisterAsync(_folder.Register(), RegistrationOptions.None);
        AnswerLoadedUntil("bootout");

        ServiceChange change = await _manager.RegisterAsync(_folder.Register(), RegistrationOptions.Stop);

        Assert.Equal((true, ServiceState.Stopped), (change.IsChanged, change.Service.State));
        Assert.True(_system.Texts.ContainsKey(List));
    }

    [Fact]
    public async Task Daemons_of_others_are_never_touched()
    {
        _system.Texts[List] = "<plist/>";

        MyceliumException error = await Assert.ThrowsAsync<MyceliumException>(() => _manager.UnregisterAsync("edge"));

        Assert.Equal(MyceliumErrorId.ServiceForeign, error.ErrorId);
        Assert.Empty(await _manager.ListNamesAsync());
        Assert.True(_system.Texts.ContainsKey(List));
    }

    [Theory]
    [InlineData("\tstate = running\n\tpid = 812\n", ServiceState.Running, 812)]
    [InlineData("\tstate = not running\n\tlast exit code = 0\n", ServiceState.Stopped, null)]
    [InlineData("\tstate = not running\n\tlast exit code = (never exited)\n", ServiceState.Stopped, null)]
    [InlineData("\tstate = spawn scheduled\n\tlast exit code = 69: EX_UNAVAILABLE\n", ServiceState.Failed, null)]
    [InlineData("\tendpoints = {\n\t\tstate = running\n\t}\n", ServiceState.Unknown, null)]
    public async Task The_words_of_launchd_are_understood(string lines, ServiceState state, int? process)
    {
        await _manager.RegisterAsync(_folder.Register(), RegistrationOptions.None);
        _system.Answer("launchctl print", $"{Target} = {{\n{lines}}}\n");

        ServiceSnapshot service = await _manager.GetAsync("edge");

        Assert.Equal((state, process), (service.State, service.ProcessId));
    }

    [Fact]
    public void Hostile_words_reach_the_program_as_they_are() => Hostile.Select(Hostile).Sample((program, configuration) =>
    {
        string text = LaunchdPlist.Write(_folder.Register(), new ServiceProgram("/" + program, ["run", "/" + configuration]));

        string[] words = [.. XDocument.Parse(text).Descendants("array").Single().Elements("string").Select(word => word.Value)];
        Assert.Equal(["/" + program, "run", "/" + configuration], words);
        Assert.Equal(("/" + program, "/" + configuration, true), LaunchdPlist.Read(text));
    });

    [Fact]
    public void What_is_no_property_list_runs_nothing() => Assert.Equal(("", "", false), LaunchdPlist.Read("<plist"));

    public void Dispose() => _folder.Dispose();

    private void AnswerNotLoaded() =>
        _system.Answer("launchctl print", exitCode: 113, error: "Bad request.\nCould not find service \"edge\" in domain for system\n");

    private void AnswerLoadedUntil(string command)
    {
        _system.Answer("launchctl print", "edge = {\n\tstate = running\n\tpid = 7\n}\n");
        _system.OnCommand = text =>
        {
            if (text.Contains(command, StringComparison.Ordinal)) { AnswerNotLoaded(); }
        };
    }
}
