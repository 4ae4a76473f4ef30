namespace Mycelium.Fuzzing;

/// <summary>How long a target is run and from what.</summary>
/// <param name="Seed">Seed of the mutations.</param>
/// <param name="Corpus">Inputs in addition to the target's seeds; all are run first.</param>
/// <param name="Executions">Most mutated inputs.</param>
/// <param name="Duration">Longest time; infinite leaves the number of inputs as the only bound.</param>
internal sealed record FuzzPlan(int Seed, IReadOnlyList<byte[]> Corpus, long Executions, TimeSpan Duration)
{
    /// <summary>A plan that is bounded by a number of inputs, the same on every machine.</summary>
    internal static FuzzPlan Counted(int seed, IReadOnlyList<byte[]> corpus, long executions) =>
        new(seed, corpus, executions, Timeout.InfiniteTimeSpan);
}
