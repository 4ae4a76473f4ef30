namespace Mycelium.Benchmarks.Network;

/// <summary>How long the network benchmark takes.</summary>
/// <param name="Rounds">Repetitions; each measures every candidate once.</param>
/// <param name="StreamTime">Length of one TCP stream.</param>
internal sealed record NetworkBenchmarkOptions(int Rounds, TimeSpan StreamTime)
{
    internal static NetworkBenchmarkOptions Default { get; } = new(3, TimeSpan.FromSeconds(5));
}
