using System.Management.Automation;

namespace Mycelium.Host.Cmdlets;

/// <summary>Groups objects by properties, in the order of the values.</summary>
[Cmdlet("Group", "Object")]
[OutputType(typeof(GroupInfo))]
public sealed class GroupObjectCommand : PSCmdlet
{
    private readonly List<PSObject> _items = [];

    /// <summary>The objects.</summary>
    [Parameter(ValueFromPipeline = true)]
    public PSObject? InputObject { get; set; }

    /// <summary>What to group by; the objects themselves if not given.</summary>
    [Parameter(Position = 0)]
    public object[] Property { get; set; } = [];

    /// <summary>Gives only the counts and names.</summary>
    [Parameter]
    public SwitchParameter NoElement { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (InputObject is not null) { _items.Add(InputObject); }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        PropertySelector[] selectors = [.. Property.Select(PropertySelector.Parse)];
        foreach (IGrouping<string, PSObject> group in _items
            .GroupBy(item => NameOf(item, selectors), StringComparer.CurrentCultureIgnoreCase)
            .OrderBy(static group => group.Key, StringComparer.CurrentCultureIgnoreCase))
        {
            WriteObject(new GroupInfo(group.Count(), group.Key, NoElement ? [] : [.. group]));
        }
    }

    private static string NameOf(PSObject item, PropertySelector[] selectors) => selectors.Length == 0
        ? Text(item)
        : string.Join(", ", selectors.Select(selector => Text(selector.FirstValue(item))));

    private static string Text(object? value) => value is null ? "" : LanguagePrimitives.ConvertTo<string>(value);
}
