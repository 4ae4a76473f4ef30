using System.Globalization;
using System.Management.Automation;

namespace Mycelium.PowerShell.Arguments;

/// <summary>
/// Lets a duration be given as a number of seconds, or as a <see cref="TimeSpan"/>; PowerShell alone takes a number as ticks of 100 ns.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SecondsAttribute : ArgumentTransformationAttribute
{
    private const double Maximum = int.MaxValue / 1000.0;

    /// <summary>Converts what the user gave.</summary>
    /// <exception cref="ArgumentTransformationMetadataException">It is no duration from 0 to about 24 days.</exception>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        TimeSpan? duration = inputData is PSObject wrapped ? Convert(wrapped.BaseObject) : Convert(inputData);
        return duration is { } value && value >= TimeSpan.Zero && value.TotalSeconds <= Maximum
            ? value
            : throw new ArgumentTransformationMetadataException(
                $"'{inputData}' is not a duration from 0 to {Maximum:0} seconds; give seconds, or a TimeSpan such as 00:01:30.");
    }

    private static TimeSpan? Convert(object? value) => value switch
    {
        TimeSpan span => span,
        string text => FromText(text),
        byte or short or ushort or int or uint or long or ulong or float or double or decimal =>
            FromSeconds(System.Convert.ToDouble(value, CultureInfo.InvariantCulture)),
        _ => null,
    };

    private static TimeSpan? FromText(string text)
    {
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double seconds)) { return FromSeconds(seconds); }

        return TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out TimeSpan span) ? span : null;
    }

    private static TimeSpan? FromSeconds(double seconds) => seconds is >= 0 and <= Maximum ? TimeSpan.FromSeconds(seconds) : null;
}
