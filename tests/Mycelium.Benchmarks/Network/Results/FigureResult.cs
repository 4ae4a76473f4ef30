using System.Text.Json;

namespace Mycelium.Benchmarks.Network.Results;

/// <summary>A figure of one candidate over all rounds.</summary>
/// <param name="Figure">What was measured; see <see cref="FigureName"/>.</param>
/// <param name="Candidate">Of whom.</param>
/// <param name="Unit">Unit of median, lowest and highest.</param>
/// <param name="Median">Of the rounds in which it could be measured.</param>
/// <param name="Lowest">Smallest value.</param>
/// <param name="Highest">Largest value.</param>
/// <param name="Repetitions">Number of values.</param>
/// <param name="Baseline">Whom it is compared with.</param>
/// <param name="Ratio">Median of the ratios to the baseline, each within one round; null if the baseline has no such figure.</param>
internal sealed record FigureResult(
    string Figure, string Candidate, string Unit, double Median, double Lowest, double Highest, int Repetitions,
    string Baseline, double? Ratio)
{
    private static readonly JsonSerializerOptions Format = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    /// <summary>The figure as one line of JSON.</summary>
    internal string ToJson() => JsonSerializer.Serialize(this, Format);

    /// <summary>Reads a line that <see cref="ToJson"/> has written.</summary>
    /// <exception cref="FormatException">It is not such a line.</exception>
    internal static FigureResult FromJson(string line)
    {
        try
        {
            FigureResult? result = JsonSerializer.Deserialize<FigureResult>(line, Format);
            return result is { Figure: not null, Candidate: not null, Unit: not null }
                ? result
                : throw new FormatException($"Not a figure: {line}");
        }
        catch (JsonException exception)
        {
            throw new FormatException($"Not a figure: {line}", exception);
        }
    }
}
