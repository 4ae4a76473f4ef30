using Mycelium.Engine.Deployment;

namespace Mycelium.PowerShell.Commands;

/// <summary>A cmdlet that speaks with the service manager of the system.</summary>
public abstract class MyceliumServiceCmdlet : MyceliumCmdlet
{
    /// <summary>The manager.</summary>
    private protected ServiceManager Manager => field ??= ServiceManager.ForThisSystem();
}
