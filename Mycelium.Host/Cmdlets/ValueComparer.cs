using System.Globalization;
using System.Management.Automation;

namespace Mycelium.Host.Cmdlets;

/// <summary>Orders any two values as PowerShell does: null first, texts without case, what can't be compared by its text.</summary>
internal sealed class ValueComparer : IComparer<object?>, IEqualityComparer<object?>
{
    private ValueComparer()
    {
    }

    /// <summary>The only one.</summary>
    internal static ValueComparer Instance { get; } = new();

    /// <inheritdoc/>
    public int Compare(object? x, object? y) =>
        LanguagePrimitives.TryCompare(x, y, ignoreCase: true, CultureInfo.CurrentCulture, out int order)
            ? order
            : CultureInfo.CurrentCulture.CompareInfo.Compare(Text(x), Text(y), CompareOptions.IgnoreCase);

    /// <inheritdoc/>
    public new bool Equals(object? x, object? y) => Compare(x, y) == 0;

    /// <inheritdoc/>
    public int GetHashCode(object? value) => Text(value).GetHashCode(StringComparison.CurrentCultureIgnoreCase);

    private static string Text(object? value) => value is null ? "" : LanguagePrimitives.ConvertTo<string>(value);
}
