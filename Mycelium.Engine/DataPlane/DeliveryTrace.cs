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

    // Traffic that begins anew after such a time is not held to what came before.
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(10);

    // A host answers an echo request at once.
    private static readonly TimeSpan EchoLife = TimeSpan.FromSeconds(1);

    // Far from the ends of the range, so that differences to it can be taken.
    private static readonly TimeSpan Never = TimeSpan.MinValue / 2;

    private LinkId _hop;
    private LinkId _arrival;
    private LinkId _echoLink;
    private TimeSpan _echoAt = Never;
    private TimeSpan _sentAt = Never;
    private TimeSpan _askedAt = Never;
    private TimeSpan _dueAt;
    private TimeSpan? _unansweredSince;

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
    internal void NoteEchoRequest(LinkId from, TimeSpan now)
    {
        _echoLink = from;
        _echoAt = now;
    }

    /// <summary>
    /// The link for an echo reply: that of the request, so that an answer proves a way in both directions; none if the request is too
    /// long ago.
    /// </summary>
    internal LinkId EchoReplyLink(TimeSpan now) => now - _echoAt < EchoLife ? _echoLink : LinkId.None;
}
