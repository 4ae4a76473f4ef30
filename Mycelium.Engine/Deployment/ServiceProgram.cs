using Mycelium.Engine.Errors;

namespace Mycelium.Engine.Deployment;

/// <summary>What a service runs: a program and its arguments.</summary>
/// <param name="Path">Full path of the program.</param>
/// <param name="Arguments">Its arguments; the last is the configuration file.</param>
internal sealed record ServiceProgram(string Path, IReadOnlyList<string> Arguments)
{
    private const string PowerShell = "pwsh";
    private const string Host = "Mycelium.Host";
    private const UnixFileMode Execute = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <summary>What decides what the service runs and reads, and whose name it has in the network.</summary>
    internal IReadOnlyList<FileTrail> Trails { get; private init; } = [];

    /// <summary>Finds out what to run for a registration.</summary>
    /// <exception cref="MyceliumException"><see cref="MyceliumErrorId.ServiceProgramNotFound"/>, <see cref="MyceliumErrorId.InvalidOption"/>, or
    /// <see cref="MyceliumErrorId.ServiceFileUnsafe"/> for links that lead in circles.</exception>
    internal static ServiceProgram Resolve(ServiceRegistration registration, IServiceSystem system)
    {
        string path = registration.Program ?? OwnProgram(system);
        if (!IsProgram(path, system))
        {
            throw new MyceliumException(
                MyceliumErrorId.ServiceProgramNotFound, $"There is no program '{path}'.", "Give -Program the full path of Mycelium.Host or pwsh.");
        }

        bool isPowerShell = IsNamed(path, PowerShell);
        IReadOnlyList<string> arguments = isPowerShell
            ? ["-NoLogo", "-NoProfile", "-NonInteractive", "-File", registration.ScriptPath, registration.ConfigurationPath]
            : ["run", registration.ConfigurationPath];
        string[] files = isPowerShell ? [path, arguments[4], arguments[5]] : [path, arguments[1]];
        foreach (string file in files) { ServiceRegistration.CheckPath(file); }

        return new ServiceProgram(path, arguments)
        {
            Trails = [.. files.Concat(registration.KeyFiles).Select(file => FileTrail.Follow(file, system))],
        };
    }

    /// <summary>Refuses a service that others than root could make do something else: it has rights that they have not.</summary>
    /// <exception cref="MyceliumException"><see cref="MyceliumErrorId.ServiceFileUnsafe"/>.</exception>
    internal void RequireSafe()
    {
        foreach (FileTrail trail in Trails) { trail.RequireSafe(); }
    }

    private static string OwnProgram(IServiceSystem system) => system.ProcessPath is { } own && (IsNamed(own, PowerShell) || IsNamed(own, Host))
        ? own
        : throw new MyceliumException(
            MyceliumErrorId.ServiceProgramNotFound,
            $"'{system.ProcessPath}', which runs now, can't run a configuration as a service.",
            "Give -Program the full path of Mycelium.Host or pwsh.");

    private static bool IsNamed(string path, string name) =>
        FileName(path).Equals(name, StringComparison.OrdinalIgnoreCase) || FileName(path).Equals(name + ".exe", StringComparison.OrdinalIgnoreCase);

    // Definitions for Windows are made in tests on other systems too.
    private static string FileName(string path) => path[(path.AsSpan().LastIndexOfAny('/', '\\') + 1)..];

    private static bool IsProgram(string path, IServiceSystem system) =>
        system.FileExists(path) && system.Mode(path) is var mode && (mode is null || (mode & Execute) != 0);
}
