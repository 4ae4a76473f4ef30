namespace Mycelium.Engine.Routing;

/// <summary>Allows a number of things at once and a rate over time. One owner. Source: RFC 4443 section 2.4 (f).</summary>
/// <param name="burst">Most at once.</param>
/// <param name="perSecond">Rate.</param>
internal sealed class TokenBucket(int burst, double perSecond)
{
    private double _tokens = burst;
    private TimeSpan _last;

    /// <summary>Takes so many, or none.</summary>
    internal bool TryTake(TimeSpan now, int count = 1)
    {
        _tokens = Math.Min(burst, _tokens + ((now - _last).TotalSeconds * perSecond));
        _last = now;
        if (_tokens < count) { return false; }

        _tokens -= count;
        return true;
    }
}
