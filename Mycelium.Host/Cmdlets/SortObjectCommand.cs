using System.Management.Automation;

namespace Mycelium.Host.Cmdlets;

/// <summary>Sorts objects by their own order or by properties; equal ones keep theirs.</summary>
[Cmdlet("Sort", "Object")]
public sealed class SortObjectCommand : PSCmdlet
{
    private readonly List<PSObject> _items = [];

    /// <summary>The objects.</summary>
    [Parameter(ValueFromPipeline = true)]
    public PSObject? InputObject { get; set; }

    /// <summary>What to sort by, the most important first; each entry may have its own order.</summary>
    [Parameter(Position = 0)]
    public object[] Property { get; set; } = [];

    /// <summary>From high to low.</summary>
    [Parameter]
    public SwitchParameter Descending { get; set; }

    /// <summary>Passes on only the first of those that are equal by what is sorted by.</summary>
    [Parameter]
    public SwitchParameter Unique { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (InputObject is not null) { _items.Add(InputObject); }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        PropertySelector[] selectors = [.. Property.Select(PropertySelector.Parse)];
        (PSObject Item, object?[] Keys)[] keyed = [.. _items.Select(item => (item, KeysOf(item, selectors)))];
        var order = Comparer<object?[]>.Create((one, other) => Compare(one, other, selectors));
        object?[]? previous = null;
        foreach ((PSObject item, object?[] keys) in keyed.OrderBy(static entry => entry.Keys, order))
        {
            if (Unique && previous is not null && Compare(previous, keys, selectors) == 0) { continue; }

            previous = keys;
            WriteObject(item);
        }
    }

    private static object?[] KeysOf(PSObject item, PropertySelector[] selectors) =>
        selectors.Length == 0 ? [item.BaseObject] : [.. selectors.Select(selector => selector.FirstValue(item))];

    private int Compare(object?[] one, object?[] other, PropertySelector[] selectors)
    {
        for (int index = 0; index < one.Length; index++)
        {
            int order = ValueComparer.Instance.Compare(one[index], other[index]);
            bool descending = (selectors.Length == 0 ? null : selectors[index].IsDescending) ?? Descending;
            if (order != 0) { return descending ? -order : order; }
        }

        return 0;
    }
}
