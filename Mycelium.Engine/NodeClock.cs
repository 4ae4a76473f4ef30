namespace Mycelium.Engine;

/// <summary>The monotonic clock of a node, which begins with it, and its relation to the time of day. Any thread.</summary>
internal sealed class NodeClock(TimeProvider time)
{
    private static readonly TimeSpan Tolerance = TimeSpan.FromMilliseconds(100);

    private readonly long _start = time.GetTimestamp();
    private long _origin;

    /// <summary>Time since the node was made; never runs backwards.</summary>
    internal TimeSpan Now => time.GetElapsedTime(_start);

    /// <summary>The time of day that a moment of this clock has, by the system's clock as it is now. The same each time it is asked for,
    /// unless the system's clock was set.</summary>
    internal DateTimeOffset ToTimeOfDay(TimeSpan moment)
    {
        // The two clocks are never read at quite the same instant.
        long origin = (time.GetUtcNow() - Now).UtcTicks;
        long known = Volatile.Read(ref _origin);
        if (Math.Abs(origin - known) < Tolerance.Ticks) { return new DateTimeOffset(known, TimeSpan.Zero) + moment; }

        Volatile.Write(ref _origin, origin);
        return new DateTimeOffset(origin, TimeSpan.Zero) + moment;
    }
}
