namespace Mycelium.Fuzzing.Tests;

/// <summary>A target with a fault that the test chooses.</summary>
internal sealed class PlantedTarget(Action<byte[]> run) : IFuzzTarget
{
    public string Name => "planted";

    public long MaximumAllocation => 2 * 1024 * 1024;

    public IEnumerable<byte[]> Seeds() => [[1, 2, 3, 4, 5, 6, 7, 8], [9, 9, 9]];

    public IEnumerable<byte[]> Tokens() => [[0xde, 0xad]];

    public void Run(ReadOnlySpan<byte> input) => run(input.ToArray());
}
