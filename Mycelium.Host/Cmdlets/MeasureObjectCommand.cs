using System.Management.Automation;

namespace Mycelium.Host.Cmdlets;

/// <summary>Counts objects and computes over numbers.</summary>
[Cmdlet(VerbsDiagnostic.Measure, "Object")]
[OutputType(typeof(MeasureInfo))]
public sealed class MeasureObjectCommand : PSCmdlet
{
    private readonly List<PSObject> _items = [];

    /// <summary>The objects.</summary>
    [Parameter(ValueFromPipeline = true)]
    public PSObject? InputObject { get; set; }

    /// <summary>Properties to measure; the objects themselves if not given.</summary>
    [Parameter(Position = 0)]
    public string[] Property { get; set; } = [];

    /// <summary>Computes the sum.</summary>
    [Parameter]
    public SwitchParameter Sum { get; set; }

    /// <summary>Computes the mean.</summary>
    [Parameter]
    public SwitchParameter Average { get; set; }

    /// <summary>Finds the greatest.</summary>
    [Parameter]
    public SwitchParameter Maximum { get; set; }

    /// <summary>Finds the least.</summary>
    [Parameter]
    public SwitchParameter Minimum { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (InputObject is not null) { _items.Add(InputObject); }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (Property.Length == 0) { WriteObject(Measure(null, [.. _items.Select(static item => item.BaseObject)])); }

        foreach (string name in Property)
        {
            PropertySelector selector = PropertySelector.Parse(name);
            WriteObject(Measure(name, [.. _items.Select(selector.FirstValue).OfType<object>()]));
        }
    }

    private MeasureInfo Measure(string? property, List<object> values)
    {
        double[] numbers = Sum || Average ? [.. values.Select(ToNumber).OfType<double>()] : [];
        return new MeasureInfo(
            values.Count,
            Average && numbers.Length > 0 ? numbers.Average() : null,
            Sum && numbers.Length > 0 ? numbers.Sum() : null,
            Maximum ? values.Max(ValueComparer.Instance) : null,
            Minimum ? values.Min(ValueComparer.Instance) : null,
            property);
    }

    private double? ToNumber(object value)
    {
        if (LanguagePrimitives.TryConvertTo(value, out double number)) { return number; }

        var cause = new PSInvalidCastException($"Input object \"{value}\" is not numeric.");
        WriteError(new ErrorRecord(cause, "NonNumericInputObject", ErrorCategory.InvalidType, value));
        return null;
    }
}
