using System.Text.RegularExpressions;
using Mycelium.Engine.Configuration;
using Mycelium.Engine.Errors;

namespace Mycelium.Engine.Deployment;

/// <summary>A service to be: what was asked for, checked.</summary>
public sealed partial record ServiceRegistration
{
    /// <summary>Name of a service that is not named.</summary>
    public const string DefaultName = "mycelium";

    // Folders that hold far more than keys. Source: hier(7).
    private static readonly HashSet<string> BroadFolders =
    [
        "/bin", "/boot", "/dev", "/etc", "/home", "/lib", "/lib64", "/media", "/mnt", "/opt", "/proc", "/root", "/run", "/sbin", "/srv", "/sys",
        "/tmp", "/usr", "/usr/bin", "/usr/lib", "/usr/local", "/usr/local/bin", "/usr/local/etc", "/usr/local/lib", "/usr/local/share",
        "/usr/sbin", "/usr/share", "/var", "/var/cache", "/var/lib", "/var/log", "/var/run", "/var/spool", "/var/tmp",
        "/Applications", "/Library", "/System", "/Users", "/Volumes", "/private", "/private/etc", "/private/tmp", "/private/var",
    ];

    private ServiceRegistration(string name, string configurationPath, IReadOnlyList<NodeConfiguration> nodes)
    {
        Name = name;
        ConfigurationPath = configurationPath;
        KeyFiles = [.. nodes.Select(node => node.KeyFile).OfType<string>().Distinct().Order(StringComparer.Ordinal)];
        KeyFolders = [.. KeyFiles.Select(Path.GetDirectoryName).OfType<string>().Distinct()];
        Warnings = [.. nodes.Select(WarningOf).Concat(KeyFolders.Select(WarningOf)).OfType<string>()];
    }

    /// <summary>Name of the service: 1 to 64 letters, digits, dots, hyphens, underscores; the first is a letter or digit.</summary>
    public string Name { get; }

    /// <summary>Full path of the configuration file.</summary>
    public string ConfigurationPath { get; }

    /// <summary>Full paths of the key files, in order.</summary>
    public IReadOnlyList<string> KeyFiles { get; }

    /// <summary>Full paths of the folders of the key files, where the service may write.</summary>
    public IReadOnlyList<string> KeyFolders { get; }

    /// <summary>What is allowed and probably not meant; sentences.</summary>
    public IReadOnlyList<string> Warnings { get; }

    /// <summary>When the service starts.</summary>
    public ServiceStartType StartType { get; init; }

    /// <summary>The program to run: <c>Mycelium.Host</c> or <c>pwsh</c>; null for the one of this process.</summary>
    public string? Program { get; init; }

    /// <summary>Full path of the script that <c>pwsh</c> runs.</summary>
    public string ScriptPath { get; init; } = string.Empty;

    /// <summary>Checks the name of a service.</summary>
    /// <exception cref="MyceliumException"><see cref="MyceliumErrorId.ServiceNameInvalid"/>.</exception>
    public static void CheckName(string name)
    {
        if (!NamePattern().IsMatch(name ?? string.Empty))
        {
            throw new MyceliumException(
                MyceliumErrorId.ServiceNameInvalid,
                $"'{name}' can't be the name of a service.",
                "Use 1 to 64 letters, digits, dots, hyphens and underscores, with a letter or digit first.");
        }
    }

    /// <summary>Checks a name and a configuration file.</summary>
    /// <param name="name">Name of the service.</param>
    /// <param name="configurationPath">The file; a service needs one that it can start from.</param>
    /// <exception cref="MyceliumException"><see cref="MyceliumErrorId.ServiceNameInvalid"/>, <see cref="MyceliumErrorId.InvalidOption"/>, or
    /// as <see cref="NodeConfigurationFile.LoadAll"/>.</exception>
    public static ServiceRegistration Create(string name, string configurationPath)
    {
        CheckName(name);
        ArgumentException.ThrowIfNullOrEmpty(configurationPath);
        string path = Path.GetFullPath(configurationPath);
        IReadOnlyList<NodeConfiguration> nodes = NodeConfigurationFile.LoadAll(path);
        var registration = new ServiceRegistration(name, path, nodes);
        foreach (string text in registration.KeyFiles.Prepend(path)) { CheckPath(text); }

        if (registration.KeyFolders.Contains("/")) { throw KeyInRoot(); }

        return registration;
    }

    /// <summary>Refuses a path that no definition of a service can hold.</summary>
    internal static void CheckPath(string path)
    {
        if (path.Any(IsForbidden))
        {
            throw new MyceliumException(
                MyceliumErrorId.InvalidOption,
                $"The path '{string.Concat(path.Select(c => IsForbidden(c) ? '?' : c))}' has control characters or line breaks.",
                "Move the file to a path without them.");
        }
    }

    // Unicode has two line breaks that are no control characters; what writes lines may take them for such.
    private static bool IsForbidden(char c) => char.IsControl(c) || c is '\u2028' or '\u2029';

    private static string? WarningOf(NodeConfiguration node) => node switch
    {
        { KeyVariable: { } variable } => $"The key of node '{node.Name}' is in the environment variable '{variable}', which a service does not have.",
        { KeyFile: null } => $"The identity of node '{node.Name}' is not kept: its address changes at each start. Name a key file with keyFile.",
        _ => null,
    };

    private static string? WarningOf(string keyFolder) =>
        BroadFolders.Contains(keyFolder) || Path.GetDirectoryName(keyFolder) is "/home" or "/Users"
            ? $"The service may change all of '{keyFolder}', since a key lies there. Give the keys a folder of their own."
            : null;

    private static MyceliumException KeyInRoot() => new(
        MyceliumErrorId.InvalidOption,
        "A key file lies in '/', so the service would have to be given the right to change everything.",
        "Give the key a folder of its own, as in keyFile: /etc/mycelium/node.key.");

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9._-]{0,63}\z")]
    private static partial Regex NamePattern();
}
