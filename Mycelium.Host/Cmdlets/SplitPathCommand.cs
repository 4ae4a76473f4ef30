using System.Management.Automation;

namespace Mycelium.Host.Cmdlets;

/// <summary>Gives a part of a path: its parent, unless the leaf is asked for.</summary>
[Cmdlet(VerbsCommon.Split, "Path", DefaultParameterSetName = "Parent")]
[OutputType(typeof(string))]
public sealed class SplitPathCommand : PSCmdlet
{
    /// <summary>The paths.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath")]
    public string[] Path { get; set; } = [];

    /// <summary>The part before the last separator; this is what is given without any switch.</summary>
    [Parameter(ParameterSetName = "Parent")]
    public SwitchParameter Parent { get; set; }

    /// <summary>The part after the last separator.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "Leaf")]
    public SwitchParameter Leaf { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (string path in Path)
        {
            WriteObject(Leaf ? SessionState.Path.ParseChildName(path) : SessionState.Path.ParseParent(path, root: null));
        }
    }
}
