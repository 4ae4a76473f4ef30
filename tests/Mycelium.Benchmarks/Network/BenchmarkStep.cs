namespace Mycelium.Benchmarks.Network;

/// <summary>A group of figures that every candidate is measured for, one after the other.</summary>
/// <param name="Group">Name of the group.</param>
/// <param name="Candidates">Those that can do it.</param>
/// <param name="MeasureAsync">Measures one.</param>
/// <param name="MostRounds">It is left out of later rounds.</param>
internal sealed record BenchmarkStep(
    string Group, IReadOnlyList<Candidate> Candidates, Func<Candidate, Task<IReadOnlyList<Reading>>> MeasureAsync, int MostRounds);
