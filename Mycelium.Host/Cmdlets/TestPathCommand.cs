using System.Management.Automation;

namespace Mycelium.Host.Cmdlets;

/// <summary>Tells whether paths exist.</summary>
[Cmdlet(VerbsDiagnostic.Test, "Path", DefaultParameterSetName = "Path")]
[OutputType(typeof(bool))]
public sealed class TestPathCommand : PSCmdlet
{
    /// <summary>The paths; wildcards are allowed.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true, ParameterSetName = "Path")]
    [AllowEmptyString]
    public string[] Path { get; set; } = [];

    /// <summary>The paths as they are, without wildcards.</summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = "LiteralPath")]
    [Alias("PSPath", "LP")]
    [AllowEmptyString]
    public string[] LiteralPath { get; set; } = [];

    /// <summary>What the path must be.</summary>
    [Parameter]
    [Alias("Type")]
    public TestPathType PathType { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        bool literal = ParameterSetName == "LiteralPath";
        foreach (string path in literal ? LiteralPath : Path) { WriteObject(path.Trim().Length > 0 && Exists(path, literal)); }
    }

    private bool Exists(string path, bool literal)
    {
        string pattern = literal ? WildcardPattern.Escape(path) : path;
        return PathType switch
        {
            TestPathType.Container => InvokeProvider.Item.IsContainer(pattern),
            TestPathType.Leaf => InvokeProvider.Item.Exists(pattern) && !InvokeProvider.Item.IsContainer(pattern),
            _ => InvokeProvider.Item.Exists(pattern),
        };
    }
}
