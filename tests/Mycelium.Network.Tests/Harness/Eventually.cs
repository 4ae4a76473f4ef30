using System.Diagnostics;

namespace Mycelium.Network.Tests.Harness;

/// <summary>Waits for conditions, with a limit that a healthy run never meets.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(25);

    /// <summary>Default limit.</summary>
    internal static TimeSpan Limit { get; } = TimeSpan.FromSeconds(60);

    /// <summary>Returns how long it took until the condition held.</summary>
    /// <exception cref="TimeoutException">It did not hold within the limit; <paramref name="describe"/> gives the message.</exception>
    internal static async Task<TimeSpan> HoldsAsync(Func<Task<bool>> condition, Func<string> describe, TimeSpan? limit = null)
    {
        var clock = Stopwatch.StartNew();
        while (!await condition())
        {
            if (clock.Elapsed > (limit ?? Limit)) { throw new TimeoutException($"Not within {limit ?? Limit}: {describe()}"); }

            await Task.Delay(Pause);
        }

        return clock.Elapsed;
    }

    /// <summary>The same for a condition that is known at once.</summary>
    internal static Task<TimeSpan> HoldsAsync(Func<bool> condition, Func<string> describe, TimeSpan? limit = null) =>
        HoldsAsync(() => Task.FromResult(condition()), describe, limit);
}
