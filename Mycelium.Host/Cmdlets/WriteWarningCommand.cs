using System.Management.Automation;

namespace Mycelium.Host.Cmdlets;

/// <summary>Writes a text to the warning stream.</summary>
[Cmdlet(VerbsCommunications.Write, "Warning")]
public sealed class WriteWarningCommand : MessageCommand
{
    /// <inheritdoc/>
    protected override void ProcessRecord() => WriteWarning(Message);
}
