using System.Management.Automation;

namespace Mycelium.Host.Cmdlets;

/// <summary>Selects objects by their place, and properties of them.</summary>
[Cmdlet(VerbsCommon.Select, "Object")]
public sealed class SelectObjectCommand : PSCmdlet
{
    private readonly Queue<PSObject> _last = new();
    private readonly List<PSObject> _seen = [];
    private List<PropertySelector> _selectors = [];
    private int _skipped;
    private int _written;

    /// <summary>The objects.</summary>
    [Parameter(ValueFromPipeline = true)]
    public PSObject? InputObject { get; set; }

    /// <summary>Properties of the new objects: names, script blocks or calculated properties.</summary>
    [Parameter(Position = 0)]
    public object[] Property { get; set; } = [];

    /// <summary>The property whose value is passed on instead of the object; elements of a collection one by one.</summary>
    [Parameter]
    public string? ExpandProperty { get; set; }

    /// <summary>Number of objects to pass on; what comes before in the pipeline is stopped after them.</summary>
    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    public int First { get; set; }

    /// <summary>Number of objects from the end.</summary>
    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    public int Last { get; set; }

    /// <summary>Number of objects to leave out at the beginning, or at the end where <see cref="Last"/> is given.</summary>
    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    public int Skip { get; set; }

    /// <summary>Passes on only the first of equal objects.</summary>
    [Parameter]
    public SwitchParameter Unique { get; set; }

    private bool HasFirst => MyInvocation.BoundParameters.ContainsKey(nameof(First));

    private bool HasLast => MyInvocation.BoundParameters.ContainsKey(nameof(Last));

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        _selectors = [.. Property.Select(PropertySelector.Parse)];
        if (HasFirst && First == 0 && !HasLast) { throw EngineInternals.StopUpstream(this); }
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (InputObject is null) { return; }

        if (HasLast)
        {
            _last.Enqueue(InputObject);
            if (HasFirst && _written < First) { Write(InputObject); }

            return;
        }

        if (_skipped < Skip)
        {
            _skipped++;
            return;
        }

        Write(InputObject);
        if (HasFirst && _written >= First) { throw EngineInternals.StopUpstream(this); }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        int end = Math.Max(0, _last.Count - Skip);
        int start = Math.Max(_written, end - Last);
        foreach (PSObject item in _last.Take(end).Skip(start)) { Write(item); }
    }

    private void Write(PSObject item)
    {
        if (ExpandProperty is not null)
        {
            Expand(item, ExpandProperty);
            return;
        }

        PSObject selected = _selectors.Count == 0 ? item : Select(item);
        if (Unique && _seen.Exists(other => AreEqual(other, selected))) { return; }

        if (Unique) { _seen.Add(selected); }

        _written++;
        WriteObject(selected);
    }

    private PSObject Select(PSObject item)
    {
        var selected = new PSObject();
        selected.TypeNames.Insert(0, "Selected." + item.TypeNames[0]);
        foreach (PropertySelector selector in _selectors)
        {
            List<(string Name, object? Value)> found = [.. selector.Select(item)];
            if (found.Count == 0 && selector.FixedName is { } missing) { found.Add((missing, null)); }

            foreach ((string name, object? value) in found) { Add(selected, name, value); }
        }

        return selected;
    }

    private void Add(PSObject selected, string name, object? value)
    {
        if (selected.Properties[name] is null)
        {
            selected.Properties.Add(new PSNoteProperty(name, value));
            return;
        }

        string message = $"The property cannot be processed because the property \"{name}\" already exists.";
        var cause = new PSInvalidOperationException(message);
        WriteError(new ErrorRecord(cause, "AlreadyExistingUserSpecifiedPropertyNoExpand", ErrorCategory.InvalidOperation, selected));
    }

    private void Expand(PSObject item, string property)
    {
        List<(string Name, object? Value)> found = [.. PropertySelector.Parse(property).Select(item)];
        if (found.Count == 0)
        {
            var missing = new PSArgumentException($"Property \"{property}\" cannot be found.");
            WriteError(new ErrorRecord(missing, "ExpandPropertyNotFound", ErrorCategory.InvalidArgument, item));
            return;
        }

        _written++;
        foreach ((string _, object? value) in found) { WriteObject(value, enumerateCollection: true); }
    }

    private static bool AreEqual(PSObject one, PSObject other) => one.BaseObject is PSCustomObject && other.BaseObject is PSCustomObject
        ? one.Properties.Select(Pair).SequenceEqual(other.Properties.Select(Pair), EqualityComparer<(string, object?)>.Default)
        : LanguagePrimitives.Equals(one, other);

    private static (string Name, object? Value) Pair(PSPropertyInfo property) =>
        (property.Name, property.Value is PSObject wrapped ? wrapped.BaseObject : property.Value);
}
