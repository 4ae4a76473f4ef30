namespace Mycelium.Simulation.Watching;

/// <summary>Something that must always hold does not.</summary>
/// <param name="invariant">Which invariant, in a word or two; a smaller run fails alike if this is the same.</param>
/// <param name="message">What was seen.</param>
internal sealed class InvariantException(string invariant, string message) : Exception($"{invariant}: {message}")
{
    internal string Invariant { get; } = invariant;
}
