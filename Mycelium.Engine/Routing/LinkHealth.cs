namespace Mycelium.Engine.Routing;

/// <summary>
/// Whether a link is alive: probed by Hellos when nothing else proves it, suspected when answers stay away. Pure: driven by the
/// owner's clock. Neighbours answer each Hello with one IHU, in order, so answers are matched first in, first out.
/// </summary>
/// <remarks>
/// The limit follows the round trip and its variance (RFC 6298), and the longest delay seen lately. While the other end's system still
/// acknowledges what is sent, an answer may only be stuck behind a loss: then the limit is longer, but never endless, since the system
/// of a node that hangs acknowledges too.
/// </remarks>
internal sealed class LinkHealth(LinkHealthOptions options, TimeSpan now)
{
    private const int MaximumOwed = 256;
    private const int QuietBytes = 32 * 1024;
    private const int VarianceFactor = 4;
    private static readonly TimeSpan PeakHalfLife = TimeSpan.FromSeconds(20);

    private readonly Queue<(TimeSpan SentAt, bool IsQuiet)> _owed = new();

    // The first round trips of the link; they may contain what a start costs.
    private readonly List<TimeSpan> _first = new(options.FirstProbes);
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

    /// <summary>How often it was suspected.</summary>
    internal int Suspicions { get; private set; }

    /// <summary>Whether an answer is under way, or missing.</summary>
    internal bool IsAnswerOwed => _owed.Count > 0;

    /// <summary>Whether proof of life is missing, so that acknowledgements are worth asking for.</summary>
    internal bool IsProofMissing => _missingSince is not null;

    /// <summary>When to call <see cref="Look"/>.</summary>
    internal TimeSpan NextLook { get; private set; } = now;

    /// <summary>
    /// Whether to look now, when some link is looked at: those that are only probed now and then wait for each other, so that an idle node
    /// wakes seldom.
    /// </summary>
    internal bool IsDue(TimeSpan at) => NextLook - (IsResting(at) ? options.Slack : TimeSpan.Zero) <= at;

    /// <summary>The smoothed round trip; null before the first answer.</summary>
    internal TimeSpan? SmoothedRoundTrip => _hasSample ? _smoothed : null;

    /// <summary>How long proof of life may be missing.</summary>
    internal TimeSpan Limit(TimeSpan at)
    {
        if (!_hasSample) { return options.FirstLimit; }

        TimeSpan byRoundTrip = (_smoothed * options.LimitRoundTrips) + (_variance * VarianceFactor);
        return Clamp(Later(byRoundTrip, Peak(at) * 1.5), options.ShortestLimit, options.LongestLimit);
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

        // How long a cut lasted, and so how late what was sent meanwhile is answered, says nothing of the link.
        if (IsSuspect || probe.SentAt <= _suspectedAt) { return null; }

        TimeSpan sample = at - probe.SentAt;
        NotePeak(sample, at);
        Smooth(sample);
        if (_first.Count < options.FirstProbes) { TakeFirst(sample, at); }

        return (sample, probe.IsQuiet && _isQuiet);
    }

    /// <summary>Looks at the link; call it at <see cref="NextLook"/>, after <see cref="Observe"/>.</summary>
    /// <param name="at">The owner's clock.</param>
    /// <param name="mustProbe">Whether to send a Hello now; it counts as sent.</param>
    internal LinkVerdict Look(TimeSpan at, out bool mustProbe)
    {
        // Nothing was taken in while the owner was held up: that time does not count. The time between looks does, however late they
        // are, so that an owner who is always late comes to a verdict too.
        if (at - NextLook > options.LateLook)
        {
            TimeSpan lost = at - NextLook;
            _missingSince += lost;
            _deadAt += lost;
        }

        LinkVerdict verdict = Judge(at);
        int most = _missingSince is null ? MaximumOwed : options.MostUnanswered;
        mustProbe = verdict != LinkVerdict.Dead && _owed.Count < most && IsProbeDue(at);
        if (mustProbe)
        {
            _probedAt = at;
            _missingSince ??= at;
            _owed.Enqueue((at, _isQuiet));
        }

        NextLook = IsResting(at) ? NextRegularProbe(at) : at + (IsWatched ? Repeat(at) : options.UsedLook);
        if (_deadAt is { } dead) { NextLook = Earlier(NextLook, dead); }

        return verdict;
    }

    /// <summary>Takes in that the link carries data from now on: it is looked at more often.</summary>
    internal void NoteUse(TimeSpan at)
    {
        _usedAt = at;
        NextLook = Earlier(NextLook, at + options.UsedLook);
    }

    /// <summary>Probes at the next look, which is due at once.</summary>
    internal void Hasten(TimeSpan at)
    {
        _probedAt = null;
        NextLook = at;
    }

    /// <summary>The network may be another one now: a link that does not answer soon is dead.</summary>
    internal void Challenge(TimeSpan at)
    {
        Hasten(at);
        TimeSpan byRoundTrip = (_smoothed + _variance) * VarianceFactor;
        _deadAt ??= at + Later(options.DeadAfterChange, byRoundTrip);
    }

    /// <summary>The machine slept: what was missing counts no more, and a link that does not answer soon is dead.</summary>
    internal void Wake(TimeSpan at)
    {
        _awakeSince = at;
        _heardAt = at;
        _missingSince = null;
        _deadAt = null;
        Challenge(at);
    }

    private LinkVerdict Judge(TimeSpan at)
    {
        TimeSpan limit = Limit(at);
        TimeSpan missing = at - (_missingSince ?? at);
        TimeSpan unacknowledged = Earlier(missing, at - (_activity.AcknowledgedAt ?? TimeSpan.MinValue / 2));
        if (_deadAt <= at || (IsSuspect && at - _heardAt >= options.DeadAfter))
        {
            _deadAt = null;
            return LinkVerdict.Dead;
        }

        if (!IsSuspect && (unacknowledged >= limit || missing >= limit * options.AcknowledgedFactor))
        {
            bool isRepeated = at - _suspectedAt < options.Forgiven;
            _stability = isRepeated ? Earlier(_stability * 2, options.LongestStability) : options.Stability;
            IsSuspect = true;
            Suspicions++;
            _suspectedAt = at;
            _longestStall = missing + limit;
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

        if (IsWatched) { return at - last >= Repeat(at); }

        bool isSilent = IsUsed(at) && at - _heardAt >= options.Silence;
        return at - last >= (isSilent || IsNew ? options.UsedProbe : options.AnyProbe - options.Slack);
    }

    private bool IsWatched => IsSuspect || _missingSince is not null;

    private bool IsNew => _first.Count < options.FirstProbes;

    // Nothing is to be seen before the next regular probe.
    private bool IsResting(TimeSpan at) => !IsWatched && !IsNew && !IsUsed(at) && _deadAt is null;

    private TimeSpan NextRegularProbe(TimeSpan at) => _probedAt + options.AnyProbe is { } next && next > at ? next : at + options.UsedProbe;

    private bool IsUsed(TimeSpan at) => at - _usedAt < options.UseLasts;

    private TimeSpan Repeat(TimeSpan at) => Earlier(Limit(at) / options.MissedAnswers, options.LongestRepeat);

    private void Hear(TimeSpan at)
    {
        // A stall that ended soon after the limit will come again; what lasted longer was a cut.
        if (IsSuspect && at - _missingSince is { } stall && stall <= _longestStall) { NotePeak(stall, at); }

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

    // From the last of them on their median counts, whatever it was meanwhile.
    private void TakeFirst(TimeSpan sample, TimeSpan at)
    {
        _first.Add(sample);
        if (_first.Count < options.FirstProbes) { return; }

        TimeSpan median = _first.Order().ElementAt(_first.Count / 2);
        _smoothed = median;
        _variance = median / 2;
        _peak = median;
        _peakAt = at;
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
