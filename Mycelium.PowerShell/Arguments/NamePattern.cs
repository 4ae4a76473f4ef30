using System.Management.Automation;
using Mycelium.Engine.Errors;

namespace Mycelium.PowerShell.Arguments;

/// <summary>Wildcards for names of nodes, services and parts of a node: all that PowerShell has, also sets in brackets, which no such name
/// contains. Texts with brackets of their own, as endpoints have, are matched by <see cref="WildcardText"/>.</summary>
internal static class NamePattern
{
    /// <summary>Whether a text has wildcards.</summary>
    internal static bool IsPattern(string text) => WildcardPattern.ContainsWildcardCharacters(text);

    /// <summary>Makes a filter of a name or pattern, without regard to case.</summary>
    /// <exception cref="MyceliumException"><see cref="MyceliumErrorId.InvalidOption"/>: a set in brackets has no end.</exception>
    internal static Func<string, bool> Filter(string text)
    {
        var pattern = new WildcardPattern(text, WildcardOptions.IgnoreCase | WildcardOptions.CultureInvariant);
        try
        {
            // A pattern is only read when it is used.
            _ = pattern.IsMatch(string.Empty);
            return pattern.IsMatch;
        }
        catch (WildcardPatternException exception)
        {
            throw new MyceliumException(
                MyceliumErrorId.InvalidOption,
                $"'{text}' is not a name, and not a pattern either.",
                "Close the brackets, as in [ab]*, or leave them out.",
                exception);
        }
    }

    /// <summary>Whether a name is matched by a pattern; none is by one that can't be read.</summary>
    internal static bool IsMatch(string text, string name)
    {
        try
        {
            return Filter(text)(name);
        }
        catch (MyceliumException)
        {
            return false;
        }
    }
}
