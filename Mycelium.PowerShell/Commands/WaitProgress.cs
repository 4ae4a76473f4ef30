using System.Management.Automation;

namespace Mycelium.PowerShell.Commands;

/// <summary>What a long wait tells its user. The operation sets the status on any thread; the pipeline thread shows it.</summary>
/// <param name="activity">What is waited for, such as <c>Waiting for peers</c>.</param>
internal sealed class WaitProgress(string activity)
{
    private const int ActivityId = 0x4d79;

    private volatile string _status = "...";
    private string? _shown;

    /// <summary>Sets what is shown.</summary>
    internal void Report(string status) => _status = status.Length > 0 ? status : "...";

    /// <summary>The next record to show; null if nothing has changed.</summary>
    internal ProgressRecord? Next()
    {
        string status = _status;
        if (status == _shown) { return null; }

        _shown = status;
        return new ProgressRecord(ActivityId, activity, status);
    }

    /// <summary>The record that takes the display away; null if nothing was shown.</summary>
    internal ProgressRecord? Last() =>
        _shown is null ? null : new ProgressRecord(ActivityId, activity, _shown) { RecordType = ProgressRecordType.Completed };
}
