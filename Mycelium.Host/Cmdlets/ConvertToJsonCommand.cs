using System.Management.Automation;

namespace Mycelium.Host.Cmdlets;

/// <summary>Converts objects to JSON; several become an array.</summary>
[Cmdlet(VerbsData.ConvertTo, "Json")]
[OutputType(typeof(string))]
public sealed class ConvertToJsonCommand : PSCmdlet
{
    private readonly List<object?> _items = [];

    /// <summary>The objects.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [AllowNull]
    public object? InputObject { get; set; }

    /// <summary>Levels below the first that are converted; what is deeper becomes its text, with a warning.</summary>
    [Parameter]
    [ValidateRange(0, 100)]
    public int Depth { get; set; } = 2;

    /// <summary>Leaves out white space.</summary>
    [Parameter]
    public SwitchParameter Compress { get; set; }

    /// <summary>Writes enumeration values by name instead of as numbers.</summary>
    [Parameter]
    public SwitchParameter EnumsAsStrings { get; set; }

    /// <summary>Makes an array even of one object.</summary>
    [Parameter]
    public SwitchParameter AsArray { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => _items.Add(InputObject);

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (_items.Count == 0) { return; }

        var writer = new JsonObjectWriter(Depth, EnumsAsStrings, !Compress);
        WriteObject(writer.Write(_items.Count > 1 || AsArray ? _items.ToArray() : _items[0]));
        if (writer.IsTruncated) { WriteWarning($"Resulting JSON is truncated as serialization has exceeded the set depth of {Depth}."); }
    }
}
