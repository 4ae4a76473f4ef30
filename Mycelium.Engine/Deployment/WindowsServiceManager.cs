using System.Globalization;

namespace Mycelium.Engine.Deployment;

/// <summary>
/// Services of Windows, by <c>sc.exe</c> and <c>reg.exe</c>. A value below the key of a service marks it as ours. Never run on Windows by its
/// authors.
/// </summary>
internal sealed class WindowsServiceManager(IServiceSystem system, string systemFolder = @"C:\Windows\System32") : ServiceManager(system)
{
    private const string Services = @"HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Services";
    private const string Marker = "MyceliumConfiguration";
    private const string Parameters = @"\Parameters";
    private const string ImagePath = "ImagePath";
    private const string Automatic = "0x2";
    private const int NotRunning = 1062;
    private const int NoSuchService = 1060;
    private const int StopsAlready = 1061;
    private const int StopAttempts = 75;

    private readonly string _control = $@"{systemFolder}\sc.exe";
    private readonly string _registry = $@"{systemFolder}\reg.exe";

    public override ServiceManagerKind Kind => ServiceManagerKind.WindowsService;

    private protected override bool IsPresent => System.FileExists(_control);

    public override async Task<IReadOnlyList<string>> ListNamesAsync(CancellationToken cancellationToken = default)
    {
        // Ends with 1 if nothing was found.
        CommandOutcome outcome = await System.RunAsync(_registry, ["query", Services, "/s", "/v", Marker], cancellationToken).ConfigureAwait(false);
        return
        [
            .. outcome.Output.Split('\n').Select(line => line.Trim())
                .Where(line => line.StartsWith(Services + '\\', StringComparison.OrdinalIgnoreCase)
                    && line.EndsWith(Parameters, StringComparison.OrdinalIgnoreCase))
                .Select(line => line[(Services.Length + 1)..^Parameters.Length])
                .Order(StringComparer.Ordinal),
        ];
    }

    private protected override string Define(ServiceRegistration registration, ServiceProgram program) =>
        Text(WindowsCommandLine.Join(program.Arguments.Prepend(program.Path)), registration.ConfigurationPath);

    private protected override (string Program, string ConfigurationPath) Read(string definition)
    {
        (string command, string configuration) = Parts(definition);
        return (WindowsCommandLine.Split(command) is [var program, ..] ? program : string.Empty, configuration);
    }

    private protected override async Task<InstalledDefinition?> FindAsync(string name, CancellationToken cancellationToken)
    {
        Dictionary<string, string> values = await ValuesAsync(KeyOf(name), cancellationToken).ConfigureAwait(false);
        if (!values.TryGetValue(ImagePath, out string? command)) { return null; }

        Dictionary<string, string> parameters = await ValuesAsync(KeyOf(name) + Parameters, cancellationToken).ConfigureAwait(false);
        return parameters.TryGetValue(Marker, out string? configuration)
            ? new InstalledDefinition(KeyOf(name), Text(command, configuration), IsOwn: true)
            : new InstalledDefinition(KeyOf(name), string.Empty, IsOwn: false);
    }

    private protected override async Task<ServiceCondition> AskAsync(
        string name, InstalledDefinition definition, CancellationToken cancellationToken)
    {
        Dictionary<string, string> values = await ValuesAsync(KeyOf(name), cancellationToken).ConfigureAwait(false);
        CommandOutcome outcome = await System.RunAsync(_control, ["queryex", name], cancellationToken).ConfigureAwait(false);
        (ServiceState state, int? process) = outcome.ExitCode == 0 ? StateOf(outcome.Output) : (ServiceState.Unknown, null);
        bool isAutomatic = values.GetValueOrDefault("Start") == Automatic;
        return new ServiceCondition(state, isAutomatic ? ServiceStartType.Automatic : ServiceStartType.Manual, process);
    }

    private protected override async Task PutAsync(string name, string definition, bool isNew, CancellationToken cancellationToken)
    {
        (string command, string configuration) = Parts(definition);
        await RequireAsync(_control, [isNew ? "create" : "config", name, "binPath=", command], cancellationToken).ConfigureAwait(false);
        await RequireAsync(
            _registry, ["add", KeyOf(name) + Parameters, "/v", Marker, "/t", "REG_SZ", "/d", configuration, "/f"], cancellationToken)
            .ConfigureAwait(false);
        await RequireAsync(_control, ["description", name, "Runs nodes of a Mycelium overlay network."], cancellationToken).ConfigureAwait(false);
        await RequireAsync(
            _control, ["failure", name, "reset=", "3600", "actions=", "restart/2000/restart/10000/restart/60000"], cancellationToken)
            .ConfigureAwait(false);

        // An exit code other than 0 counts as a failure too, not only a process that dies.
        await RequireAsync(_control, ["failureflag", name, "1"], cancellationToken).ConfigureAwait(false);
    }

    private protected override Task SetStartTypeAsync(string name, ServiceStartType startType, CancellationToken cancellationToken) =>
        RequireAsync(
            _control, ["config", name, "start=", startType == ServiceStartType.Automatic ? "auto" : "demand"], cancellationToken);

    private protected override async Task StartAsync(string name, CancellationToken cancellationToken)
    {
        await EndAsync(name, cancellationToken).ConfigureAwait(false);
        await RequireAsync(_control, ["start", name], cancellationToken).ConfigureAwait(false);
    }

    private protected override Task StopAsync(string name, CancellationToken cancellationToken) => EndAsync(name, cancellationToken);

    private protected override async Task RemoveAsync(string name, CancellationToken cancellationToken)
    {
        if (!await EndAsync(name, cancellationToken).ConfigureAwait(false)) { return; }

        await RequireAsync(_control, ["delete", name], cancellationToken).ConfigureAwait(false);
    }

    private static string KeyOf(string name) => $@"{Services}\{name}";

    private static string Text(string command, string configuration) => $"{command}\n{configuration}";

    private static (string Command, string Configuration) Parts(string definition) =>
        definition.Split('\n') is [var command, var configuration] ? (command, configuration) : (string.Empty, string.Empty);

    // The labels are translated on some systems. Their order is not: name, type, state, ..., process, flags.
    private static (ServiceState State, int? ProcessId) StateOf(string output)
    {
        string[] values =
        [
            .. output.Split('\n').Select(line => (Line: line, Separator: line.IndexOf(':', StringComparison.Ordinal)))
                .Where(item => item.Separator > 0)
                .Select(item => item.Line[(item.Separator + 1)..].Trim()),
        ];
        ServiceState state = values.ElementAtOrDefault(2)?.Split(' ')[0] switch
        {
            "1" when values.ElementAtOrDefault(3)?.Split(' ')[0] is "0" or "1077" => ServiceState.Stopped,
            "1" => ServiceState.Failed,
            "2" => ServiceState.Starting,
            "3" => ServiceState.Stopping,
            "4" => ServiceState.Running,
            _ => ServiceState.Unknown,
        };
        bool hasProcess = int.TryParse(values.ElementAtOrDefault(7), NumberStyles.None, CultureInfo.InvariantCulture, out int process);
        return (state, hasProcess && process != 0 ? process : null);
    }

    // False: there is no such service.
    private async Task<bool> EndAsync(string name, CancellationToken cancellationToken)
    {
        CommandOutcome outcome = await System.RunAsync(_control, ["stop", name], cancellationToken).ConfigureAwait(false);
        for (int attempt = 0; outcome.ExitCode is 0 or StopsAlready && attempt < StopAttempts; attempt++)
        {
            await System.PauseAsync(cancellationToken).ConfigureAwait(false);
            outcome = await System.RunAsync(_control, ["stop", name], cancellationToken).ConfigureAwait(false);
        }

        return outcome.ExitCode switch
        {
            NotRunning => true,
            NoSuchService => false,
            _ => throw Failed($"'{_control} stop {name}' failed: {outcome.Reason}", null),
        };
    }

    private async Task<Dictionary<string, string>> ValuesAsync(string key, CancellationToken cancellationToken)
    {
        CommandOutcome outcome = await System.RunAsync(_registry, ["query", key], cancellationToken).ConfigureAwait(false);
        var values = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (string line in outcome.ExitCode == 0 ? outcome.Output.Split('\n') : [])
        {
            // Name, type, value, with four blanks before each.
            if (line.TrimEnd('\r').Split("    ", 4) is ["", var name, var type, var value] && type.StartsWith("REG_", StringComparison.Ordinal))
            {
                values[name] = value;
            }
        }

        return values;
    }
}
