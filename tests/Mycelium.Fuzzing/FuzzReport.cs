namespace Mycelium.Fuzzing;

/// <summary>The outcome of a run.</summary>
/// <param name="Target">Name of the target.</param>
/// <param name="Executions">Inputs run.</param>
/// <param name="Elapsed">Time taken.</param>
/// <param name="Growth">Bytes that are held after the run and were not after the seeds.</param>
/// <param name="Failure">The first failure, which ended the run; null if there was none.</param>
internal sealed record FuzzReport(string Target, long Executions, TimeSpan Elapsed, long Growth, FuzzFailure? Failure)
{
    /// <summary>Most bytes that the product allocated for one frame; 0 if the target has no frames.</summary>
    internal long FrameBytes { get; init; }

    /// <summary>Longest time for one frame; 0 if the target has no frames.</summary>
    internal TimeSpan Slowest { get; init; }

    /// <summary>One line.</summary>
    public override string ToString()
    {
        double rate = Executions / Math.Max(Elapsed.TotalSeconds, 0.001);
        string outcome = Failure is null ? "no failure" : $"FAILED: {Failure.Exception.Message.ReplaceLineEndings(" ")}";
        string frames = Slowest > TimeSpan.Zero
            ? FormattableString.Invariant($" frame <= {FrameBytes} B, {Slowest.TotalMilliseconds:0.0} ms,")
            : string.Empty;
        return FormattableString.Invariant(
            $"{Target,-18} {Executions,12:N0} executions {rate,12:N0} per second, grew {Math.Max(0, Growth) / 1024,6:N0} KiB,{frames} {outcome}");
    }
}
