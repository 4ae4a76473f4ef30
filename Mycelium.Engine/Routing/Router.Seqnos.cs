using Mycelium.Engine.Identity;
using Mycelium.Engine.Wire;

namespace Mycelium.Engine.Routing;

/// <content>Seqno Requests and the own seqno. Source: <c>routing-behaviour.md</c> section 13.</content>
public sealed partial class Router
{
    // Far from the ends of the range, so that differences to it can be taken.
    private static readonly TimeSpan NeverSent = TimeSpan.MinValue / 2;

    private void RequestSeqno(Destination destination, RouterId routerId, Neighbour target, TimeSpan now, EffectList effects)
    {
        SeqnoRequest request = FindOrAddRequest(destination, routerId, WantedSeqno(destination, routerId));
        bool isRecent = now - request.LastSent < _options.SeqnoPause;
        SendSeqnoRequest(request, destination, target, isRecent, now, effects);
        ForgetIfNeverSent(destination, request);
    }

    private void RequestSeqnoFromAnnouncers(Destination destination, RouterId routerId, TimeSpan now, EffectList effects)
    {
        SeqnoRequest request = FindOrAddRequest(destination, routerId, WantedSeqno(destination, routerId));
        bool isRecent = now - request.LastSent < _options.SeqnoPause;
        foreach (ref readonly Route route in destination.Routes)
        {
            // Who asked us has no route; who announces one (see above) may be asked whatever it asked before.
            if (request.Requesters.Contains(route.NextHop.Link)) { continue; }

            SendSeqnoRequest(request, destination, route.NextHop, isRecent, now, effects);
        }

        ForgetIfNeverSent(destination, request);
    }

    // Nobody could be asked. Kept, it would be due at once.
    private static void ForgetIfNeverSent(Destination destination, SeqnoRequest request)
    {
        if (request.LastSent == NeverSent) { destination.RemoveRequests(item => item.LastSent == NeverSent); }
    }

    private void SendSeqnoRequest(
        SeqnoRequest request, Destination destination, Neighbour target, bool isRecent, TimeSpan now, EffectList effects)
    {
        bool isRepetition = isRecent && request.Targets.Contains(target.Link);
        if (!target.IsAlive || isRepetition) { return; }

        request.LastSent = now;
        NoteLink(request.Targets, target.Link);
        var tlv = new SeqnoRequestTlv(request.Wanted, _options.SeqnoRequestHopCount, request.RouterId, destination.Subnet);
        Send(target, ControlTlv.From(tlv), effects);
    }

    /// <summary>One more than what was announced, or than what the neighbours have by now.</summary>
    private static SequenceNumber WantedSeqno(Destination destination, RouterId routerId)
    {
        SequenceNumber wanted = destination.DistanceOf(routerId)?.Seqno.Next ?? new SequenceNumber(1);
        foreach (ref readonly Route route in destination.Routes)
        {
            bool counts = route.RouterId == routerId && !route.Metric.IsInfinite;
            if (counts && route.Seqno.Next.IsNewerThan(wanted)) { wanted = route.Seqno.Next; }
        }

        return wanted;
    }

    private SeqnoRequest FindOrAddRequest(Destination destination, RouterId routerId, SequenceNumber wanted) =>
        destination.FindRequest(routerId, wanted) ?? AddRequest(destination, routerId, wanted);

    private SeqnoRequest AddRequest(Destination destination, RouterId routerId, SequenceNumber wanted)
    {
        SeqnoRequest made = destination.AddRequest(routerId, wanted, _options.MaximumSeqnoRequestsPerSubnet);
        made.LastSent = NeverSent;
        return made;
    }

    /// <summary>
    /// Whether the seqno of an Update runs ahead of all that is known faster than an origin's can. A retraction never does, nor does what
    /// comes where no other neighbour has a route of the same origin: nothing could be told from it, and any way is better than none.
    /// </summary>
    private bool IsTooFarAhead(Destination destination, Neighbour sender, in UpdateTlv update, TimeSpan now)
    {
        if (update.Metric.IsInfinite) { return false; }

        int byOthers = int.MaxValue;
        int bySender = int.MaxValue;
        foreach (ref readonly Route route in destination.Routes)
        {
            if (route.RouterId != update.RouterId || route.Metric.IsInfinite) { continue; }

            ref int advanceOf = ref ReferenceEquals(route.NextHop, sender) ? ref bySender : ref byOthers;
            advanceOf = Math.Min(advanceOf, SeqnoLimit.Advance(route.Seqno, update.Seqno));
        }

        if (byOthers is 0 or int.MaxValue) { return false; }

        foreach (ref readonly SourceEntry source in destination.Sources)
        {
            if (source.RouterId != update.RouterId) { continue; }

            // What the sender said before does not count: it would get anywhere by small steps that are never announced.
            int advance = Math.Min(byOthers, SeqnoLimit.Advance(source.Distance.Seqno, update.Seqno));
            TimeSpan expiry = now + _options.SourceLife;
            return !SeqnoLimit.Allows(source.SeqnoDebt, advance, expiry, expiry - source.ExpiresAt);
        }

        // When the others were heard is not known; not longer ago than a route lives.
        return !SeqnoLimit.Allows(default, Math.Min(byOthers, bySender), now, HoldTime(Centiseconds(_options.UpdateInterval), default));
    }

    private void HandleSeqnoRequest(Neighbour sender, in SeqnoRequestTlv request, TimeSpan now, EffectList effects)
    {
        if (!sender.Limits.TrySeqno(now))
        {
            Counters.LimitedRequests++;
            return;
        }

        if (request.Subnet == _ownSubnet)
        {
            AnswerForOwnRoute(sender, request, now, effects);
            return;
        }

        if (!_destinations.TryGet(request.Subnet, out Destination? destination) || !destination.Exists) { return; }

        if (Satisfies(destination, request))
        {
            UpdateTlv update = Describe(destination, now);
            Send(sender, ControlTlv.From(update), effects);
            NoteTold(destination, sender, update.Metric);
        }
        else if (request.HopCount >= 2 && request.RouterId != _self)
        {
            ForwardSeqnoRequest(destination, sender, request, now, effects);
        }

        Settle(destination, effects);
    }

    private static bool Satisfies(Destination destination, in SeqnoRequestTlv request)
    {
        if (destination.TotalToAnnounce.IsInfinite) { return false; }

        ref Route route = ref destination.Routes[0];
        return !route.Metric.IsInfinite
            && (route.RouterId != request.RouterId || !request.Seqno.IsNewerThan(route.Seqno));
    }

    private void AnswerForOwnRoute(Neighbour sender, in SeqnoRequestTlv request, TimeSpan now, EffectList effects)
    {
        if (request.RouterId != _self || !request.Seqno.IsNewerThan(_seqno))
        {
            Send(sender, ControlTlv.From(OwnUpdate()), effects);
        }
        else if (now - _lastBump >= _options.SeqnoPause)
        {
            BumpSeqno(now, effects);
        }
        else
        {
            _bumpDueAt = _lastBump + _options.SeqnoPause;
        }
    }

    private void BumpSeqno(TimeSpan now, EffectList effects)
    {
        _bumpDueAt = null;
        _lastBump = now;
        _seqno = _seqno.Next;
        AnnounceOwnToAll(effects);
    }

    private void ForwardSeqnoRequest(
        Destination destination, Neighbour sender, in SeqnoRequestTlv request, TimeSpan now, EffectList effects)
    {
        SeqnoRequest? known = destination.FindRequest(request.RouterId, request.Seqno);
        Neighbour? target = FindForwarder(destination, sender);
        // A request can be lost on its way, with the connection of a node beyond: suppressed for long, it would be lost for all who ask.
        if (known is not null && now - known.LastSent < _options.SeqnoPause)
        {
            NoteLink(known.Requesters, sender.Link);
            if (target is null || known.Targets.Contains(target.Link)) { return; }
        }

        if (target is null) { return; }

        if (known is null && IsAskingTooOften(destination, sender, now))
        {
            Counters.RefusedSeqnoRequests++;
            return;
        }

        known ??= AddRequest(destination, request.RouterId, request.Seqno);
        NoteLink(known.Requesters, sender.Link);
        NoteLink(known.Targets, target.Link);
        known.LastSent = now;
        Send(target, ControlTlv.From(request with { HopCount = (byte)(request.HopCount - 1) }), effects);
    }

    // Each request moves the origin by one, whatever it wants: who varies what it wants gains nothing, and is not to displace others.
    private bool IsAskingTooOften(Destination destination, Neighbour sender, TimeSpan now)
    {
        int recent = 0;
        foreach (SeqnoRequest request in destination.Requests)
        {
            if (now - request.LastSent < _options.SeqnoPause && request.Requesters.Contains(sender.Link)) { recent++; }
        }

        return recent >= _options.MaximumSeqnoRequestsPerSubnet / 2;
    }

    private static Neighbour? FindForwarder(Destination destination, Neighbour sender)
    {
        Neighbour? second = null;
        foreach (ref readonly Route route in destination.Routes)
        {
            if (ReferenceEquals(route.NextHop, sender) || !route.NextHop.IsAlive || route.Metric.IsInfinite) { continue; }

            bool isBest = !route.NextHop.IsSuspect && destination.IsFeasible(route.RouterId, route.Seqno, route.Metric);
            if (isBest) { return route.NextHop; }

            second ??= route.NextHop;
        }

        return second;
    }

    /// <summary>Ends the requests that an Update answers, and returns who waits for it.</summary>
    private static List<LinkId> TakeRequesters(Destination destination, UpdateTlv update)
    {
        if (destination.Requests.Count == 0 || update.Metric.IsInfinite) { return []; }

        List<LinkId> requesters = [.. destination.Requests.Where(IsAnswered).SelectMany(request => request.Requesters.Items.ToArray()).Distinct()];
        destination.RemoveRequests(IsAnswered);
        return requesters;

        bool IsAnswered(SeqnoRequest request) =>
            request.RouterId == update.RouterId && !request.Wanted.IsNewerThan(update.Seqno);
    }
}
