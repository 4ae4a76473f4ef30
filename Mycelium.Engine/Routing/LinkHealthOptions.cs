namespace Mycelium.Engine.Routing;

/// <summary>How links are probed, and when one is suspected. The defaults follow the simulations of <c>LinkHealthTests</c>.</summary>
public sealed record LinkHealthOptions
{
    /// <summary>Time between looks at a link that carries data.</summary>
    public TimeSpan UsedLook { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>A link counts as used for so long after its last data.</summary>
    public TimeSpan UseLasts { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>A used link that brings nothing for so long is probed.</summary>
    public TimeSpan Silence { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>Least time between probes of a healthy link that is used.</summary>
    public TimeSpan UsedProbe { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Longest time between probes of any healthy link: what neighbours are told to expect.</summary>
    public TimeSpan AnyProbe { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>By how much earlier a link that carries nothing is probed to do it together with others.</summary>
    public TimeSpan Slack { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>A new link is probed as a silent used one until it has answered so often: its first round trips are its cost.</summary>
    public int FirstProbes { get; init; } = 5;

    /// <summary>Shortest time without an answer after which a link is suspected.</summary>
    public TimeSpan ShortestLimit { get; init; } = TimeSpan.FromMilliseconds(800);

    /// <summary>Longest time without an answer after which a link is suspected.</summary>
    public TimeSpan LongestLimit { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>The limit before the first answer.</summary>
    public TimeSpan FirstLimit { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>
    /// The limit in smoothed round trips: three losses in a row hold up a TCP connection for about twelve of them where the round trip is long.
    /// </summary>
    public int LimitRoundTrips { get; init; } = 15;

    /// <summary>How many times longer the limit is while the system of the other end acknowledges what is sent.</summary>
    public int AcknowledgedFactor { get; init; } = 2;

    /// <summary>Probes that stay without an answer until the limit is reached.</summary>
    public int MissedAnswers { get; init; } = 4;

    /// <summary>
    /// No more probes are sent over a link that brings nothing at all: the connection sends them again itself, and a peer that slept is to
    /// answer few.
    /// </summary>
    public int MostUnanswered { get; init; } = 4;

    /// <summary>Longest time between probes of a link that owes an answer.</summary>
    public TimeSpan LongestRepeat { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a suspected link must answer before it is trusted again; doubles with each suspicion that follows soon.</summary>
    public TimeSpan Stability { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Longest such time.</summary>
    public TimeSpan LongestStability { get; init; } = TimeSpan.FromSeconds(16);

    /// <summary>Suspicions further apart count as the first one.</summary>
    public TimeSpan Forgiven { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>A suspected link that brings nothing for so long is dead.</summary>
    public TimeSpan DeadAfter { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>
    /// After a sleep of this machine or a change of its network, a link without an answer for so long is dead; longer where the round trip is.
    /// </summary>
    public TimeSpan DeadAfterChange { get; init; } = TimeSpan.FromMilliseconds(800);

    /// <summary>A look that comes later than this did not observe the link meanwhile.</summary>
    public TimeSpan LateLook { get; init; } = TimeSpan.FromMilliseconds(200);
}
