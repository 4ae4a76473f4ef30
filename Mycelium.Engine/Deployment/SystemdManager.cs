using System.Globalization;

namespace Mycelium.Engine.Deployment;

/// <summary>Units of systemd. Source: systemctl(1), systemd.unit(5).</summary>
internal sealed class SystemdManager(
    IServiceSystem system, string unitFolder = "/etc/systemd/system", string program = "systemctl", string sign = "/run/systemd/system")
    : ServiceManager(system)
{
    private const string Extension = ".service";
    private const string Properties = "--property=LoadState,ActiveState,SubState,UnitFileState,MainPID,FragmentPath";

    public override ServiceManagerKind Kind => ServiceManagerKind.Systemd;

    // The folder is the sign that sd_booted(3) names.
    private protected override bool IsPresent => System.FolderExists(sign);

    public override Task<IReadOnlyList<string>> ListNamesAsync(CancellationToken cancellationToken = default)
    {
        IReadOnlyList<string> names =
        [
            .. System.Files(unitFolder, "*" + Extension)
                .Where(path => SystemdUnit.IsOwn(System.Read(path)))
                .Select(path => Path.GetFileNameWithoutExtension(path))
                .Order(StringComparer.Ordinal),
        ];
        return Task.FromResult(names);
    }

    private protected override string Define(ServiceRegistration registration, ServiceProgram program) =>
        SystemdUnit.Write(registration, program);

    private protected override (string Program, string ConfigurationPath) Read(string definition) => SystemdUnit.Read(definition);

    private protected override async Task<InstalledDefinition?> FindAsync(string name, CancellationToken cancellationToken)
    {
        string path = PathOf(name);
        if (System.FileExists(path))
        {
            string? text = System.Read(path);
            bool isOwn = SystemdUnit.IsOwn(text);
            return new InstalledDefinition(path, isOwn ? text! : string.Empty, isOwn);
        }

        // Ours would hide a unit of a package, which lies elsewhere.
        Dictionary<string, string> values = IsPresent ? await ShowAsync(name, cancellationToken).ConfigureAwait(false) : [];
        return values.GetValueOrDefault("FragmentPath") is { Length: > 0 } other && other != path
            ? new InstalledDefinition(other, string.Empty, IsOwn: false)
            : null;
    }

    private protected override async Task<ServiceCondition> AskAsync(
        string name, InstalledDefinition definition, CancellationToken cancellationToken)
    {
        Dictionary<string, string> values = IsPresent ? await ShowAsync(name, cancellationToken).ConfigureAwait(false) : [];
        bool starts = values.TryGetValue("UnitFileState", out string? fileState)
            ? fileState.StartsWith("enabled", StringComparison.Ordinal)
            : System.FileExists(Path.Combine(unitFolder, "multi-user.target.wants", name + Extension));
        _ = int.TryParse(values.GetValueOrDefault("MainPID"), NumberStyles.None, CultureInfo.InvariantCulture, out int process);
        return new ServiceCondition(
            StateOf(values), starts ? ServiceStartType.Automatic : ServiceStartType.Manual, process == 0 ? null : process);
    }

    private protected override Task PutAsync(string name, string definition, bool isNew, CancellationToken cancellationToken)
    {
        System.Write(PathOf(name), definition);
        return RequireAsync(program, ["daemon-reload"], cancellationToken);
    }

    private protected override Task SetStartTypeAsync(string name, ServiceStartType startType, CancellationToken cancellationToken) =>
        RequireAsync(program, [startType == ServiceStartType.Automatic ? "enable" : "disable", name + Extension], cancellationToken);

    private protected override Task StartAsync(string name, CancellationToken cancellationToken) =>
        RequireAsync(program, ["restart", name + Extension], cancellationToken);

    private protected override Task StopAsync(string name, CancellationToken cancellationToken) =>
        RequireAsync(program, ["stop", name + Extension], cancellationToken);

    private protected override async Task RemoveAsync(string name, CancellationToken cancellationToken)
    {
        string unit = name + Extension;
        if (System.FileExists(PathOf(name)))
        {
            await RequireAsync(program, ["disable", "--now", unit], cancellationToken).ConfigureAwait(false);
            System.Delete(PathOf(name));
        }

        await RequireAsync(program, ["daemon-reload"], cancellationToken).ConfigureAwait(false);

        // Forgets a failure; a unit that did not fail is none for this command.
        await System.RunAsync(program, ["reset-failed", unit], cancellationToken).ConfigureAwait(false);
    }

    private static ServiceState StateOf(Dictionary<string, string> values) => values.GetValueOrDefault("ActiveState") switch
    {
        "active" or "reloading" => ServiceState.Running,
        "activating" when values.GetValueOrDefault("SubState") == "auto-restart" => ServiceState.Failed,
        "activating" => ServiceState.Starting,
        "deactivating" => ServiceState.Stopping,
        "inactive" => ServiceState.Stopped,
        "failed" => ServiceState.Failed,
        _ => ServiceState.Unknown,
    };

    private async Task<Dictionary<string, string>> ShowAsync(string name, CancellationToken cancellationToken)
    {
        CommandOutcome outcome = await System.RunAsync(program, ["show", Properties, name + Extension], cancellationToken).ConfigureAwait(false);
        var values = new Dictionary<string, string>();
        foreach (string line in outcome.ExitCode == 0 ? outcome.Output.Split('\n') : [])
        {
            int separator = line.IndexOf('=', StringComparison.Ordinal);
            if (separator > 0) { values[line[..separator]] = line[(separator + 1)..].Trim(); }
        }

        return values;
    }

    private string PathOf(string name) => Path.Combine(unitFolder, name + Extension);
}
