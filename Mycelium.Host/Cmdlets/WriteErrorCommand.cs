using System.Management.Automation;

namespace Mycelium.Host.Cmdlets;

/// <summary>Writes an error that does not end the script, unless the caller wants that.</summary>
[Cmdlet(VerbsCommunications.Write, "Error", DefaultParameterSetName = MessageSet)]
public sealed class WriteErrorCommand : PSCmdlet
{
    private const string MessageSet = "NoException";
    private const string ExceptionSet = "WithException";
    private const string RecordSet = "ErrorRecord";
    private const string DefaultErrorId = "Microsoft.PowerShell.Commands.WriteErrorException";

    /// <summary>What happened.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = MessageSet)]
    [Parameter(ParameterSetName = ExceptionSet)]
    [AllowNull]
    [AllowEmptyString]
    [Alias("Msg")]
    public string? Message { get; set; }

    /// <summary>The cause.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ExceptionSet)]
    public Exception? Exception { get; set; }

    /// <summary>An error that was caught, to report it again.</summary>
    [Parameter(Mandatory = true, ParameterSetName = RecordSet)]
    public ErrorRecord? ErrorRecord { get; set; }

    /// <summary>Kind of the error.</summary>
    [Parameter(ParameterSetName = MessageSet)]
    [Parameter(ParameterSetName = ExceptionSet)]
    public ErrorCategory Category { get; set; } = ErrorCategory.NotSpecified;

    /// <summary>Stable name of the error.</summary>
    [Parameter(ParameterSetName = MessageSet)]
    [Parameter(ParameterSetName = ExceptionSet)]
    public string? ErrorId { get; set; }

    /// <summary>What the error is about.</summary>
    [Parameter(ParameterSetName = MessageSet)]
    [Parameter(ParameterSetName = ExceptionSet)]
    public object? TargetObject { get; set; }

    /// <summary>What the user can do about it.</summary>
    [Parameter]
    public string? RecommendedAction { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        ErrorRecord record = ErrorRecord is null ? NewRecord() : new ErrorRecord(ErrorRecord, ErrorRecord.Exception);
        if (!string.IsNullOrEmpty(RecommendedAction))
        {
            record.ErrorDetails ??= new ErrorDetails(record.ToString());
            record.ErrorDetails.RecommendedAction = RecommendedAction;
        }

        WriteError(record);
    }

    private ErrorRecord NewRecord()
    {
        Exception cause = Exception ?? new WriteErrorException(Message ?? "");
        string id = !string.IsNullOrEmpty(ErrorId) ? ErrorId : Exception is null ? DefaultErrorId : cause.GetType().FullName!;
        var record = new ErrorRecord(cause, id, Category, TargetObject);
        if (Exception is not null && !string.IsNullOrEmpty(Message)) { record.ErrorDetails = new ErrorDetails(Message); }

        return record;
    }
}
