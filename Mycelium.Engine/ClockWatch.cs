namespace Mycelium.Engine;

/// <summary>Notices that the machine slept, or the process was stopped: time passed that nobody saw. Pure: driven by two clocks.</summary>
/// <param name="tolerance">What a busy machine, or the correction of a clock, may take.</param>
internal sealed class ClockWatch(TimeSpan tolerance)
{
    // The time of day at the beginning of the monotonic clock.
    private DateTimeOffset? _origin;

    /// <summary>Looks at both clocks.</summary>
    /// <param name="now">The monotonic clock.</param>
    /// <param name="timeOfDay">The time of day.</param>
    /// <param name="due">When this look was meant to be at the latest, on the monotonic clock.</param>
    /// <returns>Whether the look is late, or one clock moved against the other.</returns>
    internal bool HasJumped(TimeSpan now, DateTimeOffset timeOfDay, TimeSpan due)
    {
        DateTimeOffset origin = timeOfDay - now;
        bool hasMoved = _origin is { } known && (origin - known).Duration() > tolerance;
        _origin = origin;
        return hasMoved || now - due > tolerance;
    }
}
