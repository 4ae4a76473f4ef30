using System.Diagnostics;

namespace Mycelium.Fuzzing;

/// <summary>Runs one target over its seeds, a corpus and mutations of both, until something fails or the plan is done.</summary>
/// <param name="create">Makes the target; called again to see whether a failure can be repeated.</param>
/// <param name="plan">What to run.</param>
/// <param name="watch">Is told what runs; null if nobody watches.</param>
internal sealed class FuzzRunner(Func<IFuzzTarget> create, FuzzPlan plan, IRunWatch? watch = null)
{
    /// <summary>Most bytes that a target may hold after a run, above what it held after its seeds.</summary>
    internal const long MaximumGrowth = 64 * 1024 * 1024;

    /// <summary>Most bytes that the product may allocate for one frame.</summary>
    internal const long MaximumFrameBytes = 4096;

    /// <summary>Longest time for a frame; what takes longer again and again is a hang.</summary>
    internal static readonly TimeSpan MaximumFrameTime = TimeSpan.FromMilliseconds(10);

    // A busy machine, a collection or the compiler may hold up one attempt; a hang holds up each.
    private const int TimeAttempts = 5;

    private const int GrowthInterval = 1 << 16;

    private long _executions;
    private long _held;
    private long _growth;
    private long _frameBytes;
    private TimeSpan _slowest;

    /// <summary>Runs the plan.</summary>
    internal FuzzReport Run()
    {
        var time = Stopwatch.StartNew();
        IFuzzTarget target = create();
        FuzzFailure? failure = null;
        string name = target.Name;
        try
        {
            List<byte[]> start = [.. target.Seeds(), .. plan.Corpus];
            if (start.Count == 0) { start.Add([]); }

            failure = RunAll(target, start) ?? RunMutations(target, start, time);
        }
        finally
        {
            (target as IDisposable)?.Dispose();
        }

        return new FuzzReport(name, _executions, time.Elapsed, _growth, failure) { FrameBytes = _frameBytes, Slowest = _slowest };
    }

    /// <summary>Runs one input with a new target.</summary>
    /// <returns>What happened; null if all is well.</returns>
    internal static Exception? RunOnce(Func<IFuzzTarget> create, byte[] input)
    {
        IFuzzTarget target = create();
        try
        {
            return Try(target, input) ?? TryTime(target, input, MaximumFrameTime, out _);
        }
        finally
        {
            (target as IDisposable)?.Dispose();
        }
    }

    private FuzzFailure? RunAll(IFuzzTarget target, List<byte[]> inputs)
    {
        foreach (byte[] input in inputs)
        {
            if (Execute(target, input) is { } failure) { return failure; }
        }

        return null;
    }

    private FuzzFailure? RunMutations(IFuzzTarget target, List<byte[]> start, Stopwatch time)
    {
        var mutator = new Mutator(plan.Seed, start, [.. target.Tokens()], target.MaximumLength);
        _held = GC.GetTotalMemory(forceFullCollection: true);
        byte[] input = [];
        for (long i = 0; i < plan.Executions; i++)
        {
            if (plan.Duration >= TimeSpan.Zero && time.Elapsed > plan.Duration) { break; }

            input = mutator.Next();
            if (Execute(target, input) is { } failure) { return failure; }

            if ((i + 1) % GrowthInterval == 0 && CheckGrowth(target, input) is { } growth) { return growth; }
        }

        return CheckGrowth(target, input);
    }

    private FuzzFailure? CheckGrowth(IFuzzTarget target, byte[] input)
    {
        _growth = GC.GetTotalMemory(forceFullCollection: true) - _held;
        if (_growth <= MaximumGrowth) { return null; }

        var exception = new PropertyException($"{_growth} bytes more are held than before.");
        return new FuzzFailure(target.Name, plan.Seed, _executions, input, false, exception);
    }

    private FuzzFailure? Execute(IFuzzTarget target, byte[] input)
    {
        watch?.Begin(input);
        long start = Stopwatch.GetTimestamp();
        Exception? exception = Try(target, input);
        TimeSpan elapsed = Stopwatch.GetElapsedTime(start) / Math.Max(1, target.Pieces);
        if (exception is null && target.FrameBytes is { } bytes)
        {
            _frameBytes = Math.Max(_frameBytes, bytes);
            if (elapsed > MaximumFrameTime) { exception = TryTime(target, input, elapsed, out elapsed); }

            if (elapsed > _slowest) { _slowest = elapsed; }
        }

        watch?.End();
        long execution = _executions++;
        return exception is null ? null : Describe(target.Name, execution, input, exception);
    }

    private FuzzFailure Describe(string name, long execution, byte[] input, Exception exception)
    {
        bool isRepeatable = RunOnce(create, input)?.GetType() == exception.GetType();
        byte[] smallest = isRepeatable
            ? Minimizer.Minimize(input, candidate => RunOnce(create, candidate)?.GetType() == exception.GetType())
            : input;
        Exception shown = isRepeatable ? RunOnce(create, smallest) ?? exception : exception;
        return new FuzzFailure(name, plan.Seed, execution, smallest, isRepeatable, shown);
    }

    private static Exception? Try(IFuzzTarget target, byte[] input)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            target.Run(input);
        }
#pragma warning disable CA1031 // Whatever is thrown is what is looked for.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return exception;
        }

        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        if (allocated > target.MaximumAllocation)
        {
            return new PropertyException($"{allocated} bytes were allocated for {input.Length} bytes of input.");
        }

        return target.FrameBytes > MaximumFrameBytes ? TryAgain(target, input) : null;
    }

    // What is kept for later frames, such as the key of a pair of nodes, is made once.
    private static PropertyException? TryAgain(IFuzzTarget target, byte[] input)
    {
        target.Run(input);
        return target.FrameBytes > MaximumFrameBytes ? new PropertyException($"{target.FrameBytes} bytes were allocated for a frame.") : null;
    }

    /// <summary>Runs an input again until it is fast enough; a failure if it never is.</summary>
    private static PropertyException? TryTime(IFuzzTarget target, byte[] input, TimeSpan first, out TimeSpan best)
    {
        best = first;
        for (int i = 0; i < TimeAttempts && target.FrameBytes is not null; i++)
        {
            long start = Stopwatch.GetTimestamp();
            Exception? exception = Try(target, input);
            TimeSpan elapsed = Stopwatch.GetElapsedTime(start) / Math.Max(1, target.Pieces);
            best = elapsed < best ? elapsed : best;
            if (exception is not null || best < MaximumFrameTime) { return null; }
        }

        return target.FrameBytes is null ? null : new PropertyException($"It takes {best.TotalMilliseconds:0.0} ms.");
    }
}
