using System.Management.Automation;

namespace Mycelium.Host.Cmdlets;

/// <summary>Writes a text to the debug stream.</summary>
[Cmdlet(VerbsCommunications.Write, "Debug")]
public sealed class WriteDebugCommand : MessageCommand
{
    /// <inheritdoc/>
    protected override void ProcessRecord() => WriteDebug(Message);
}
