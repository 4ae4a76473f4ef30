using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Reflection;

namespace Mycelium.Host.Cmdlets;

/// <summary>
/// The common cmdlets of this host. The engine alone has none for output, sorting or files; these offer the parameters that scripts
/// use most, under the same names and with the same results. A parameter that is not offered is an ordinary binding error.
/// </summary>
internal static class SupplementaryCmdlets
{
    /// <summary>Type of each cmdlet, by its name.</summary>
    internal static IReadOnlyDictionary<string, Type> All { get; } = typeof(SupplementaryCmdlets).Assembly.GetTypes()
        .Select(static type => (Type: type, Cmdlet: type.GetCustomAttribute<CmdletAttribute>()))
        .Where(static found => found.Cmdlet is not null)
        .ToDictionary(static found => $"{found.Cmdlet!.VerbName}-{found.Cmdlet.NounName}", static found => found.Type);

    /// <summary>Makes them commands of every runspace that is opened with <paramref name="state"/>.</summary>
    internal static void AddTo(InitialSessionState state)
    {
        foreach ((string name, Type type) in All) { state.Commands.Add(new SessionStateCmdletEntry(name, type, helpFileName: null)); }
    }
}
