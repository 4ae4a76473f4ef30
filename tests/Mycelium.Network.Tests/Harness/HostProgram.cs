namespace Mycelium.Network.Tests.Harness;

/// <summary>Where the build has put <c>Mycelium.Host</c>, and the repository's other files.</summary>
internal static class HostProgram
{
    private static readonly Lazy<string> LazyRoot = new(FindRoot);
    private static readonly Lazy<string> LazyAssembly = new(FindAssembly);

    /// <summary>Program and first arguments that start the host.</summary>
    // Whoever is started in the background of a shell ignores SIGINT, and so do its children, unless it is set back.
    internal static IReadOnlyList<string> Command => ["env", "--default-signal=INT", "dotnet", LazyAssembly.Value];

    /// <summary>A file of the repository.</summary>
    internal static string RepositoryFile(params string[] parts) => Path.Combine([LazyRoot.Value, .. parts]);

    private static string FindRoot()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Mycelium.sln"))) { folder = folder.Parent; }

        return folder?.FullName ?? throw new InvalidOperationException("The tests do not run within the repository.");
    }

    // The same configuration as the tests; of several runtime identifiers the newest build.
    private static string FindAssembly()
    {
        string configuration = AppContext.BaseDirectory.Contains("/Debug/", StringComparison.Ordinal) ? "Debug" : "Release";
        string folder = RepositoryFile("Mycelium.Host", "bin", configuration);
        IEnumerable<FileInfo> found = Directory.Exists(folder)
            ? new DirectoryInfo(folder).EnumerateFiles("Mycelium.Host.dll", SearchOption.AllDirectories)
            : [];
        return found.MaxBy(file => file.LastWriteTimeUtc)?.FullName
            ?? throw new FileNotFoundException($"No Mycelium.Host.dll in {folder}: build the solution.");
    }
}
