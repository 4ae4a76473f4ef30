namespace Mycelium.Engine.Routing;

/// <summary>Times and bounds of the router. The defaults are the reference's where it has one. Source: <c>routing-behaviour.md</c> section 2.</summary>
public sealed record RouterOptions
{
    /// <summary>Regular Hellos only, no suspicion, and a margin of 10: the timing that the protocol's other implementations have.</summary>
    public static RouterOptions Regular { get; } = new() { Health = null, SignificantPercent = 0, SearchRetry = null };

    /// <summary>Time between Hellos to all neighbours.</summary>
    public TimeSpan HelloInterval { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Interval field of an IHU.</summary>
    public TimeSpan IhuInterval { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Interval field of Updates, and time between announcements of the own route.</summary>
    public TimeSpan UpdateInterval { get; init; } = TimeSpan.FromSeconds(300);

    /// <summary>A neighbour without an IHU for longer is dead.</summary>
    public TimeSpan NeighbourTimeout { get; init; } = TimeSpan.FromSeconds(43);

    /// <summary>Time between looks for dead neighbours.</summary>
    public TimeSpan NeighbourCheckInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Least time between two bumps of the own seqno, and between two equal Seqno Requests of our own.</summary>
    public TimeSpan SeqnoPause { get; init; } = TimeSpan.FromSeconds(4);

    /// <summary>How long a retracted route is kept.</summary>
    public TimeSpan RetractionHold { get; init; } = TimeSpan.FromSeconds(6);

    /// <summary>How long a search lasts.</summary>
    public TimeSpan QueryTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>
    /// While routes to fewer subnets are known, a newly learned one is announced to all neighbours; then only to those who asked for it.
    /// </summary>
    public int AnnouncedUnasked { get; init; } = 128;

    /// <summary>Time until our own search asks again; then each time twice as long. Null: it does not.</summary>
    public TimeSpan? SearchRetry { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>In a large network: a request that comes so long after another for the same subnet is passed on again.</summary>
    public TimeSpan SearchPause { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>In a large network: generation of requests for a second route, which go as far as <see cref="MaximumGeneration"/> leaves.</summary>
    public byte NearbyGeneration { get; init; } = 12;

    /// <summary>A route in use that has less time left is asked for again.</summary>
    public TimeSpan RefreshWindow { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Least time between two such requests for one subnet.</summary>
    public TimeSpan RefreshPause { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a feasibility distance is kept after its last announcement.</summary>
    public TimeSpan SourceLife { get; init; } = TimeSpan.FromSeconds(1800);

    /// <summary>How long a Seqno Request is remembered after it was last sent.</summary>
    public TimeSpan SeqnoRequestLife { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Update intervals below this count as this, so that no route expires at once.</summary>
    public TimeSpan MinimumUpdateInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Least time between two announcements of one subnet whose cost only drifts.</summary>
    public TimeSpan DriftPause { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a failed search is shown as "no route"; it never prevents a new one.</summary>
    public TimeSpan NoRouteDisplay { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>A change of metric beyond this is announced.</summary>
    public ushort BigMetricChange { get; init; } = 10;

    /// <summary>Another route must be better by more than this to replace the selected one.</summary>
    public ushort SignificantImprovement { get; init; } = 10;

    /// <summary>The same in percent of the total of the selected route; the larger of the two counts.</summary>
    public int SignificantPercent { get; init; } = 10;

    /// <summary>How links are probed and suspected; null sends Hellos every <see cref="HelloInterval"/> only, and smooths the cost as the
    /// reference.</summary>
    public LinkHealthOptions? Health { get; init; } = new();

    /// <summary>Least time between two looks at the routes through a link whose cost has changed.</summary>
    public TimeSpan CostPause { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>A destination counts as used for so long after traffic to it was reported.</summary>
    public TimeSpan UseLasts { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Least time between two requests for a second route to a destination that is used.</summary>
    public TimeSpan FallbackPause { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Least time between two requests for another route to a used destination whose route was lost.</summary>
    public TimeSpan LossPause { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Route Requests of this generation are not forwarded: at most 15 is ever sent.</summary>
    public byte MaximumGeneration { get; init; } = 16;

    /// <summary>Hop count of own Seqno Requests.</summary>
    public byte SeqnoRequestHopCount { get; init; } = 64;

    /// <summary>Smoothed round trip time of a new link, in milliseconds.</summary>
    public uint InitialSmoothedCost { get; init; } = 1000;

    /// <summary>Whether a link costs its fixed part only; for simulations, whose delays are not meant to be costs.</summary>
    internal bool HasFixedCosts { get; init; }

    /// <summary>Most subnets known at a time, searched ones included.</summary>
    public int MaximumDestinations { get; init; } = 1_200_000;

    /// <summary>Most routes through one neighbour.</summary>
    public int MaximumRoutesPerLink { get; init; } = 1_000_000;

    /// <summary>Most searches at a time; those that neighbours ask for may take three quarters of them.</summary>
    public int MaximumQueries { get; init; } = 16_384;

    /// <summary>Route Requests of one neighbour that are passed on, per second in the long run; others are dropped.</summary>
    public int ForwardedRequestRate { get; init; } = 200;

    /// <summary>Route Requests of one neighbour that are passed on at once.</summary>
    public int ForwardedRequestBurst { get; init; } = 2000;

    /// <summary>Seqno Requests of one neighbour that are handled, per second in the long run; others are dropped.</summary>
    public int SeqnoRequestRate { get; init; } = 200;

    /// <summary>Seqno Requests of one neighbour that are handled at once.</summary>
    public int SeqnoRequestBurst { get; init; } = 2000;

    /// <summary>Least time between two whole tables for one neighbour in the long run; other wildcard requests are dropped.</summary>
    public TimeSpan WildcardPause { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Whole tables for one neighbour at once.</summary>
    public int WildcardBurst { get; init; } = 5;

    /// <summary>Most routes in the answer to a wildcard request.</summary>
    public int MaximumWildcardAnswer { get; init; } = 8192;

    /// <summary>Route Requests passed on a second, for all neighbours together: less than a neighbour takes of us.</summary>
    public double AllForwardedRequestRate { get; init; } = 150;

    /// <summary>Most of them at once.</summary>
    public int AllForwardedRequestBurst { get; init; } = 1500;

    /// <summary>Requests a second for a second route to what is used, by whomever.</summary>
    public double FallbackRequestRate { get; init; } = 20;

    /// <summary>Most of them at once.</summary>
    public int FallbackRequestBurst { get; init; } = 200;

    /// <summary>Routes of a lost neighbour that are taken back at once.</summary>
    public int LossSlice { get; init; } = 1024;

    /// <summary>Most searches at a time that one neighbour began.</summary>
    public int MaximumQueriesPerLink { get; init; } = 1024;

    /// <summary>Most feasibility distances per subnet, one for each router id announced.</summary>
    public int MaximumSourcesPerSubnet { get; init; } = 16;

    /// <summary>Most Seqno Requests remembered per subnet.</summary>
    public int MaximumSeqnoRequestsPerSubnet { get; init; } = 8;
}
