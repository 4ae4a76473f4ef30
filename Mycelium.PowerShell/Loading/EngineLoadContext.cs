using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Loader;

namespace Mycelium.PowerShell.Loading;

/// <summary>
/// Holds the engine and what it depends on, from <c>deps/</c>, apart from everything else in the session: another module's version
/// of the same library is neither used nor replaced. The default context is told of one assembly only, the engine.
/// </summary>
internal sealed class EngineLoadContext : AssemblyLoadContext
{
    private const string EngineName = "Mycelium.Engine";

    private static readonly Lazy<EngineLoadContext> Instance = new(static () => new EngineLoadContext(DependencyFolder));
    private static int _isRegistered;

    private readonly string _folder;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, nint> _nativeLibraries = [];

    private EngineLoadContext(string folder)
        : base("Mycelium") => _folder = folder;

    private static string DependencyFolder =>
        Path.Combine(Path.GetDirectoryName(typeof(EngineLoadContext).Assembly.Location)!, "deps");

    /// <summary>Makes the engine known to the default context, once in a process; a process that has it already never asks.</summary>
    internal static void Register()
    {
        if (Interlocked.Exchange(ref _isRegistered, 1) == 0) { Default.Resolving += ResolveEngine; }
    }

    /// <inheritdoc/>
    protected override Assembly? Load(AssemblyName assemblyName)
    {
        string path = Path.Combine(_folder, $"{assemblyName.Name}.dll");
        return File.Exists(path) ? LoadFromAssemblyPath(path) : null;
    }

    /// <summary>Called at each first use of a native function; a library is looked for once, and only by its absolute path.</summary>
    protected override nint LoadUnmanagedDll(string unmanagedDllName)
    {
        lock (_lock)
        {
            if (!_nativeLibraries.TryGetValue(unmanagedDllName, out nint handle))
            {
                handle = LoadNative(unmanagedDllName);
                _nativeLibraries.Add(unmanagedDllName, handle);
            }

            return handle;
        }
    }

    private static Assembly? ResolveEngine(AssemblyLoadContext context, AssemblyName name) =>
        name.Name == EngineName ? Instance.Value.LoadFromAssemblyName(name) : null;

    private nint LoadNative(string name)
    {
        foreach (string runtimeId in RuntimeIds())
        {
            string path = Path.Combine(_folder, "runtimes", runtimeId, "native", FileName(name));
            if (File.Exists(path) && NativeLibrary.TryLoad(path, out nint handle)) { return handle; }
        }

        return nint.Zero;
    }

    // The runtime's own id can name a distribution; the general ones follow, and on Linux the loader refuses the wrong C library.
    private static IEnumerable<string> RuntimeIds()
    {
        string architecture = RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant();
        yield return RuntimeInformation.RuntimeIdentifier;
        if (OperatingSystem.IsWindows()) { yield return $"win-{architecture}"; }
        else if (OperatingSystem.IsMacOS()) { yield return $"osx-{architecture}"; }
        else
        {
            yield return $"linux-{architecture}";
            yield return $"linux-musl-{architecture}";
        }
    }

    private static string FileName(string name)
    {
        string extension = OperatingSystem.IsWindows() ? ".dll" : OperatingSystem.IsMacOS() ? ".dylib" : ".so";
        return name.EndsWith(extension, StringComparison.OrdinalIgnoreCase) ? name : name + extension;
    }
}
