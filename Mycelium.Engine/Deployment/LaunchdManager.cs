using System.Globalization;
using System.Text.RegularExpressions;

namespace Mycelium.Engine.Deployment;

/// <summary>Daemons of launchd, in the system's domain. Source: launchctl(1), launchd.plist(5). Never run on macOS by its authors.</summary>
internal sealed partial class LaunchdManager(IServiceSystem system) : ServiceManager(system)
{
    private const string Folder = "/Library/LaunchDaemons";
    private const string Program = "/bin/launchctl";
    private const string Extension = ".plist";
    private const int UnloadAttempts = 75;

    public override ServiceManagerKind Kind => ServiceManagerKind.Launchd;

    private protected override bool IsPresent => System.FileExists(Program);

    public override Task<IReadOnlyList<string>> ListNamesAsync(CancellationToken cancellationToken = default)
    {
        IReadOnlyList<string> names =
        [
            .. System.Files(Folder, LaunchdPlist.LabelPrefix + "*" + Extension)
                .Where(path => LaunchdPlist.IsOwn(System.Read(path)))
                .Select(path => Path.GetFileName(path)[LaunchdPlist.LabelPrefix.Length..^Extension.Length])
                .Order(StringComparer.Ordinal),
        ];
        return Task.FromResult(names);
    }

    private protected override string Define(ServiceRegistration registration, ServiceProgram program) =>
        LaunchdPlist.Write(registration, program);

    private protected override (string Program, string ConfigurationPath) Read(string definition)
    {
        (string program, string configuration, _) = LaunchdPlist.Read(definition);
        return (program, configuration);
    }

    private protected override Task<InstalledDefinition?> FindAsync(string name, CancellationToken cancellationToken)
    {
        string path = PathOf(name);
        string? text = System.FileExists(path) ? System.Read(path) ?? string.Empty : null;
        return Task.FromResult(text is null ? null : new InstalledDefinition(path, text, LaunchdPlist.IsOwn(text)));
    }

    private protected override async Task<ServiceCondition> AskAsync(
        string name, InstalledDefinition definition, CancellationToken cancellationToken)
    {
        ServiceStartType startType = LaunchdPlist.Read(definition.Text).RunsAtLoad ? ServiceStartType.Automatic : ServiceStartType.Manual;
        CommandOutcome outcome = await System.RunAsync(Program, ["print", Target(name)], cancellationToken).ConfigureAwait(false);
        if (outcome.ExitCode != 0) { return new ServiceCondition(ServiceState.Stopped, startType, null); }

        int? process = PidPattern().Match(outcome.Output) is { Success: true } match
            && int.TryParse(match.Groups[1].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            ? number
            : null;
        ServiceState state = StatePattern().Match(outcome.Output).Groups[1].Value switch
        {
            "running" => ServiceState.Running,
            "" => ServiceState.Unknown,
            _ when ExitPattern().Match(outcome.Output) is { Success: true } exit && exit.Groups[1].Value != "0" => ServiceState.Failed,
            _ => ServiceState.Stopped,
        };
        return new ServiceCondition(state, startType, process);
    }

    private protected override Task PutAsync(string name, string definition, bool isNew, CancellationToken cancellationToken)
    {
        System.Write(PathOf(name), definition);
        return Task.CompletedTask;
    }

    // When it starts is written in the definition; this lifts an earlier "launchctl disable", with which it could not be loaded.
    private protected override Task SetStartTypeAsync(string name, ServiceStartType startType, CancellationToken cancellationToken) =>
        RequireAsync(Program, ["enable", Target(name)], cancellationToken);

    private protected override async Task StartAsync(string name, CancellationToken cancellationToken)
    {
        await UnloadAsync(name, cancellationToken).ConfigureAwait(false);
        await RequireAsync(Program, ["bootstrap", "system", PathOf(name)], cancellationToken).ConfigureAwait(false);
        await RequireAsync(Program, ["kickstart", Target(name)], cancellationToken).ConfigureAwait(false);
    }

    // One that starts with the system is loaded again then.
    private protected override Task StopAsync(string name, CancellationToken cancellationToken) => UnloadAsync(name, cancellationToken);

    private protected override async Task RemoveAsync(string name, CancellationToken cancellationToken)
    {
        await UnloadAsync(name, cancellationToken).ConfigureAwait(false);
        System.Delete(PathOf(name));
    }

    private static string PathOf(string name) => $"{Folder}/{LaunchdPlist.LabelPrefix}{name}{Extension}";

    private static string Target(string name) => $"system/{LaunchdPlist.LabelPrefix}{name}";

    // The command returns before the daemon has ended, and loading it again fails until then.
    private async Task UnloadAsync(string name, CancellationToken cancellationToken)
    {
        if (!await IsLoadedAsync(name, cancellationToken).ConfigureAwait(false)) { return; }

        CommandOutcome outcome = await System.RunAsync(Program, ["bootout", Target(name)], cancellationToken).ConfigureAwait(false);
        for (int attempt = 0; attempt < UnloadAttempts; attempt++)
        {
            if (!await IsLoadedAsync(name, cancellationToken).ConfigureAwait(false)) { return; }

            await System.PauseAsync(cancellationToken).ConfigureAwait(false);
        }

        throw Failed($"'{Program} bootout {Target(name)}' did not end the service: {outcome.Reason}", null);
    }

    private async Task<bool> IsLoadedAsync(string name, CancellationToken cancellationToken) =>
        (await System.RunAsync(Program, ["print", Target(name)], cancellationToken).ConfigureAwait(false)).ExitCode == 0;

    [GeneratedRegex(@"^\tstate = (.+?)\s*$", RegexOptions.Multiline)]
    private static partial Regex StatePattern();

    [GeneratedRegex(@"^\tpid = (\d+)\s*$", RegexOptions.Multiline)]
    private static partial Regex PidPattern();

    [GeneratedRegex(@"^\tlast exit code = (\d+)", RegexOptions.Multiline)]
    private static partial Regex ExitPattern();
}
