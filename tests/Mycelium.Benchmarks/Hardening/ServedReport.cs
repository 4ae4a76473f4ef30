namespace Mycelium.Benchmarks.Hardening;

/// <summary>What a served node says of itself.</summary>
/// <param name="Routes">Selected routes.</param>
/// <param name="Peers">Connected peers.</param>
/// <param name="Unobserved">Exceptions of tasks that nobody looked at.</param>
/// <param name="Counters">What was limited and dropped, as text.</param>
internal sealed record ServedReport(int Routes, int Peers, int Unobserved, string Counters);
