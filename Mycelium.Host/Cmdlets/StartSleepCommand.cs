using System.Management.Automation;

namespace Mycelium.Host.Cmdlets;

/// <summary>Waits; ends at once when the script is stopped.</summary>
[Cmdlet(VerbsLifecycle.Start, "Sleep", DefaultParameterSetName = "Seconds")]
public sealed class StartSleepCommand : PSCmdlet, IDisposable
{
    private readonly ManualResetEventSlim _stopped = new();

    /// <summary>How long, in seconds.</summary>
    [Parameter(
        Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true, ParameterSetName = "Seconds")]
    [ValidateRange(0.0, int.MaxValue / 1000)]
    public double Seconds { get; set; }

    /// <summary>How long, in milliseconds.</summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = "Milliseconds")]
    [ValidateRange(0, int.MaxValue)]
    [Alias("ms")]
    public int Milliseconds { get; set; }

    /// <inheritdoc/>
    public void Dispose() => _stopped.Dispose();

    /// <inheritdoc/>
    protected override void ProcessRecord() =>
        _stopped.Wait(ParameterSetName == "Seconds" ? TimeSpan.FromSeconds(Seconds) : TimeSpan.FromMilliseconds(Milliseconds));

    /// <inheritdoc/>
    protected override void StopProcessing() => _stopped.Set();
}
