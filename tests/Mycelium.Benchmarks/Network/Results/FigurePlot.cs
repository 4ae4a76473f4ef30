using System.Globalization;
using System.Xml.Linq;

namespace Mycelium.Benchmarks.Network.Results;

/// <summary>
/// Figures as an SVG image: for each figure a bar for each candidate, as long as the median, with a line from the lowest to the highest
/// value and the ratio to the baseline. Colours follow the viewer's light or dark scheme.
/// </summary>
internal static class FigurePlot
{
    private const int Columns = 2;
    private const double PanelWidth = 480;
    private const double Gap = 24;
    private const double TitleHeight = 26;
    private const double RowHeight = 20;
    private const double BarHeight = 12;
    private const double NameWidth = 110;
    private const double LabelWidth = 160;
    private const double BarWidth = PanelWidth - NameWidth - LabelWidth;

    private const string Style = """
        text { font: 12px sans-serif; fill: #1f2328; }
        .title { font-weight: bold; }
        .bar { fill: #8c959f; }
        .own { fill: #1f883d; }
        .spread { stroke: #1f2328; stroke-width: 1.5; }
        @media (prefers-color-scheme: dark) {
          text { fill: #e6edf3; }
          .bar { fill: #6e7681; }
          .own { fill: #3fb950; }
          .spread { stroke: #e6edf3; }
        }
        """;

    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    /// <summary>Draws the figures, in the order given.</summary>
    /// <param name="results">At least one.</param>
    /// <param name="own">The candidate that stands out.</param>
    internal static XDocument Draw(IEnumerable<FigureResult> results, string own)
    {
        IGrouping<string, FigureResult>[] figures = [.. results.GroupBy(result => result.Figure)];
        double[] bottoms = new double[Columns];
        List<XElement> panels = [];
        foreach (IGrouping<string, FigureResult> figure in figures)
        {
            int column = Array.IndexOf(bottoms, bottoms.Min());
            panels.Add(new XElement(
                Svg + "g",
                new XAttribute("transform", $"translate({Text(Gap + (column * (PanelWidth + Gap)))} {Text(Gap + bottoms[column])})"),
                Panel([.. figure], own)));
            bottoms[column] += TitleHeight + (figure.Count() * RowHeight) + Gap;
        }

        double width = Gap + (Columns * (PanelWidth + Gap));
        double height = Gap + bottoms.Max();
        return new XDocument(new XElement(
            Svg + "svg",
            new XAttribute("viewBox", $"0 0 {Text(width)} {Text(height)}"),
            new XAttribute("width", Text(width)),
            new XAttribute("height", Text(height)),
            new XAttribute("role", "img"),
            new XElement(Svg + "title", "Medians, lowest and highest values, and ratios to the baseline"),
            new XElement(Svg + "style", Style),
            panels));
    }

    private static IEnumerable<XElement> Panel(FigureResult[] figure, string own)
    {
        yield return Label($"{figure[0].Figure}, {figure[0].Unit}", 0, TitleHeight / 2, "title");
        double highest = figure.Max(result => Math.Max(0, result.Highest));
        double scale = highest > 0 ? BarWidth / highest : 0;
        for (int i = 0; i < figure.Length; i++)
        {
            FigureResult result = figure[i];
            double middle = TitleHeight + (i * RowHeight) + (RowHeight / 2);
            double Place(double value) => NameWidth + (Math.Max(0, value) * scale);
            yield return Label(result.Candidate, 0, middle + 4, null);
            yield return new XElement(
                Svg + "rect",
                new XAttribute("class", result.Candidate == own ? "own" : "bar"),
                new XAttribute("x", Text(NameWidth)),
                new XAttribute("y", Text(middle - (BarHeight / 2))),
                new XAttribute("width", Text(Place(result.Median) - NameWidth)),
                new XAttribute("height", Text(BarHeight)));
            yield return new XElement(
                Svg + "line",
                new XAttribute("class", "spread"),
                new XAttribute("x1", Text(Place(result.Lowest))),
                new XAttribute("x2", Text(Place(result.Highest))),
                new XAttribute("y1", Text(middle)),
                new XAttribute("y2", Text(middle)));
            yield return Label(ValueText(result), NameWidth + BarWidth + 8, middle + 4, null);
        }
    }

    private static string ValueText(FigureResult result)
    {
        string value = FigureTable.Number(result.Median);
        return result.Ratio is { } ratio && result.Candidate != result.Baseline
            ? $"{value} ({FigureTable.Number(ratio)} × {result.Baseline})"
            : value;
    }

    private static XElement Label(string text, double x, double y, string? kind) => new(
        Svg + "text",
        kind is null ? null : new XAttribute("class", kind),
        new XAttribute("x", Text(x)),
        new XAttribute("y", Text(y)),
        text);

    private static string Text(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);
}
