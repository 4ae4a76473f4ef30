using Mycelium.Engine.Routing;

namespace Mycelium.Engine.DataPlane;

/// <summary>How much work one neighbour's packets may make beyond being passed on. One owner.</summary>
internal sealed class PeerLimits
{
    /// <summary>Searches for a route or a key that its packets may start at once, and per second in the long run.</summary>
    internal const int NeedBurst = 1000;

    /// <inheritdoc cref="NeedBurst"/>
    internal const int NeedRate = 100;

    /// <summary>Keys of senders that may be agreed on at once, and per second in the long run: each costs a tenth of a millisecond.</summary>
    internal const int KeyBurst = 1000;

    /// <inheritdoc cref="KeyBurst"/>
    internal const int KeyRate = 200;

    /// <summary>Its packets that are answered with an error at once, and per second in the long run.</summary>
    internal const int ReportBurst = 20;

    /// <inheritdoc cref="ReportBurst"/>
    internal const int ReportRate = 20;

    private readonly TokenBucket _needs = new(NeedBurst, NeedRate);
    private readonly TokenBucket _keys = new(KeyBurst, KeyRate);
    private readonly TokenBucket _reports = new(ReportBurst, ReportRate);

    internal bool TryNeed(TimeSpan now) => _needs.TryTake(now);

    internal bool TryKey(TimeSpan now) => _keys.TryTake(now);

    internal bool TryReport(TimeSpan now) => _reports.TryTake(now);
}
