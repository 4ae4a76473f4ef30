using System.Management.Automation;

namespace Mycelium.PowerShell.Tests.Jobs;

/// <summary>Writes one record to each stream.</summary>
[Cmdlet(VerbsCommunications.Write, "AllStreams")]
public sealed class AllStreamsCommand : Cmdlet
{
    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        WriteObject("output");
        WriteError(new ErrorRecord(new InvalidOperationException("error"), "Error", ErrorCategory.NotSpecified, null));
        WriteWarning("warning");
        WriteVerbose("verbose");
        WriteDebug("debug");
        WriteInformation("information", []);
        WriteProgress(new ProgressRecord(1, "progress", "progress"));
    }
}
