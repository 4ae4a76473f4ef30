using System.Management.Automation;

namespace Mycelium.PowerShell.Arguments;

/// <summary>Wildcards for texts that contain brackets, as IPv6 endpoints do: only <c>*</c> and <c>?</c> are special.</summary>
internal static class WildcardText
{
    /// <summary>Whether a text has wildcards.</summary>
    internal static bool IsPattern(string text) => text.AsSpan().IndexOfAny('*', '?') >= 0;

    /// <summary>Makes the pattern, without regard to case.</summary>
    internal static WildcardPattern Compile(string text)
    {
        string literal = text
            .Replace("`", "``", StringComparison.Ordinal)
            .Replace("[", "`[", StringComparison.Ordinal)
            .Replace("]", "`]", StringComparison.Ordinal);
        return new WildcardPattern(literal, WildcardOptions.IgnoreCase | WildcardOptions.CultureInvariant);
    }
}
