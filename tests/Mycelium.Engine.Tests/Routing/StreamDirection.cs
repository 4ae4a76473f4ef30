namespace Mycelium.Engine.Tests.Routing;

/// <summary>
/// One direction of a TCP connection: everything arrives, in order, and what is lost on the way, however often, arrives when it was sent
/// again. The retransmission timeout is the round trip and four times its variance, at least 200 ms more; it doubles from the second
/// one on (the first is the tail loss probe of RFC 8985) up to a longest one. Later segments do not speed up the repair, as they do in
/// truth, so this is the worse case.
/// </summary>
internal sealed class StreamDirection(Random random, TimeSpan delay, TimeSpan jitter, double loss, TimeSpan longestTimeout)
{
    private static readonly TimeSpan LeastMargin = TimeSpan.FromMilliseconds(200);

    private TimeSpan _last;

    /// <summary>When what is sent now arrives at the system of the other end, and when in order at its owner.</summary>
    internal (TimeSpan Received, TimeSpan Delivered) Send(TimeSpan now)
    {
        TimeSpan arrival = now + Cross();
        TimeSpan timeout = (delay * 2) + (jitter * 4 > LeastMargin ? jitter * 4 : LeastMargin);
        for (int losses = 0; IsLost(); losses++)
        {
            arrival += timeout;
            if (losses > 0) { timeout = timeout * 2 < longestTimeout ? timeout * 2 : longestTimeout; }
        }

        _last = arrival > _last ? arrival : _last;
        return (arrival, _last);
    }

    /// <summary>When an acknowledgement that is sent now arrives; null if it is lost: nobody sends it again.</summary>
    internal TimeSpan? Acknowledge(TimeSpan now) => IsLost() ? null : now + Cross();

    private bool IsLost() => random.NextDouble() < loss;

    private TimeSpan Cross() => delay + (jitter * ((2 * random.NextDouble()) - 1));
}
