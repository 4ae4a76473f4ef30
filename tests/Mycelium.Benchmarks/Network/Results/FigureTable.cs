using System.Text;

namespace Mycelium.Benchmarks.Network.Results;

/// <summary>Figures as text for people.</summary>
internal static class FigureTable
{
    /// <summary>A Markdown table with a row for each figure and a column for each candidate: median (lowest-highest), ratio.</summary>
    internal static string Format(IReadOnlyList<FigureResult> results)
    {
        string[] candidates = [.. results.Select(result => result.Candidate).Distinct()];
        List<string[]> rows = [["figure", "unit", .. candidates]];
        foreach (IGrouping<string, FigureResult> figure in results.GroupBy(result => result.Figure))
        {
            string Cell(string candidate) =>
                figure.FirstOrDefault(result => result.Candidate == candidate) is { } found ? Text(found) : "-";
            rows.Add([figure.Key, figure.First().Unit, .. candidates.Select(Cell)]);
        }

        int[] widths = [.. Enumerable.Range(0, candidates.Length + 2).Select(column => rows.Max(row => row[column].Length))];
        var text = new StringBuilder();
        Append(text, rows[0], widths);
        Append(text, [.. widths.Select(width => new string('-', width))], widths);
        foreach (string[] row in rows.Skip(1)) { Append(text, row, widths); }

        return text.ToString();
    }

    /// <summary>Three significant digits, without an exponent.</summary>
    internal static string Number(double value) => Math.Abs(value) switch
    {
        >= 100 => value.ToString("0", null),
        >= 10 => value.ToString("0.0", null),
        >= 1 => value.ToString("0.00", null),
        _ => value.ToString("0.000", null),
    };

    private static string Text(FigureResult result)
    {
        string text = result.Repetitions == 1
            ? Number(result.Median)
            : $"{Number(result.Median)} ({Number(result.Lowest)}-{Number(result.Highest)})";
        return result.Ratio is { } ratio && result.Candidate != result.Baseline ? $"{text} {Number(ratio)}x" : text;
    }

    private static void Append(StringBuilder text, string[] cells, int[] widths) =>
        text.Append("| ").AppendJoin(" | ", cells.Zip(widths, (cell, width) => cell.PadRight(width))).AppendLine(" |");
}
