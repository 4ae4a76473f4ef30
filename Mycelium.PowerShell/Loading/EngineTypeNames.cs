using System.Management.Automation;
using System.Reflection;
using System.Runtime.Loader;

namespace Mycelium.PowerShell.Loading;

/// <summary>
/// Lets scripts name the engine's public types, such as <c>[Mycelium.Engine.Management.PeerSnapshot]</c>. PowerShell looks for type names
/// in the default context only, and the engine is not there; so each full name is made a type accelerator.
/// </summary>
internal static class EngineTypeNames
{
    private static readonly Lock Gate = new();
    private static bool _isRegistered;

    /// <summary>Registers the names, once in a process. Does nothing where PowerShell finds the engine by itself.</summary>
    internal static void Register()
    {
        lock (Gate)
        {
            if (_isRegistered) { return; }

            _isRegistered = true;
            Assembly engine = typeof(Engine.MyceliumNode).Assembly;
            if (AssemblyLoadContext.GetLoadContext(engine) != AssemblyLoadContext.Default) { Add(engine.GetExportedTypes()); }
        }
    }

    private static void Add(Type[] types)
    {
        MethodInfo? add = typeof(PSObject).Assembly
            .GetType("System.Management.Automation.TypeAccelerators")?
            .GetMethod("Add", BindingFlags.Public | BindingFlags.Static, [typeof(string), typeof(Type)]);
        foreach (Type type in types) { add?.Invoke(null, [type.FullName, type]); }
    }
}
