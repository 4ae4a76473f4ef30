namespace Mycelium.Fuzzing;

/// <summary>The committed inputs of a target: found failures and hand-made cases.</summary>
/// <remarks>In a <c>.hex</c> file, lines that begin with # are comments, and the rest is hexadecimal; any other file is the input
/// itself.</remarks>
internal static class Corpus
{
    /// <summary>All inputs of a target, in the order of their names.</summary>
    internal static IEnumerable<(string Name, byte[] Input)> Of(string target)
    {
        string folder = Path.Combine(AppContext.BaseDirectory, "corpus", target);
        if (!Directory.Exists(folder)) { yield break; }

        foreach (string path in Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal))
        {
            yield return (Path.GetFileName(path), Read(path));
        }
    }

    /// <summary>Reads one file.</summary>
    internal static byte[] Read(string path)
    {
        if (Path.GetExtension(path) != ".hex") { return File.ReadAllBytes(path); }

        IEnumerable<string> lines = File.ReadLines(path).Where(line => !line.StartsWith('#'));
        return Convert.FromHexString(string.Concat(lines.Select(line => line.Trim())));
    }
}
