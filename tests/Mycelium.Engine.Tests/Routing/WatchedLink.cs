using Mycelium.Engine.Routing;

namespace Mycelium.Engine.Tests.Routing;

/// <summary>A <see cref="LinkHealth"/> at one end of a simulated connection, whose other end answers each Hello at once. Virtual time.</summary>
internal sealed class WatchedLink
{
    // As the data thread does.
    private static readonly TimeSpan UseReport = TimeSpan.FromSeconds(5);

    private readonly StreamDirection _there;
    private readonly StreamDirection _back;
    private readonly PriorityQueue<Action, (TimeSpan At, int Order)> _agenda = new();
    private LinkActivity _activity;
    private readonly List<Action> _held = [];
    private TimeSpan _useReportedAt = TimeSpan.MinValue / 2;
    private int _order;

    /// <param name="seed">Of delays and losses.</param>
    /// <param name="delayMilliseconds">In each direction.</param>
    /// <param name="jitterMilliseconds">The delay differs by up to so much.</param>
    /// <param name="loss">0 to 1, in each direction.</param>
    /// <param name="longestTimeout">Longest time between two transmissions of the same; 120 s by default, as systems have it.</param>
    internal WatchedLink(int seed, double delayMilliseconds, double jitterMilliseconds, double loss, TimeSpan? longestTimeout = null)
    {
        var random = new Random(seed);
        TimeSpan delay = TimeSpan.FromMilliseconds(delayMilliseconds);
        TimeSpan jitter = TimeSpan.FromMilliseconds(jitterMilliseconds);
        TimeSpan longest = longestTimeout ?? TimeSpan.FromSeconds(120);
        _there = new StreamDirection(random, delay, jitter, loss, longest);
        _back = new StreamDirection(random, delay, jitter, loss, longest);
        Health = new LinkHealth(new LinkHealthOptions(), TimeSpan.Zero);
    }

    internal LinkHealth Health { get; }

    internal TimeSpan Now { get; private set; }

    /// <summary>When each Hello was sent.</summary>
    internal List<TimeSpan> Probes { get; } = [];

    /// <summary>What looks have found, without those that found nothing new.</summary>
    internal List<(TimeSpan At, LinkVerdict Verdict)> Verdicts { get; } = [];

    /// <summary>Nothing that would arrive from now on does; null while the link works.</summary>
    internal TimeSpan? CutAt { get; set; }

    internal void Cut() => CutAt = Now;

    /// <summary>Whether the other end hangs: its system acknowledges what is sent, and nobody answers.</summary>
    internal bool Hangs { get; set; }

    /// <summary>What is sent arrives again, and what was held up by the cut.</summary>
    internal void Mend()
    {
        CutAt = null;
        Action[] held = [.. _held];
        _held.Clear();
        foreach (Action arrived in held) { Exchange(arrived); }
    }

    /// <summary>Sends a packet every so often, from now on; the other end may answer each.</summary>
    internal void SendData(TimeSpan period, bool isAnswered)
    {
        _activity = _activity with { DataFrames = _activity.DataFrames + 1 };
        if (Now - _useReportedAt >= UseReport)
        {
            _useReportedAt = Now;
            Health.NoteUse(Now);
        }

        if (isAnswered) { Exchange(() => { }); }

        At(Now + period, () => SendData(period, isAnswered));
    }

    /// <summary>Receives a packet every so often, and sends nothing.</summary>
    internal void ReceiveData(TimeSpan period)
    {
        if (CutAt is null) { Hear(); }

        At(Now + period, () => ReceiveData(period));
    }

    internal void Run(TimeSpan duration)
    {
        TimeSpan end = Now + duration;
        while (true)
        {
            bool hasEvent = _agenda.TryPeek(out _, out (TimeSpan At, int Order) next);
            TimeSpan look = Health.NextLook > Now ? Health.NextLook : Now;
            if (hasEvent && next.At <= look && next.At <= end)
            {
                Now = next.At;
                _agenda.Dequeue()();
            }
            else if (look <= end)
            {
                Now = look;
                Look();
            }
            else
            {
                Now = end;
                return;
            }
        }
    }

    /// <summary>Time passes that the owner of the link does not see; what arrives meanwhile is there afterwards.</summary>
    internal void Sleep(TimeSpan duration)
    {
        TimeSpan end = Now + duration;
        Now = end;
        while (_agenda.TryPeek(out _, out (TimeSpan At, int Order) next) && next.At <= end) { _agenda.Dequeue()(); }
    }

    private void Look()
    {
        Health.Observe(_activity, Now);
        LinkVerdict verdict = Health.Look(Now, out bool mustProbe);
        if (verdict != LinkVerdict.Unchanged) { Verdicts.Add((Now, verdict)); }

        if (!mustProbe) { return; }

        Probes.Add(Now);
        Exchange(() => Health.TakeAnswer(Now));
    }

    private void Exchange(Action arrived)
    {
        if (CutAt is not null)
        {
            _held.Add(arrived);
            return;
        }

        (TimeSpan received, TimeSpan delivered) = _there.Send(Now);
        if (_back.Acknowledge(received) is { } acknowledged) { At(acknowledged, Acknowledge); }

        At(_back.Send(delivered).Delivered, () =>
        {
            if (CutAt is not null || Hangs)
            {
                _held.Add(arrived);
                return;
            }

            Hear();
            arrived();
        });
    }

    private void Acknowledge()
    {
        if (CutAt is null) { _activity = _activity with { AcknowledgedAt = Now }; }
    }

    private void Hear() => _activity = _activity with { ReceivedBytes = _activity.ReceivedBytes + 1 };

    private void At(TimeSpan at, Action action) => _agenda.Enqueue(action, (at, _order++));
}
