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

    /// <summary>
    /// What the product allocated for each frame of the last input, in bytes; at most <see cref="FuzzRunner.MaximumFrameBytes"/>, and
    /// then each may take <see cref="FuzzRunner.MaximumFrameTime"/> at most. Null if an input is no frame of a peer.
    /// </summary>
    long? FrameBytes => null;

    /// <summary>Frames, or pieces of frames, of the last input: each may take its time.</summary>
    int Pieces => 1;

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
