using System.Management.Automation;

namespace Mycelium.Host.Cmdlets;

/// <summary>Writes an object to the information stream.</summary>
[Cmdlet(VerbsCommunications.Write, "Information")]
public sealed class WriteInformationCommand : PSCmdlet
{
    /// <summary>The object.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [Alias("Msg", "Message")]
    [AllowNull]
    public object? MessageData { get; set; }

    /// <summary>Words to filter by.</summary>
    [Parameter(Position = 1)]
    public string[] Tags { get; set; } = [];

    /// <inheritdoc/>
    protected override void ProcessRecord() => WriteInformation(MessageData, Tags);
}
