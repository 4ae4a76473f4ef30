using Mycelium.Engine.Identity;
using Mycelium.Engine.Wire;

namespace Mycelium.Engine.Routing;

/// <summary>
/// Finds out whether own packets arrive, by echo requests over chosen links: over the present way first, and over the others when that
/// does not answer. Only a way that has answered takes the place of one that does not, so a host that answers no echo is not made
/// worse. Pure: one owner, its clock, actions out; reads the router, and changes nothing in it.
/// </summary>
internal sealed class DeliveryWatch(Router router)
{
    /// <summary>Most destinations remembered; the one that was used least recently gives way.</summary>
    internal const int Capacity = 1024;

    /// <summary>Rounds of probes after which a way that has not answered has failed, if another has.</summary>
    internal const int RoundsToFail = 5;

    /// <summary>Rounds after which a test in which nothing has answered ends.</summary>
    internal const int RoundsToGiveUp = 12;

    /// <summary>Most probes sent at once.</summary>
    internal const int ProbeBurst = 256;

    /// <summary>Most probes a second.</summary>
    internal const int ProbeRate = 64;

    private const int MaximumOthers = 4;
    private const int FirstAsk = 1;
    private const int SecondAsk = 6;

    /// <summary>Time between rounds.</summary>
    internal static readonly TimeSpan Round = TimeSpan.FromSeconds(1);

    /// <summary>How long a link is not relied on the first time; doubled each time it fails again.</summary>
    internal static readonly TimeSpan FirstDistrust = TimeSpan.FromSeconds(60);

    /// <summary>The longest such time.</summary>
    internal static readonly TimeSpan LongestDistrust = TimeSpan.FromMinutes(30);

    private static readonly TimeSpan FirstQuiet = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan LongestQuiet = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan ProofLasts = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan UseLasts = TimeSpan.FromSeconds(45);

    // A link is tried again before the router trusts it by itself.
    private static readonly TimeSpan RecheckMargin = TimeSpan.FromSeconds(10);

    private readonly Dictionary<Subnet, DeliveryCheck> _checks = [];
    private readonly Dictionary<LinkId, Subnet> _claims = [];
    private readonly TokenBucket _probes = new(ProbeBurst, ProbeRate);

    /// <summary>Number of destinations remembered.</summary>
    internal int Count => _checks.Count;

    /// <summary>When to call <see cref="Look"/>.</summary>
    internal TimeSpan NextDeadline { get; private set; } = TimeSpan.MaxValue;

    /// <summary>Takes in that own traffic goes to a destination and should be checked.</summary>
    internal void Note(Subnet subnet, Ipv6Address address, TimeSpan now)
    {
        if (GetOrAdd(subnet, address, mayDisplaceAny: true) is not { } check) { return; }

        check.NotedAt = now;
        LinkId way = router.OwnNextHop(subnet);
        bool isProved = check.Proved.Link == way && now - check.Proved.At < ProofLasts;
        bool isQuiet = check.Quiet.Link == way && now < check.Quiet.Until;

        // With one neighbour there is nothing to choose.
        if (check.Path is not null || way == LinkId.None || isProved || isQuiet || router.NeighbourCount < 2) { return; }

        Start(check, way, now);
    }

    /// <summary>Takes in that a link claims to lead straight to a node that another link led to before.</summary>
    internal void NoteClaim(Subnet subnet, Ipv6Address address, LinkId link, TimeSpan now)
    {
        ForgetClaim(link, subnet);
        if (GetOrAdd(subnet, address, mayDisplaceAny: false) is not { } check) { return; }

        _claims[link] = subnet;
        check.NotedAt = now;
        if (check.Distrusted.Exists(way => way.Link == link)) { return; }

        check.Distrusted.Add(new DeliveryWay(link) { DueAt = now });
        NextDeadline = Shorter(NextDeadline, now);
    }

    // One claim a link: who makes many must displace nothing but his own.
    private void ForgetClaim(LinkId link, Subnet claimed)
    {
        foreach (LinkId gone in _claims.Keys.Where(item => item != link && router.LinkState(item) is null).ToList()) { _claims.Remove(gone); }

        if (!_claims.Remove(link, out Subnet former) || former == claimed || !_checks.TryGetValue(former, out DeliveryCheck? check)) { return; }

        check.Distrusted.RemoveAll(way => way.Link == link && way.Length == default);
        if (check.IsBlank) { _checks.Remove(former); }
    }

    /// <summary>Takes in the reply to a probe.</summary>
    internal void Answered(Subnet subnet, LinkId link, TimeSpan now, List<DeliveryAction> actions)
    {
        if (!_checks.TryGetValue(subnet, out DeliveryCheck? check)) { return; }

        if (check.Distrusted.Find(way => way.Link == link) is { } known)
        {
            check.Distrusted.Remove(known);
            actions.Add(new DeliveryAction(DeliveryActionKind.Proved, subnet, link));
            if (known.Length != default) { actions.Add(new DeliveryAction(DeliveryActionKind.Restored, subnet, link)); }
        }

        if (check.Path?.Link == link)
        {
            Prove(check, link, now, actions);
        }
        else if (check.Others.Find(way => way.Link == link) is { } other)
        {
            other.HasAnswered = true;
            if (check.Rounds > RoundsToFail) { Decide(check, now, actions); }
        }
    }

    /// <summary>Does what is due.</summary>
    internal void Look(TimeSpan now, List<DeliveryAction> actions)
    {
        NextDeadline = TimeSpan.MaxValue;
        foreach (DeliveryCheck check in _checks.Values)
        {
            if (check.Path is not null && check.NextRoundAt <= now) { Advance(check, now, actions); }

            Recheck(check, now, actions);
            if (check.NextDeadline() is { } due && due < NextDeadline) { NextDeadline = due; }
        }
    }

    // What is tested, or was found out, gives way last.
    private DeliveryCheck? GetOrAdd(Subnet subnet, Ipv6Address address, bool mayDisplaceAny)
    {
        if (_checks.TryGetValue(subnet, out DeliveryCheck? check) && check.Address == address) { return check; }

        if (_checks.Count >= Capacity)
        {
            DeliveryCheck first = _checks.Values.MinBy(static item => (item.IsPrecious, item.NotedAt))!;
            if (first.IsPrecious && !mayDisplaceAny) { return null; }

            _checks.Remove(first.Subnet);
        }

        check = new DeliveryCheck(subnet, address);
        _checks[subnet] = check;
        return check;
    }

    private void Start(DeliveryCheck check, LinkId way, TimeSpan now)
    {
        check.Path = new DeliveryWay(way);
        check.Others.Clear();
        check.Rounds = 0;
        check.NextRoundAt = now;
        NextDeadline = now < NextDeadline ? now : NextDeadline;
    }

    private void Advance(DeliveryCheck check, TimeSpan now, List<DeliveryAction> actions)
    {
        check.NextRoundAt = now + Round;
        LinkId way = router.OwnNextHop(check.Subnet);
        if (way == LinkId.None)
        {
            End(check);
            return;
        }

        if (way != check.Path!.Link)
        {
            Start(check, way, now);
            check.NextRoundAt = now + Round;
        }

        if (check.Rounds >= RoundsToFail && check.Others.Exists(static other => other.HasAnswered))
        {
            Decide(check, now, actions);
        }
        else if (check.Rounds >= RoundsToGiveUp)
        {
            GiveUp(check, now);
        }
        else if (_probes.TryTake(now, check.Rounds == 0 ? 1 : 1 + MaximumOthers))
        {
            SendRound(check, actions);
        }
    }

    private void SendRound(DeliveryCheck check, List<DeliveryAction> actions)
    {
        Probe(check, check.Path!, actions);
        if (check.Rounds > 0) { FindOthers(check); }

        if (check.Others.Count == 0 && check.Rounds is FirstAsk or SecondAsk)
        {
            actions.Add(new DeliveryAction(DeliveryActionKind.Doubted, check.Subnet));
        }

        foreach (DeliveryWay other in check.Others)
        {
            if (!other.HasAnswered) { Probe(check, other, actions); }
        }

        check.Rounds++;
    }

    private void FindOthers(DeliveryCheck check)
    {
        foreach (LinkId link in router.WaysTo(check.Subnet))
        {
            bool isNew = link != check.Path!.Link && !check.Others.Exists(other => other.Link == link);
            if (isNew && check.Others.Count < MaximumOthers) { check.Others.Add(new DeliveryWay(link)); }
        }
    }

    private static void Probe(DeliveryCheck check, DeliveryWay way, List<DeliveryAction> actions)
    {
        way.Sent++;
        actions.Add(new DeliveryAction(DeliveryActionKind.Probe, check.Subnet, way.Link, check.Address));
    }

    private static void Prove(DeliveryCheck check, LinkId link, TimeSpan now, List<DeliveryAction> actions)
    {
        actions.Add(new DeliveryAction(DeliveryActionKind.Proved, check.Subnet, link));
        check.Proved = (link, now);
        check.Quiet = default;
        End(check);
    }

    private static void End(DeliveryCheck check)
    {
        check.Path = null;
        check.Others.Clear();
    }

    // All that did not answer in time are left out, so that own packets go over one that did.
    private void Decide(DeliveryCheck check, TimeSpan now, List<DeliveryAction> actions)
    {
        LinkId failed = check.Path!.Link;
        DeliveryWay winner = check.Others.Find(static other => other.HasAnswered)!;
        Distrust(check, failed, now, actions);
        foreach (DeliveryWay other in check.Others)
        {
            if (!other.HasAnswered && other.Sent >= RoundsToFail - 1) { Distrust(check, other.Link, now, actions); }
        }

        actions.Add(new DeliveryAction(DeliveryActionKind.Rerouted, check.Subnet, failed, Other: winner.Link));
        Prove(check, winner.Link, now, actions);
    }

    private void Distrust(DeliveryCheck check, LinkId link, TimeSpan now, List<DeliveryAction> actions)
    {
        DeliveryWay? known = check.Distrusted.Find(way => way.Link == link);
        if (known is null)
        {
            known = new DeliveryWay(link);
            check.Distrusted.Add(known);
        }

        known.Length = known.Length == default ? FirstDistrust : Shorter(known.Length * 2, LongestDistrust);
        known.Sent = 0;
        known.DueAt = now + known.Length - RecheckMargin;
        NextDeadline = Shorter(NextDeadline, known.DueAt);
        actions.Add(new DeliveryAction(DeliveryActionKind.Failed, check.Subnet, link, Duration: known.Length));
    }

    private static void GiveUp(DeliveryCheck check, TimeSpan now)
    {
        TimeSpan length = check.Quiet.Length == default ? FirstQuiet : Shorter(check.Quiet.Length * 2, LongestQuiet);
        check.Quiet = (check.Path!.Link, now + length, length);
        End(check);
    }

    /// <summary>Tries again what is not relied on, before its time is over; what is no longer used is trusted by the router then.</summary>
    private void Recheck(DeliveryCheck check, TimeSpan now, List<DeliveryAction> actions)
    {
        for (int i = check.Distrusted.Count - 1; i >= 0; i--)
        {
            DeliveryWay way = check.Distrusted[i];
            if (way.DueAt > now) { continue; }

            if (now - check.NotedAt >= UseLasts || router.LinkState(way.Link) is null)
            {
                check.Distrusted.RemoveAt(i);
            }
            else if (way.Sent >= RoundsToFail)
            {
                Distrust(check, way.Link, now, actions);
            }
            else
            {
                way.DueAt = now + Round;
                if (_probes.TryTake(now)) { Probe(check, way, actions); }
            }
        }
    }

    private static TimeSpan Shorter(TimeSpan a, TimeSpan b) => a < b ? a : b;
}
