namespace Mycelium.Engine.Routing;

/// <summary>
/// Whether a link is alive: probed by Hellos when nothing else proves it, suspected when answers stay away. Pure: driven by the
/// owner's clock. Neighbours answer each Hello with one IHU, in order, so answers are matched first in, first out.
/// </summary>
/// <remarks>The limit follows the round trip and its variance (RFC 6298), and the longest delay seen lately.</remarks>
internal sealed class LinkHealth(LinkHealthOptions options, TimeSpan now)
{
    private const int MaximumOwed = 256;
    private const int QuietBytes = 32 * 1024;
    private const int VarianceFactor = 4;
    private static readonly TimeSpan PeakHalfLife = TimeSpan.FromSeconds(60);

    private readonly Queue<(TimeSpan SentAt, bool IsQuiet)> _owed = new();
    private LinkActivity _activity;
    private bool _isQuiet = true;
    private TimeSpan _heardAt = now;
    private TimeSpan _usedAt = TimeSpan.MinValue / 2;
    private TimeSpan? _probedAt;

    // When the first probe went out since anything was heard; null while no proof is missing.
    private TimeSpan? _missingSince;
    private TimeSpan? _deadAt;
    private TimeSpan? _answersSince;
    private TimeSpan _suspectedAt = TimeSpan.MinValue / 2;
    private TimeSpan _longestStall;

    // Round trips that began earlier contain a sleep of this machine.
    private TimeSpan _awakeSince = TimeSpan.MinValue;
    private TimeSpan _smoothed;
    private TimeSpan _variance;
    private TimeSpan _peak;
    private TimeSpan _peakAt;
    private TimeSpan _stability = options.Stability;
    private bool _hasSample;

    /// <summary>Whether answers are missing for too long.</summary>
    internal bool IsSuspect { get; private set; }

    /// <summary>Whether an answer is under way, or missing.</summary>
    internal bool IsAnswerOwed => _owed.Count > 0;

    /// <summary>When to call <see cref="Look"/>.</summary>
    internal TimeSpan NextLook { get; private set; } = now;

    /// <summary>The smoothed round trip; null before the first answer.</summary>
    internal TimeSpan? SmoothedRoundTrip => _hasSample ? _smoothed : null;

    /// <summary>How long proof of life may be missing.</summary>
    internal TimeSpan Limit(TimeSpan at)
    {
        if (!_hasSample) { return options.FirstLimit; }

        TimeSpan byRoundTrip = (_smoothed * options.LimitRoundTrips) + (_variance * VarianceFactor);
        return Clamp(Later(byRoundTrip, Peak(at) * 2), options.ShortestLimit, options.LongestLimit);
    }

    /// <summary>Takes in what the data plane saw.</summary>
    internal void Observe(in LinkActivity activity, TimeSpan at)
    {
        if (activity.ReceivedBytes != _activity.ReceivedBytes) { Hear(at); }

        if (activity.DataFrames != _activity.DataFrames) { _usedAt = at; }

        _isQuiet = activity.QueuedBytes == 0 && activity.SentBytes - _activity.SentBytes < QuietBytes;
        _activity = activity;
    }

    /// <summary>Takes in an answer.</summary>
    /// <returns>The round trip, and whether it was free of our own queue; null if none was owed.</returns>
    internal (TimeSpan RoundTrip, bool IsQuiet)? TakeAnswer(TimeSpan at)
    {
        Hear(at);
        if (!_owed.TryDequeue(out (TimeSpan SentAt, bool IsQuiet) probe)) { return null; }

        _answersSince ??= at;
        if (probe.SentAt < _awakeSince) { return null; }

        TimeSpan sample = at - probe.SentAt;
        if (IsSuspect)
        {
            // How long a cut lasted says nothing of the link; a stall that ended soon after the limit does.
            if (sample <= _longestStall) { NotePeak(sample, at); }

            return null;
        }

        NotePeak(sample, at);
        Smooth(sample);
        return (sample, probe.IsQuiet && _isQuiet);
    }

    /// <summary>Looks at the link; call it at <see cref="NextLook"/>, after <see cref="Observe"/>.</summary>
    /// <param name="at">The owner's clock.</param>
    /// <param name="mustProbe">Whether to send a Hello now; it counts as sent.</param>
    internal LinkVerdict Look(TimeSpan at, out bool mustProbe)
    {
        // Nothing was taken in while the owner was held up: what is missing since then may have arrived.
        if (at - NextLook > options.LateLook)
        {
            TimeSpan lost = at - NextLook;
            _missingSince = _missingSince is null ? null : at;
            _deadAt += lost;
        }

        LinkVerdict verdict = Judge(at);
        mustProbe = verdict != LinkVerdict.Dead && _owed.Count < MaximumOwed && IsProbeDue(at);
        if (mustProbe)
        {
            _probedAt = at;
            _missingSince ??= at;
            _owed.Enqueue((at, _isQuiet));
        }

        bool isWatched = IsSuspect || _missingSince is not null;
        NextLook = at + (isWatched ? Repeat(at) : IsUsed(at) ? options.UsedLook : options.UnusedLook);
        if (_deadAt is { } dead) { NextLook = Earlier(NextLook, dead); }

        return verdict;
    }

    /// <summary>Probes at the next look, which is due at once.</summary>
    internal void Hasten(TimeSpan at)
    {
        _probedAt = null;
        NextLook = at;
    }

    /// <summary>The machine slept: what was missing counts no more, and a link that does not answer soon is dead.</summary>
    internal void Wake(TimeSpan at)
    {
        Hasten(at);
        _awakeSince = at;
        _heardAt = at;
        _missingSince = null;
        TimeSpan byRoundTrip = (_smoothed + _variance) * VarianceFactor;
        _deadAt = at + Later(options.DeadAfterSleep, byRoundTrip);
    }

    private LinkVerdict Judge(TimeSpan at)
    {
        TimeSpan limit = Limit(at);
        TimeSpan missing = at - (_missingSince ?? at);
        if (_deadAt <= at || (IsSuspect && at - _heardAt >= options.DeadAfter))
        {
            _deadAt = null;
            return LinkVerdict.Dead;
        }

        if (!IsSuspect && missing >= limit)
        {
            bool isRepeated = at - _suspectedAt < options.Forgiven;
            _stability = isRepeated ? Earlier(_stability * 2, options.LongestStability) : options.Stability;
            IsSuspect = true;
            _suspectedAt = at;
            _longestStall = limit * 2;
            _answersSince = null;
            return LinkVerdict.Suspected;
        }

        if (IsSuspect && missing >= limit / 2) { _answersSince = null; }

        if (!IsSuspect || !(at - _answersSince >= _stability)) { return LinkVerdict.Unchanged; }

        IsSuspect = false;
        return LinkVerdict.Recovered;
    }

    private bool IsProbeDue(TimeSpan at)
    {
        if (_probedAt is not { } last) { return true; }

        if (IsSuspect || _missingSince is not null) { return at - last >= Repeat(at); }

        bool isSilent = IsUsed(at) && at - _heardAt >= options.Silence;
        return at - last >= (isSilent ? options.UsedProbe : options.AnyProbe);
    }

    private bool IsUsed(TimeSpan at) => at - _usedAt < options.UseLasts;

    private TimeSpan Repeat(TimeSpan at) => Earlier(Limit(at) / options.MissedAnswers, options.LongestRepeat);

    private void Hear(TimeSpan at)
    {
        _heardAt = at;
        _missingSince = null;
        _deadAt = null;
    }

    private void Smooth(TimeSpan sample)
    {
        if (!_hasSample)
        {
            _hasSample = true;
            _smoothed = sample;
            _variance = sample / 2;
            return;
        }

        _variance += ((_smoothed - sample).Duration() - _variance) / 4;
        _smoothed += (sample - _smoothed) / 8;
    }

    private void NotePeak(TimeSpan sample, TimeSpan at)
    {
        if (sample < Peak(at)) { return; }

        _peak = sample;
        _peakAt = at;
    }

    private TimeSpan Peak(TimeSpan at) => _peak * Math.Pow(0.5, (at - _peakAt) / PeakHalfLife);

    private static TimeSpan Clamp(TimeSpan value, TimeSpan least, TimeSpan most) => Earlier(Later(value, least), most);

    private static TimeSpan Earlier(TimeSpan a, TimeSpan b) => a < b ? a : b;

    private static TimeSpan Later(TimeSpan a, TimeSpan b) => a > b ? a : b;
}
