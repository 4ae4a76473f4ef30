namespace Mycelium.Engine.Transports;

/// <summary>
/// How much a TCP connection should hold: little more than its bandwidth-delay product. What it holds beyond that only adds to the delay
/// of everything behind it. A pure state: it is told what the system tells.
/// </summary>
internal sealed class TcpShare
{
    /// <summary>What may be unsent before a rate is known, in bytes.</summary>
    internal const int FirstUnsentLimit = 32 * 1024;

    /// <summary>Least that may be unsent, in bytes: a few frames, or the sender waits for us.</summary>
    internal const int LeastUnsentLimit = 8 * 1024;

    /// <summary>Most that may be unsent, in bytes.</summary>
    internal const int MostUnsentLimit = 512 * 1024;

    /// <summary>Least that may be on its way or unsent, in bytes.</summary>
    internal const int LeastInFlight = 12 * 1024;

    // What may be unsent: the handle tells when half of it is gone.
    private const double UnsentSeconds = 0.004;

    // Slack for bursts of acknowledgements, and for timers of a millisecond.
    private const double SlackSeconds = 0.004;

    // A rate that grows with what is on its way shows that the way holds more; until it no longer does, it may double.
    private const double Gain = 1.25;
    private const double StartGain = 2;
    private const double Growth = 1.25;
    private const int WindowsWithoutGrowth = 3;

    // The least round trip is measured anew, with the way drained: after a change of the way the old one is wrong.
    private const double DrainGain = 0.5;

    // A way that became slower is followed within a few windows, noise of one window is not.
    private const double MostDecay = 0.5;

    // What was on its way at the end of a drain must have been about what was allowed, or the round trip is that of a queue.
    private const double DrainTolerance = 1.5;

    /// <summary>Time between two looks at the system while there is something to send.</summary>
    internal static readonly TimeSpan Spacing = TimeSpan.FromMilliseconds(1);

    // Not by the smoothed round trip: it grows with what is on its way, and the window would never end.
    private static readonly TimeSpan LeastWindow = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan MostWindow = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan DrainSpacing = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan DrainSpacingIfLonger = TimeSpan.FromSeconds(1);

    private double _rate;
    private double _lastRate;
    private double _grownRate;
    private int _withoutGrowth;
    private TimeSpan _windowStart;
    private long _windowAcknowledged;
    private bool _wasEmptied;
    private bool _wasIdle;
    private long _acknowledged;
    private long _given;
    private TimeSpan _roundTrip;
    private TimeSpan _roundTripAt;
    private TimeSpan? _drainEnd;
    private bool _isDrainSeen;
    private TimeSpan _learnFrom;

    /// <summary>Bytes that may be unsent.</summary>
    internal int UnsentLimit => _rate == 0 ? FirstUnsentLimit : (int)Math.Clamp(_rate * UnsentSeconds, LeastUnsentLimit, MostUnsentLimit);

    /// <summary>Bytes a second that were delivered; 0 if that is not known.</summary>
    internal long BytesPerSecond => (long)_rate;

    private bool IsStarting => _withoutGrowth < WindowsWithoutGrowth;

    private TimeSpan Window => TimeSpan.FromTicks(Math.Clamp(_roundTrip.Ticks, LeastWindow.Ticks, MostWindow.Ticks));

    // By what was delivered last: after the way became slower the rate may still be too high.
    private double DrainLimit => Math.Max(_lastRate * DrainGain * _roundTrip.TotalSeconds, LeastInFlight);

    /// <summary>Notes that the connection took all that there was.</summary>
    internal void NoteEmptied() => _wasEmptied = true;

    /// <summary>Takes what the system tells.</summary>
    /// <param name="information">What it told.</param>
    /// <param name="now">The present time.</param>
    internal void Observe(in TcpInformation information, TimeSpan now)
    {
        _acknowledged = information.AcknowledgedBytes;
        ObserveRoundTrip(information, now);

        // Who has less to send says nothing about the way.
        _wasIdle |= _wasEmptied && information.UnsentBytes == 0;
        _wasEmptied = false;
        TimeSpan window = Window;
        TimeSpan elapsed = now - _windowStart;
        if (elapsed < window && now >= _learnFrom) { return; }

        // Over a pause, and while the way is drained or filled anew, there is nothing to learn.
        if (elapsed < 2 * window && _windowStart != TimeSpan.Zero && _drainEnd is null && now >= _learnFrom)
        {
            ObserveRate((_acknowledged - _windowAcknowledged) / elapsed.TotalSeconds);
        }

        BeginWindow(now);
    }

    /// <summary>Bytes that may be given now.</summary>
    /// <param name="given">Bytes that the connection was given since its beginning.</param>
    internal int Room(long given)
    {
        _given = given;
        if (_rate == 0 || _roundTrip == TimeSpan.Zero) { return int.MaxValue; }

        double limit = _drainEnd is null
            ? Math.Max(_rate * (((IsStarting ? StartGain : Gain) * _roundTrip.TotalSeconds) + SlackSeconds), LeastInFlight)
            : DrainLimit;
        return (int)Math.Clamp(limit - (given - _acknowledged), 0, int.MaxValue);
    }

    private void BeginWindow(TimeSpan now) => (_windowStart, _windowAcknowledged, _wasIdle) = (now, _acknowledged, false);

    private void ObserveRate(double rate)
    {
        _lastRate = rate;
        if (rate < _rate)
        {
            if (_wasIdle) { return; }

            rate = Math.Max(rate, _rate * MostDecay);
        }

        _rate = rate;
        if (!IsStarting || _wasIdle) { return; }

        if (rate >= _grownRate * Growth)
        {
            (_grownRate, _withoutGrowth) = (rate, 0);
        }
        else
        {
            _withoutGrowth++;
        }
    }

    private void ObserveRoundTrip(in TcpInformation information, TimeSpan now)
    {
        TimeSpan sample = information.RoundTrip;
        if (sample == TimeSpan.Zero) { return; }

        // The first smoothed values contain delayed acknowledgements.
        if (_roundTrip == TimeSpan.Zero) { (_roundTrip, _roundTripAt) = (information.LeastRoundTrip, now); }

        if (_roundTrip == TimeSpan.Zero || sample <= _roundTrip) { (_roundTrip, _roundTripAt) = (sample, now); }

        if (_drainEnd is { } end)
        {
            if (now < end)
            {
                _isDrainSeen = true;
                return;
            }

            EndDrain(sample, now);
        }
        else if (IsDrainDue(sample, now))
        {
            TimeSpan longest = sample < LeastWindow ? LeastWindow : sample;
            (_drainEnd, _isDrainSeen) = (now + (2 * longest), false);
        }
    }

    // The smoothed value has followed the drained way by now, if it was drained.
    private void EndDrain(TimeSpan sample, TimeSpan now)
    {
        bool isDrained = _isDrainSeen && _given - _acknowledged <= DrainTolerance * DrainLimit;
        if (isDrained) { _roundTrip = sample; }

        (_roundTripAt, _drainEnd, _learnFrom) = (now, null, now + sample);
    }

    // Where what is on its way explains the round trip, there is nothing to find out.
    private bool IsDrainDue(TimeSpan sample, TimeSpan now)
    {
        double seconds = sample.TotalSeconds;
        double known = _roundTrip.TotalSeconds;
        bool isLonger = seconds > 2 * ((Gain * known) + SlackSeconds);
        bool isExplained = seconds <= known + SlackSeconds;
        return !isExplained && now - _roundTripAt > (isLonger ? DrainSpacingIfLonger : DrainSpacing);
    }
}
