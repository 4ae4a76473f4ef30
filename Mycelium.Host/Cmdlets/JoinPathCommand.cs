using System.Management.Automation;

namespace Mycelium.Host.Cmdlets;

/// <summary>Joins the parts of a path.</summary>
[Cmdlet(VerbsCommon.Join, "Path")]
[OutputType(typeof(string))]
public sealed class JoinPathCommand : PSCmdlet
{
    /// <summary>Parent folders; each gives a result.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath")]
    public string[] Path { get; set; } = [];

    /// <summary>What goes below.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [AllowEmptyString]
    public string ChildPath { get; set; } = "";

    /// <summary>What goes below that, in order.</summary>
    [Parameter(Position = 2, ValueFromRemainingArguments = true)]
    [AllowEmptyCollection]
    public string[] AdditionalChildPath { get; set; } = [];

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (string parent in Path)
        {
            WriteObject(AdditionalChildPath.Prepend(ChildPath).Aggregate(parent, SessionState.Path.Combine));
        }
    }
}
