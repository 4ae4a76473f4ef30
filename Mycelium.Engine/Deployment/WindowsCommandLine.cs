using System.Text;

namespace Mycelium.Engine.Deployment;

/// <summary>
/// Command lines as programs on Windows take them apart: words in quotes; a backslash is itself, but before a quote it escapes. Source: the
/// documentation of <c>CommandLineToArgvW</c>.
/// </summary>
internal static class WindowsCommandLine
{
    /// <summary>Joins words to a command line; each is quoted, so that a path with a blank is never run up to the blank.</summary>
    internal static string Join(IEnumerable<string> words) => string.Join(' ', words.Select(Quote));

    /// <summary>Takes a command line apart.</summary>
    internal static IReadOnlyList<string> Split(string line)
    {
        var words = new List<string>();
        int index = 0;
        while (true)
        {
            while (index < line.Length && line[index] is ' ' or '\t') { index++; }

            if (index >= line.Length) { return words; }

            words.Add(ReadWord(line, ref index));
        }
    }

    private static string Quote(string word)
    {
        var text = new StringBuilder("\"");
        int backslashes = 0;
        foreach (char character in word)
        {
            if (character == '"') { text.Append('\\', backslashes + 1); }

            backslashes = character == '\\' ? backslashes + 1 : 0;
            text.Append(character);
        }

        return text.Append('\\', backslashes).Append('"').ToString();
    }

    private static string ReadWord(string line, ref int index)
    {
        var word = new StringBuilder();
        bool isQuoted = false;
        for (; index < line.Length && (isQuoted || line[index] is not (' ' or '\t')); index++)
        {
            int first = index;
            while (index < line.Length && line[index] == '\\') { index++; }

            int backslashes = index - first;
            bool isQuote = index < line.Length && line[index] == '"';
            word.Append('\\', isQuote ? backslashes / 2 : backslashes);
            if (isQuote && backslashes % 2 == 0) { isQuoted = !isQuoted; }
            else if (isQuote || backslashes == 0) { word.Append(line[index]); }
            else { index--; }
        }

        return word.ToString();
    }
}
