namespace Mycelium.Fuzzing;

/// <summary>One parser or state machine that takes hostile input. May be disposable; one thread at a time.</summary>
internal interface IFuzzTarget
{
    /// <summary>Lower-case words joined by hyphens; also the name of its folder in the corpus.</summary>
    string Name { get; }

    /// <summary>Longest input in bytes that is made by mutation.</summary>
    int MaximumLength => 2048;

    /// <summary>Most bytes that one input may make the target allocate.</summary>
    long MaximumAllocation => 16 * 1024 * 1024;

    /// <summary>Mutated inputs that the tests run: less than a second.</summary>
    int TestExecutions => 10_000;

    /// <summary>Inputs to start from.</summary>
    IEnumerable<byte[]> Seeds();

    /// <summary>Byte strings that mean something to the parser and are put into inputs.</summary>
    IEnumerable<byte[]> Tokens() => [];

    /// <summary>Handles one input. What it does must not depend on the inputs before.</summary>
    /// <exception cref="PropertyException">Something that must always hold does not; every other exception is a failure too.</exception>
    void Run(ReadOnlySpan<byte> input);
}
