using System.Management.Automation;

namespace Mycelium.Host.Cmdlets;

/// <summary>A cmdlet that writes one text to a stream.</summary>
public abstract class MessageCommand : PSCmdlet
{
    /// <summary>The text.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [AllowEmptyString]
    [Alias("Msg")]
    public string Message { get; set; } = "";
}
