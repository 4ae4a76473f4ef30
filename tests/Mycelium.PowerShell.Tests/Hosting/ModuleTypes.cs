using System.Management.Automation;
using System.Reflection;

namespace Mycelium.PowerShell.Tests.Hosting;

/// <summary>What the module does not show: for tests of parts that no cmdlet leads to.</summary>
internal static class ModuleTypes
{
    /// <summary>Members of any kind.</summary>
    internal const BindingFlags Hidden = BindingFlags.Instance | BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.Public;

    /// <summary>A type of the module's assembly, as the session has loaded it.</summary>
    internal static Type ModuleType(this ModuleSession session, string name)
    {
        var command = (CmdletInfo)session.Run("Get-Command Get-MyceliumNode").Single.BaseObject;
        return command.ImplementingType.Assembly.GetType($"Mycelium.PowerShell.{name}", throwOnError: true)!;
    }
}
