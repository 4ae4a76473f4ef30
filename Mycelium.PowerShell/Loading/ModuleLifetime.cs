using System.Management.Automation;
using Mycelium.PowerShell.Nodes;

namespace Mycelium.PowerShell.Loading;

/// <summary>What happens when the module is imported and removed. PowerShell makes an instance for each.</summary>
public sealed class ModuleLifetime : IModuleAssemblyInitializer, IModuleAssemblyCleanup
{
    /// <summary>Says where the engine is, and names its types; nothing is started.</summary>
    public void OnImport()
    {
        EngineLoadContext.Register();
        EngineTypeNames.Register();
    }

    /// <summary>Stops all nodes of the process, since no cmdlet is left to do it, and says so.</summary>
    /// <exception cref="RuntimeException">$WarningPreference is Stop: the module stays, and its nodes go on.</exception>
    public void OnRemove(PSModuleInfo psModuleInfo)
    {
        RemovalWarning.Write(NodeRegistry.Shared.List());
        NodeRegistry.Shared.StopAll();
    }
}
