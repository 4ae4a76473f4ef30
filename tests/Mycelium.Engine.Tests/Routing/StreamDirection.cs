namespace Mycelium.Engine.Tests.Routing;

/// <summary>
/// One direction of a TCP connection: everything arrives, in order, and what is lost on the way arrives when it was sent again.
/// The retransmission timeout is the round trip and four times its variance, at least 200 ms more, doubled each time. What is lost is
/// lost three times in a row at most: seven timeouts, several seconds on a slow link.
/// </summary>
internal sealed class StreamDirection(Random random, TimeSpan delay, TimeSpan jitter, double loss)
{
    private static readonly TimeSpan LeastMargin = TimeSpan.FromMilliseconds(200);

    private const int MostLosses = 3;

    private TimeSpan _last;

    /// <summary>When what is sent now arrives.</summary>
    internal TimeSpan Send(TimeSpan now)
    {
        TimeSpan arrival = now + delay + (jitter * ((2 * random.NextDouble()) - 1));
        TimeSpan timeout = (delay * 2) + (jitter * 4 > LeastMargin ? jitter * 4 : LeastMargin);
        for (int losses = 0; losses < MostLosses && random.NextDouble() < loss; losses++)
        {
            arrival += timeout;
            timeout *= 2;
        }

        _last = arrival > _last ? arrival : _last;
        return _last;
    }
}
