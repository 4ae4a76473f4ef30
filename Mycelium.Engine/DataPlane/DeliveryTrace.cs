using Mycelium.Engine.Wire;

namespace Mycelium.Engine.DataPlane;

/// <summary>
/// What the data thread sees of the traffic between this node and another, and when it should be checked whether own packets arrive:
/// every 20 s while they flow, and at once when they take another link, when packets come back over another link than they went, or
/// when nothing comes back. No clock of its own.
/// </summary>
internal sealed class DeliveryTrace
{
    /// <summary>Own packets that bring nothing back for so long are checked.</summary>
    internal static readonly TimeSpan Silence = TimeSpan.FromSeconds(3);

    /// <summary>Time between checks while nothing is conspicuous.</summary>
    internal static readonly TimeSpan Interval = TimeSpan.FromSeconds(20);

    /// <summary>Least time between two checks.</summary>
    internal static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    /// <summary>Echo requests whose link is remembered: those that may come before the host answers the first.</summary>
    internal const int EchoesKept = 8;

    // Traffic that begins anew after such a time is not held to what came before.
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(10);

    // A host answers an echo request at once.
    private static readonly TimeSpan EchoLife = TimeSpan.FromSeconds(1);

    // Far from the ends of the range, so that differences to it can be taken.
    private static readonly TimeSpan Never = TimeSpan.MinValue / 2;

    private LinkId _hop;
    private LinkId _arrival;
    private TimeSpan _sentAt = Never;
    private TimeSpan _askedAt = Never;
    private TimeSpan _dueAt;
    private TimeSpan? _unansweredSince;
    private (uint Echo, LinkId From, TimeSpan At)[]? _echoes;
    private int _nextEcho;

    /// <summary>The port of the own next hop when it was last looked up.</summary>
    internal LinkPort? Port { get; set; }

    /// <summary>Notes an own packet.</summary>
    /// <returns>Whether to ask for a check.</returns>
    internal bool NoteSent(LinkId hop, TimeSpan now)
    {
        if (now - _sentAt >= Idle)
        {
            _unansweredSince = null;
            _dueAt = now + Interval;
        }

        if (hop != _hop && _hop != LinkId.None) { _dueAt = now; }

        _hop = hop;
        _sentAt = now;
        _unansweredSince ??= now;
        bool isDue = _dueAt <= now || now - _unansweredSince >= Silence;
        return isDue && now - _askedAt >= Pause;
    }

    /// <summary>Notes that a check was asked for.</summary>
    internal void NoteAsked(TimeSpan now)
    {
        _askedAt = now;
        _dueAt = now + Interval;
    }

    /// <summary>Notes a packet that could be opened and passed all checks.</summary>
    internal void NoteReceived(LinkId from, TimeSpan now)
    {
        _unansweredSince = null;
        if (from == LinkId.None || from == _arrival) { return; }

        _arrival = from;
        if (from != _hop) { _dueAt = now; }
    }

    /// <summary>Notes that an echo request came in over a link.</summary>
    /// <param name="echo">Its identifier and sequence number.</param>
    /// <param name="from">The link.</param>
    /// <param name="now">The clock.</param>
    internal void NoteEchoRequest(uint echo, LinkId from, TimeSpan now)
    {
        _echoes ??= new (uint, LinkId, TimeSpan)[EchoesKept];
        _echoes[_nextEcho] = (echo, from, now);
        _nextEcho = (_nextEcho + 1) % EchoesKept;
    }

    /// <summary>
    /// The link for an echo reply: that of its request, so that an answer proves a way in both directions; none if the request is too
    /// long ago, or too many came after it.
    /// </summary>
    internal LinkId EchoReplyLink(uint echo, TimeSpan now)
    {
        if (_echoes is null) { return LinkId.None; }

        for (int i = 1; i <= EchoesKept; i++)
        {
            (uint known, LinkId from, TimeSpan at) = _echoes[(_nextEcho + EchoesKept - i) % EchoesKept];
            if (known == echo && from != LinkId.None) { return now - at < EchoLife ? from : LinkId.None; }
        }

        return LinkId.None;
    }
}
