namespace Mycelium.Benchmarks.Network;

/// <summary>One value of one figure, of one candidate in one round.</summary>
/// <param name="Figure">What was measured.</param>
/// <param name="Unit">Unit of the value.</param>
/// <param name="Value">The value.</param>
internal readonly record struct Reading(string Figure, string Unit, double Value);
