using Mycelium.Benchmarks.Network.Overlays;
using Mycelium.Benchmarks.Network.Results;

namespace Mycelium.Benchmarks.Network;

/// <summary>The command <c>plot</c>: an image of figures that <c>network --json</c> has written.</summary>
internal static class PlotCommand
{
    private const int DataError = 65;

    /// <param name="source">A file with a figure a line; of one that is there twice, the last counts.</param>
    /// <param name="target">The SVG file.</param>
    /// <returns>The exit code.</returns>
    internal static async Task<int> RunAsync(string source, string target)
    {
        try
        {
            FigureResult[] results = Latest(await File.ReadAllLinesAsync(source));
            FigurePlot.Draw(results, HostOverlay.OverlayName).Save(target);
            return 0;
        }
        catch (Exception exception) when (exception is FormatException or IOException)
        {
            await Console.Error.WriteLineAsync(exception.Message);
            return DataError;
        }
    }

    /// <summary>The figures of some lines.</summary>
    /// <exception cref="FormatException">There is none, or a line is something else.</exception>
    internal static FigureResult[] Latest(IEnumerable<string> lines)
    {
        FigureResult[] results =
        [
            .. lines.Where(line => !string.IsNullOrWhiteSpace(line)).Select(FigureResult.FromJson)
                .GroupBy(result => (result.Figure, result.Candidate)).Select(same => same.Last()),
        ];
        return results.Length > 0 ? results : throw new FormatException("There are no figures.");
    }
}
