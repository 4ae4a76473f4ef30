namespace Mycelium.Engine.Routing;

/// <summary>How much one neighbour may make this node do by requests: each costs it a few bytes, and us a flood or a table.</summary>
internal sealed class RequestLimits(RouterOptions options)
{
    private readonly TokenBucket _forwarded = new(options.ForwardedRequestBurst, options.ForwardedRequestRate);
    private readonly TokenBucket _seqno = new(options.SeqnoRequestBurst, options.SeqnoRequestRate);
    private readonly TokenBucket _wildcard = new(options.WildcardBurst, 1 / options.WildcardPause.TotalSeconds);

    /// <summary>Requests, routes and searches of it that were refused.</summary>
    internal long Refused { get; set; }

    internal bool TryForward(TimeSpan now) => Count(_forwarded.TryTake(now));

    internal bool TrySeqno(TimeSpan now) => Count(_seqno.TryTake(now));

    internal bool TryWildcard(TimeSpan now) => Count(_wildcard.TryTake(now));

    private bool Count(bool isTaken)
    {
        if (!isTaken) { Refused++; }

        return isTaken;
    }
}
