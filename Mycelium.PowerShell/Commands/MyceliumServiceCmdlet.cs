using Mycelium.Engine.Deployment;
using Mycelium.Engine.Errors;
using Mycelium.PowerShell.Arguments;

namespace Mycelium.PowerShell.Commands;

/// <summary>A cmdlet that speaks with the service manager of the system.</summary>
public abstract class MyceliumServiceCmdlet : MyceliumCmdlet
{
    /// <summary>The manager.</summary>
    private protected ServiceManager Manager => field ??= ServiceManager.ForThisSystem();

    /// <summary>The service of a name, which must be there; or those that match a pattern, which may be none.</summary>
    private protected IEnumerable<ServiceSnapshot> Find(string name) => NamePattern.IsPattern(name)
        ? Wait(Manager.ListNamesAsync).Where(NamePattern.Filter(name)).Select(TryLook).OfType<ServiceSnapshot>()
        : [Look(name)];

    private ServiceSnapshot Look(string name) => Wait(token => Manager.GetAsync(name, token));

    // What was taken away, or replaced by a service of others, since the names were listed matches no more.
    private ServiceSnapshot? TryLook(string name)
    {
        try
        {
            return Look(name);
        }
        catch (MyceliumException exception) when (exception.ErrorId is MyceliumErrorId.ServiceNotFound or MyceliumErrorId.ServiceForeign)
        {
            return null;
        }
    }
}
