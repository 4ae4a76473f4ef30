namespace Mycelium.Benchmarks.Network.Results;

/// <summary>The readings of all rounds.</summary>
/// <param name="baseline">Whom the others are compared with.</param>
internal sealed class FigureBook(string baseline)
{
    private readonly Dictionary<(string Figure, string Candidate), SortedDictionary<int, double>> _values = [];
    private readonly List<(string Name, string Unit)> _figures = [];
    private readonly List<string> _candidates = [];

    internal void Add(int round, string candidate, Reading reading)
    {
        if (!_figures.Any(figure => figure.Name == reading.Figure)) { _figures.Add((reading.Figure, reading.Unit)); }

        if (!_candidates.Contains(candidate)) { _candidates.Add(candidate); }

        if (!_values.TryGetValue((reading.Figure, candidate), out SortedDictionary<int, double>? rounds))
        {
            _values.Add((reading.Figure, candidate), rounds = []);
        }

        rounds[round] = reading.Value;
    }

    /// <summary>Adds, for each candidate that has it in this round, a figure as the share of another candidate's.</summary>
    internal void AddShares(int round, string figure, string share, string whole)
    {
        if (Find(figure, whole)?.TryGetValue(round, out double reference) != true || reference == 0) { return; }

        foreach (string candidate in _candidates.ToArray())
        {
            if (Find(figure, candidate)?.TryGetValue(round, out double value) == true)
            {
                Add(round, candidate, new Reading(share, "%", 100 * value / reference));
            }
        }
    }

    /// <summary>Every figure of every candidate, by figure, in the order of measuring.</summary>
    internal IReadOnlyList<FigureResult> Results() =>
    [
        .. from figure in _figures
           from candidate in _candidates
           let rounds = Find(figure.Name, candidate)
           where rounds is not null
           select Result(figure.Name, figure.Unit, candidate, rounds),
    ];

    private FigureResult Result(string figure, string unit, string candidate, SortedDictionary<int, double> rounds)
    {
        SortedDictionary<int, double> others = Find(figure, baseline) ?? [];
        double[] ratios = [.. rounds.Where(pair => others.GetValueOrDefault(pair.Key) != 0).Select(pair => pair.Value / others[pair.Key])];
        return new FigureResult(
            figure,
            candidate,
            unit,
            SampleStatistics.Median(rounds.Values),
            rounds.Values.Min(),
            rounds.Values.Max(),
            rounds.Count,
            baseline,
            ratios.Length == 0 ? null : SampleStatistics.Median(ratios));
    }

    private SortedDictionary<int, double>? Find(string figure, string candidate) => _values.GetValueOrDefault((figure, candidate));
}
