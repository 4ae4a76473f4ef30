using Mycelium.Engine.Errors;

namespace Mycelium.PowerShell.Nodes;

/// <summary>Reads lists of endpoints that a user keeps.</summary>
internal static class CandidateFile
{
    private const string Column = "Endpoint";

    /// <summary>Reads a file: a table with a column Endpoint, or one endpoint a line.</summary>
    /// <exception cref="MyceliumException"><see cref="MyceliumErrorId.ConfigurationNotFound"/> or
    /// <see cref="MyceliumErrorId.InvalidConfiguration"/>.</exception>
    internal static IEnumerable<string> Read(string path)
    {
        try
        {
            IEnumerable<string> lines = File.ReadLines(path).Select(WithoutComment).Where(line => line.Length > 0);
            bool isTable = System.IO.Path.GetExtension(path).Equals(".csv", StringComparison.OrdinalIgnoreCase);
            return [.. isTable ? Cells([.. lines], path) : lines];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new MyceliumException(
                MyceliumErrorId.ConfigurationNotFound, $"The file '{path}' can't be read: {exception.Message}", innerException: exception);
        }
    }

    // No value of such a table needs a comma within it, so quotes are only taken off.
    private static IEnumerable<string> Cells(string[] lines, string path)
    {
        int column = lines.Length == 0
            ? -1
            : Array.FindIndex(lines[0].Split(','), name => Plain(name).Equals(Column, StringComparison.OrdinalIgnoreCase));
        return column >= 0
            ? lines.Skip(1).Select(line => line.Split(',')).Where(cells => cells.Length > column).Select(cells => Plain(cells[column]))
            : throw new MyceliumException(
                MyceliumErrorId.InvalidConfiguration,
                $"The table '{path}' has no column {Column}.",
                $"Name a column {Column} in its first line, or give the endpoints through the pipeline.");
    }

    private static string WithoutComment(string line) => line.Split('#', 2)[0].Trim();

    private static string Plain(string cell) => cell.Trim().Trim('"').Trim();
}
