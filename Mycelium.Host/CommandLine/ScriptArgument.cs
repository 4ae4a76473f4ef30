namespace Mycelium.Host.CommandLine;

/// <summary>One argument of a script.</summary>
/// <param name="Name">Name of the parameter without its dash; null for a value alone.</param>
/// <param name="Value">The value: a text, a bool or null. Only counts if <paramref name="HasValue"/>.</param>
/// <param name="HasValue">False for a name alone, whose value may follow as the next argument.</param>
internal sealed record ScriptArgument(string? Name, object? Value, bool HasValue)
{
    /// <summary>Reads one word of a command line as <c>pwsh -File</c> does: <c>value</c>, <c>-Name</c> or <c>-Name:value</c>.</summary>
    /// <remarks>After a colon, <c>$true</c>, <c>true</c>, <c>$false</c>, <c>false</c> and <c>$null</c> are no texts, so that a switch
    /// can be given.</remarks>
    internal static ScriptArgument Parse(string word)
    {
        if (word.Length < 2 || word[0] != '-' || !(char.IsLetter(word[1]) || word[1] is '_' or '?'))
        {
            return new ScriptArgument(null, word, true);
        }

        int colon = word.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 || colon == word.Length - 1
            ? new ScriptArgument(word[1..].TrimEnd(':'), null, false)
            : new ScriptArgument(word[1..colon], ParseValue(word[(colon + 1)..]), true);
    }

    private static object? ParseValue(string text) => text.ToUpperInvariant() switch
    {
        "$TRUE" or "TRUE" => true,
        "$FALSE" or "FALSE" => false,
        "$NULL" => null,
        _ => text,
    };
}
