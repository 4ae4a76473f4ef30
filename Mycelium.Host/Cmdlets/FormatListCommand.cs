using System.Management.Automation;
using Microsoft.PowerShell.Commands.Internal.Format;

namespace Mycelium.Host.Cmdlets;

/// <summary>Formats objects as lists of their properties. All parameters are the engine's.</summary>
[Cmdlet(VerbsCommon.Format, "List")]
public sealed class FormatListCommand : OuterFormatTableAndListBase
{
    /// <summary>Makes the command.</summary>
    public FormatListCommand() => EngineInternals.UseShape(this, "List");
}
