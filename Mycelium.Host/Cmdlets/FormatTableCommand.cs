using System.Management.Automation;
using Microsoft.PowerShell.Commands.Internal.Format;

namespace Mycelium.Host.Cmdlets;

/// <summary>Formats objects as a table, with the views of their types. All parameters are the engine's.</summary>
[Cmdlet(VerbsCommon.Format, "Table")]
public sealed class FormatTableCommand : OuterFormatTableBase
{
    /// <summary>Makes the command.</summary>
    public FormatTableCommand() => EngineInternals.UseShape(this, "Table");
}
