using System.Reflection;

namespace Mycelium.PowerShell.Tests.Hosting;

/// <summary>Where the build put things.</summary>
internal static class TestPaths
{
    /// <summary>Manifest of the staged module.</summary>
    internal static string Manifest => Read("ModulePath");

    /// <summary>Folder of the staged module.</summary>
    internal static string ModuleFolder => Path.GetDirectoryName(Manifest)!;

    /// <summary>The compiler's documentation of the module.</summary>
    internal static string Documentation => Read("ModuleDocumentation");

    /// <summary>The compiler's documentation of the engine.</summary>
    internal static string EngineDocumentation => Read("EngineDocumentation");

    /// <summary>A file of the repository.</summary>
    internal static string Source(params string[] parts) => Path.Combine([Read("RepositoryRoot"), .. parts]);

    private static string Read(string key) => Path.GetFullPath(
        typeof(TestPaths).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == key).Value!);
}
