using System.Globalization;
using Mycelium.Engine.Errors;

namespace Mycelium.PowerShell.Commands;

/// <summary>The time that one wait has, for all its items together.</summary>
/// <param name="limit">How long; <see cref="Timeout.InfiniteTimeSpan"/> for no limit.</param>
internal sealed class TimeLimit(TimeSpan limit)
{
    private readonly long _start = TimeProvider.System.GetTimestamp();

    /// <summary>What is left, never below zero; or <see cref="Timeout.InfiniteTimeSpan"/>.</summary>
    internal TimeSpan Remaining
    {
        get
        {
            if (limit == Timeout.InfiniteTimeSpan) { return limit; }

            TimeSpan left = limit - TimeProvider.System.GetElapsedTime(_start);
            return left > TimeSpan.Zero ? left : TimeSpan.Zero;
        }
    }

    /// <summary>Makes the error of a wait that ended too early.</summary>
    /// <param name="what">What did not come true, as the beginning of a sentence.</param>
    /// <param name="recommendedAction">What to do; empty for the usual advice.</param>
    internal MyceliumException TimedOut(string what, string recommendedAction = "") => new(
        MyceliumErrorId.WaitTimedOut,
        string.Create(CultureInfo.InvariantCulture, $"{what} within {limit.TotalSeconds:0.###} s."),
        recommendedAction);
}
