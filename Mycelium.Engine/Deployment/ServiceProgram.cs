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

    /// <summary>Finds out what to run for a registration.</summary>
    /// <exception cref="MyceliumException"><see cref="MyceliumErrorId.ServiceProgramNotFound"/> or
    /// <see cref="MyceliumErrorId.ServiceFileUnsafe"/>: others could change what the service does.</exception>
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
        foreach (string file in isPowerShell ? [path, arguments[4], arguments[5]] : new[] { path, arguments[1] })
        {
            ServiceRegistration.CheckPath(file);
            RequireSafe(file, system);
        }

        return new ServiceProgram(path, arguments);
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

    // The service has rights that its registrar had to be given: what it runs and reads must not be open to everybody.
    private static void RequireSafe(string file, IServiceSystem system)
    {
        bool isOpen = IsOpen(system.Mode(file));
        for (string? folder = System.IO.Path.GetDirectoryName(file); folder?.Length > 0; folder = System.IO.Path.GetDirectoryName(folder))
        {
            // Whoever may write to a folder can put another one in the place of what is in it, unless it has the sticky bit.
            isOpen |= IsOpen(system.Mode(folder)) && (system.Mode(folder) & UnixFileMode.StickyBit) == 0;
        }

        if (isOpen)
        {
            throw new MyceliumException(
                MyceliumErrorId.ServiceFileUnsafe,
                $"Everybody may change '{file}' or a folder that it lies in, and so what the service does.",
                "Take the right to write from others (chmod o-w), or move the file.");
        }
    }

    private static bool IsOpen(UnixFileMode? mode) => (mode & UnixFileMode.OtherWrite) is { } write && write != 0;
}
