using System.Management.Automation;

namespace Mycelium.Host.Cmdlets;

/// <summary>Writes a text to the verbose stream.</summary>
[Cmdlet(VerbsCommunications.Write, "Verbose")]
public sealed class WriteVerboseCommand : MessageCommand
{
    /// <inheritdoc/>
    protected override void ProcessRecord() => WriteVerbose(Message);
}
