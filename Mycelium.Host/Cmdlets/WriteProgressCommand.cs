using System.Management.Automation;

namespace Mycelium.Host.Cmdlets;

/// <summary>Tells how far an activity is; shown on a terminal only.</summary>
[Cmdlet(VerbsCommunications.Write, "Progress")]
public sealed class WriteProgressCommand : PSCmdlet
{
    /// <summary>What is done.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    public string Activity { get; set; } = "";

    /// <summary>How it stands.</summary>
    [Parameter(Position = 1)]
    [ValidateNotNullOrEmpty]
    public string Status { get; set; } = "Processing";

    /// <summary>Number of the activity, from 0.</summary>
    [Parameter(Position = 2)]
    [ValidateRange(0, int.MaxValue)]
    public int Id { get; set; }

    /// <summary>0 to 100; -1 where it is not known.</summary>
    [Parameter]
    [ValidateRange(-1, 100)]
    public int PercentComplete { get; set; } = -1;

    /// <summary>The part that is done now.</summary>
    [Parameter]
    public string? CurrentOperation { get; set; }

    /// <summary>The activity is over.</summary>
    [Parameter]
    public SwitchParameter Completed { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => WriteProgress(new ProgressRecord(Id, Activity, Status)
    {
        PercentComplete = PercentComplete,
        CurrentOperation = CurrentOperation,
        RecordType = Completed ? ProgressRecordType.Completed : ProgressRecordType.Processing,
    });
}
