using Mycelium.Engine.Errors;
using Mycelium.Engine.Peering;

namespace Mycelium.PowerShell.Nodes;

/// <summary>Reads lists of endpoints that a user keeps, or that come with the module.</summary>
internal static class CandidateFile
{
    private const string EndpointColumn = "Endpoint";
    private const string RegionColumn = "Region";

    /// <summary>The list of public nodes that comes with the module.</summary>
    internal static string PublicPath { get; } =
        System.IO.Path.Combine(System.IO.Path.GetDirectoryName(typeof(CandidateFile).Assembly.Location)!, "public-peers.csv");

    /// <summary>Reads a file: a table with a column Endpoint and perhaps Region, or one endpoint a line.</summary>
    /// <param name="path">Full path of the file.</param>
    /// <param name="refuse">Called with each text that is no endpoint that can be measured, and why; the others are returned.</param>
    /// <exception cref="MyceliumException"><see cref="MyceliumErrorId.ConfigurationNotFound"/> or
    /// <see cref="MyceliumErrorId.InvalidConfiguration"/>.</exception>
    internal static IReadOnlyList<PeerCandidate> Read(string path, Action<string, MyceliumException> refuse)
    {
        var candidates = new List<PeerCandidate>();
        foreach ((string endpoint, string region) in ReadTexts(path))
        {
            try
            {
                candidates.Add(new PeerCandidate(PeerEndpoint.ParseProbed(endpoint), region));
            }
            catch (MyceliumException exception)
            {
                refuse(endpoint, exception);
            }
        }

        return candidates;
    }

    private static IEnumerable<(string Endpoint, string Region)> ReadTexts(string path)
    {
        try
        {
            IEnumerable<string> lines = File.ReadLines(path).Select(WithoutComment).Where(line => line.Length > 0);
            bool isTable = System.IO.Path.GetExtension(path).Equals(".csv", StringComparison.OrdinalIgnoreCase);
            return [.. isTable ? Rows([.. lines], path) : lines.Select(line => (line, string.Empty))];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new MyceliumException(
                MyceliumErrorId.ConfigurationNotFound, $"The file '{path}' can't be read: {exception.Message}", innerException: exception);
        }
    }

    // No value of such a table needs a comma within it, so quotes are only taken off.
    private static IEnumerable<(string Endpoint, string Region)> Rows(string[] lines, string path)
    {
        string[] names = lines.Length == 0 ? [] : [.. lines[0].Split(',').Select(Plain)];
        int endpoint = Column(names, EndpointColumn);
        int region = Column(names, RegionColumn);
        if (endpoint < 0)
        {
            throw new MyceliumException(
                MyceliumErrorId.InvalidConfiguration,
                $"The table '{path}' has no column {EndpointColumn}.",
                $"Name a column {EndpointColumn} in its first line, or give the endpoints through the pipeline.");
        }

        return lines.Skip(1)
            .Select(line => line.Split(','))
            .Where(cells => cells.Length > endpoint)
            .Select(cells => (Plain(cells[endpoint]), region >= 0 && cells.Length > region ? Plain(cells[region]) : string.Empty));
    }

    private static int Column(string[] names, string name) =>
        Array.FindIndex(names, other => other.Equals(name, StringComparison.OrdinalIgnoreCase));

    private static string WithoutComment(string line) => line.Split('#', 2)[0].Trim();

    private static string Plain(string cell) => cell.Trim().Trim('"').Trim();
}
