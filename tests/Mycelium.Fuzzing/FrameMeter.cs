namespace Mycelium.Fuzzing;

/// <summary>Counts what the product allocates for one input, apart from what the checks allocate. One thread.</summary>
internal sealed class FrameMeter
{
    private long _before;

    /// <summary>Bytes allocated between starts and stops since the last <see cref="Reset"/>.</summary>
    internal long Bytes { get; private set; }

    /// <summary>Begins a new input.</summary>
    internal void Reset() => Bytes = 0;

    internal void Start() => _before = GC.GetAllocatedBytesForCurrentThread();

    /// <summary>Ends a measured part.</summary>
    /// <param name="excepted">Bytes that the test's own objects took meanwhile.</param>
    internal void Stop(long excepted = 0) => Bytes += Math.Max(0, GC.GetAllocatedBytesForCurrentThread() - _before - excepted);
}
