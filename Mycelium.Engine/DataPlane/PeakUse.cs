namespace Mycelium.Engine.DataPlane;

/// <summary>How many things of a kind were in use at most, of late: as many are worth keeping.</summary>
internal sealed class PeakUse
{
    private int _used;
    private int _peak;
    private int _previousPeak;

    /// <summary>One more is in use.</summary>
    internal void Take() => _peak = Math.Max(_peak, ++_used);

    /// <summary>One less is in use.</summary>
    /// <returns>How many may be kept besides those in use, the returned one included.</returns>
    internal int Return() => Math.Max(_peak, _previousPeak) - --_used;

    /// <summary>Forgets what was in use before the last period.</summary>
    /// <returns>How many may be kept besides those in use.</returns>
    internal int BeginPeriod()
    {
        (_previousPeak, _peak) = (_peak, _used);
        return _previousPeak - _used;
    }
}
