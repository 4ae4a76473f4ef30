using System.Globalization;
using System.Management.Automation;

namespace Mycelium.Host.Cmdlets;

/// <summary>Gets the time, or formats one.</summary>
[Cmdlet(VerbsCommon.Get, "Date")]
[OutputType(typeof(DateTime), typeof(string))]
public sealed class GetDateCommand : PSCmdlet
{
    /// <summary>The time to use instead of now.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    public DateTime? Date { get; set; }

    /// <summary>A .NET format; the result is a text.</summary>
    [Parameter]
    public string? Format { get; set; }

    /// <summary>Converts to UTC.</summary>
    [Parameter]
    public SwitchParameter AsUTC { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        DateTime time = Date ?? DateTime.Now;
        if (AsUTC) { time = time.ToUniversalTime(); }

        WriteObject(Format is null ? time : time.ToString(Format, CultureInfo.CurrentCulture));
    }
}
