using Mycelium.Engine.Errors;

namespace Mycelium.Engine.Deployment;

/// <summary>Registers services with the system, takes them back, and tells what they do. Services of others are never touched.</summary>
public abstract class ServiceManager
{
    private protected ServiceManager(IServiceSystem system) => System = system;

    /// <summary>Which manager this is.</summary>
    public abstract ServiceManagerKind Kind { get; }

    /// <summary>The machine.</summary>
    private protected IServiceSystem System { get; }

    /// <summary>Whether the manager runs on this machine.</summary>
    private protected abstract bool IsPresent { get; }

    /// <summary>The manager of this system.</summary>
    public static ServiceManager ForThisSystem()
    {
        var system = new ServiceSystem();
        return OperatingSystem.IsWindows() ? new WindowsServiceManager(system)
            : OperatingSystem.IsMacOS() ? new LaunchdManager(system)
            : new SystemdManager(system);
    }

    /// <summary>Names of all services that were registered here, in order.</summary>
    public abstract Task<IReadOnlyList<string>> ListNamesAsync(CancellationToken cancellationToken = default);

    /// <summary>Looks at a service.</summary>
    /// <exception cref="MyceliumException"><see cref="MyceliumErrorId.ServiceNameInvalid"/>, <see cref="MyceliumErrorId.ServiceNotFound"/>,
    /// <see cref="MyceliumErrorId.ServiceForeign"/>.</exception>
    public async Task<ServiceSnapshot> GetAsync(string name, CancellationToken cancellationToken = default)
    {
        InstalledDefinition definition = await FindOwnAsync(name, cancellationToken).ConfigureAwait(false);
        return await LookAsync(name, definition, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Defines a service, and decides when it starts and whether it runs. What is registered already in the same way stays as it is.
    /// </summary>
    /// <param name="registration">What to register.</param>
    /// <param name="options">What else may and must be done.</param>
    /// <param name="cancellationToken">Takes back what was done so far.</param>
    /// <exception cref="MyceliumException"><see cref="MyceliumErrorId.InvalidOption"/>, <see cref="MyceliumErrorId.ServiceProgramNotFound"/>,
    /// <see cref="MyceliumErrorId.ServiceFileUnsafe"/>, <see cref="MyceliumErrorId.ServiceManagerMissing"/>,
    /// <see cref="MyceliumErrorId.ServicePermissionDenied"/>, <see cref="MyceliumErrorId.ServiceForeign"/>,
    /// <see cref="MyceliumErrorId.ServiceExists"/>, or <see cref="MyceliumErrorId.ServiceManagerFailed"/>: then all is as it was before, or the
    /// message says what is not.</exception>
    /// <exception cref="RegistrationStoppedException">The caller gave up, and taking it back needs longer or failed.</exception>
    public async Task<ServiceChange> RegisterAsync(
        ServiceRegistration registration, RegistrationOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(registration);
        Check(options);
        string name = registration.Name;
        ServiceProgram program = ServiceProgram.Resolve(registration, System);
        string text = Define(registration, program);
        RequireManager();
        InstalledDefinition? former = await FindAsync(name, cancellationToken).ConfigureAwait(false);
        if (former is { IsOwn: false }) { throw Foreign(name, former.Path); }

        ServiceSnapshot? before = former is null ? null : await LookAsync(name, former, cancellationToken).ConfigureAwait(false);
        bool isSame = former?.Text == text && before?.StartType == registration.StartType;
        if (before is not null && !isSame && !options.HasFlag(RegistrationOptions.Overwrite)) { throw Exists(before); }

        bool? mustRun = MustRun(options, before?.State, isSame);
        if (before is not null && isSame && mustRun is null) { return new ServiceChange(before, IsChanged: false); }

        // What is not safe can still be stopped.
        if (!isSame || mustRun == true) { program.RequireSafe(); }

        try
        {
            if (!isSame) { await InstallAsync(registration, text, former is null, cancellationToken).ConfigureAwait(false); }

            if (mustRun is { } runs) { await SetRunningAsync(name, runs, cancellationToken).ConfigureAwait(false); }

            // Only who knows how the service stands can say that it was done.
            return new ServiceChange(await GetAsync(name, cancellationToken).ConfigureAwait(false), IsChanged: true);
        }
        catch (MyceliumException exception) when (exception.ErrorId == MyceliumErrorId.ServiceForeign)
        {
            // Somebody has defined another service meanwhile, which is none of ours.
            throw;
        }
        catch (Exception exception) when (IsRefusal(exception))
        {
            var undo = new RegistrationUndo(
                name, System.Time, limit => UndoAsync(name, isSame ? null : former, before, mustRun is not null, limit));
            if (exception is OperationCanceledException stopped)
            {
                await undo.LeaveAsync(stopped).ConfigureAwait(false);
                throw;
            }

            throw Failed($"{exception.Message} {await undo.FinishAsync(cancellationToken).ConfigureAwait(false)}", exception);
        }
    }

    /// <summary>Refuses what could never be registered, without doing anything. The files are looked at where a program is named: another one may
    /// be meant to run them.</summary>
    /// <exception cref="MyceliumException"><see cref="MyceliumErrorId.InvalidOption"/>, <see cref="MyceliumErrorId.ServiceProgramNotFound"/>,
    /// <see cref="MyceliumErrorId.ServiceFileUnsafe"/>.</exception>
    public void Check(ServiceRegistration registration, RegistrationOptions options)
    {
        ArgumentNullException.ThrowIfNull(registration);
        Check(options);
        if (registration.Program is null) { return; }

        ServiceProgram program = ServiceProgram.Resolve(registration, System);

        // What is not safe can still be stopped.
        if (!options.HasFlag(RegistrationOptions.Stop)) { program.RequireSafe(); }
    }

    /// <summary>Stops a service and takes its definition away; the configuration file and its key stay.</summary>
    /// <returns>What the service was.</returns>
    /// <exception cref="MyceliumException">As <see cref="GetAsync"/>, and <see cref="MyceliumErrorId.ServiceManagerMissing"/>,
    /// <see cref="MyceliumErrorId.ServicePermissionDenied"/>, <see cref="MyceliumErrorId.ServiceManagerFailed"/>.</exception>
    public async Task<ServiceSnapshot> UnregisterAsync(string name, CancellationToken cancellationToken = default)
    {
        ServiceSnapshot last = await GetAsync(name, cancellationToken).ConfigureAwait(false);
        RequireManager();
        try
        {
            await RemoveAsync(name, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Failed(exception.Message, exception);
        }

        return last;
    }

    /// <summary>The text that defines a service.</summary>
    private protected abstract string Define(ServiceRegistration registration, ServiceProgram program);

    /// <summary>Looks up what has a name; null for nothing.</summary>
    private protected abstract Task<InstalledDefinition?> FindAsync(string name, CancellationToken cancellationToken);

    /// <summary>Asks how a service stands.</summary>
    private protected abstract Task<ServiceCondition> AskAsync(string name, InstalledDefinition definition, CancellationToken cancellationToken);

    /// <summary>Reads program and configuration from a definition.</summary>
    private protected abstract (string Program, string ConfigurationPath) Read(string definition);

    /// <summary>Puts a definition in its place and makes the manager know it.</summary>
    private protected abstract Task PutAsync(string name, string definition, bool isNew, CancellationToken cancellationToken);

    /// <summary>Makes a service start with the system, or not.</summary>
    private protected abstract Task SetStartTypeAsync(string name, ServiceStartType startType, CancellationToken cancellationToken);

    /// <summary>Starts a service, or starts it again.</summary>
    private protected abstract Task StartAsync(string name, CancellationToken cancellationToken);

    /// <summary>Stops a service if it runs; it stays registered.</summary>
    private protected abstract Task StopAsync(string name, CancellationToken cancellationToken);

    /// <summary>Stops a service if it runs, and removes it.</summary>
    private protected abstract Task RemoveAsync(string name, CancellationToken cancellationToken);

    /// <summary>Runs a command that must succeed.</summary>
    private protected async Task RequireAsync(string program, string[] arguments, CancellationToken cancellationToken)
    {
        CommandOutcome outcome = await System.RunAsync(program, arguments, cancellationToken).ConfigureAwait(false);
        if (outcome.ExitCode != 0) { throw Failed($"'{program} {string.Join(' ', arguments)}' failed: {outcome.Reason}", null); }
    }

    private protected static MyceliumException Failed(string message, Exception? cause) => new(
        MyceliumErrorId.ServiceManagerFailed, message, "Correct what the service manager names in the message, and try again.", cause);

    /// <summary>Whether an error is one of the machine or the caller, not a mistake here.</summary>
    internal static bool IsRefusal(Exception exception) =>
        exception is MyceliumException or IOException or UnauthorizedAccessException or OperationCanceledException;

    private static void Check(RegistrationOptions options)
    {
        if (options.HasFlag(RegistrationOptions.Stop) && (options & (RegistrationOptions.Start | RegistrationOptions.Restart)) != 0)
        {
            throw new MyceliumException(
                MyceliumErrorId.InvalidOption, "A service can't be both stopped and started.", "Leave out either -Stop, or -Start and -Restart.");
        }
    }

    // True to start it, or start it anew; false to stop it; null to leave it as it is.
    private static bool? MustRun(RegistrationOptions options, ServiceState? state, bool isSame)
    {
        if (options.HasFlag(RegistrationOptions.Start) && !(isSame && IsUp(state))) { return true; }

        if (state is null || IsDown(state.Value)) { return null; }

        return options.HasFlag(RegistrationOptions.Restart) ? true : options.HasFlag(RegistrationOptions.Stop) ? false : null;
    }

    private static bool IsUp(ServiceState? state) => state is ServiceState.Running or ServiceState.Starting;

    private static bool IsDown(ServiceState state) => state is ServiceState.Stopped or ServiceState.Stopping;

    private static MyceliumException Foreign(string name, string path) => new(
        MyceliumErrorId.ServiceForeign,
        $"The service '{name}' was not registered by Register-MyceliumService; it is defined in '{path}'.",
        "Choose another -Name; the service is left alone.");

    private static MyceliumException Exists(ServiceSnapshot service) => new(
        MyceliumErrorId.ServiceExists,
        $"The service '{service.Name}' is registered already, for '{service.ConfigurationPath}' or in another way.",
        "Choose another -Name, or replace the registration with -Force.");

    private async Task InstallAsync(ServiceRegistration registration, string text, bool isNew, CancellationToken cancellationToken)
    {
        foreach (string folder in registration.KeyFolders.Where(folder => !System.FolderExists(folder))) { System.CreateFolder(folder); }

        await PutAsync(registration.Name, text, isNew, cancellationToken).ConfigureAwait(false);
        await SetStartTypeAsync(registration.Name, registration.StartType, cancellationToken).ConfigureAwait(false);
    }

    private async Task<string> UndoAsync(
        string name, InstalledDefinition? replaced, ServiceSnapshot? before, bool hasRunChanged, CancellationToken limit)
    {
        if (before is null)
        {
            await RemoveAsync(name, limit).ConfigureAwait(false);
            return "Nothing was registered.";
        }

        if (replaced is not null)
        {
            await PutAsync(name, replaced.Text, isNew: false, limit).ConfigureAwait(false);
            await SetStartTypeAsync(name, before.StartType, limit).ConfigureAwait(false);
        }

        // What had failed before, or whose state nobody knows, is left alone.
        bool? ran = IsUp(before.State) ? true : IsDown(before.State) ? false : null;
        if (hasRunChanged && ran is { } runs) { await SetRunningAsync(name, runs, limit).ConfigureAwait(false); }

        return replaced is null ? "The registration stays." : "The former registration is back.";
    }

    private Task SetRunningAsync(string name, bool runs, CancellationToken cancellationToken) =>
        runs ? StartAsync(name, cancellationToken) : StopAsync(name, cancellationToken);

    private void RequireManager()
    {
        if (!IsPresent)
        {
            throw new MyceliumException(
                MyceliumErrorId.ServiceManagerMissing,
                $"This system is not run by {Kind}, so services can't be registered.",
                "Start 'Mycelium.Host run' with the system's own means, as in a container.");
        }

        if (!System.IsPrivileged)
        {
            throw new MyceliumException(
                MyceliumErrorId.ServicePermissionDenied, "This process may not manage services.", "Run as root, on Windows elevated.");
        }
    }

    private async Task<InstalledDefinition> FindOwnAsync(string name, CancellationToken cancellationToken)
    {
        ServiceRegistration.CheckName(name);
        InstalledDefinition definition = await FindAsync(name, cancellationToken).ConfigureAwait(false)
            ?? throw new MyceliumException(
                MyceliumErrorId.ServiceNotFound, $"There is no service '{name}'.", "List the services with Get-MyceliumService.");
        return definition.IsOwn ? definition : throw Foreign(name, definition.Path);
    }

    private async Task<ServiceSnapshot> LookAsync(string name, InstalledDefinition definition, CancellationToken cancellationToken)
    {
        (string program, string configuration) = Read(definition.Text);
        ServiceCondition condition = await AskAsync(name, definition, cancellationToken).ConfigureAwait(false);
        return new ServiceSnapshot(
            name, condition.State, condition.StartType, configuration, program, Kind, definition.Path, condition.ProcessId);
    }
}
