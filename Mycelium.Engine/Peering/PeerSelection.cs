namespace Mycelium.Engine.Peering;

/// <summary>
/// Chooses a few peers that are near and do not fail together: each node once, and a round trip counts once more for each node chosen
/// before from the same region, and twice more for each of the same site (IPv4 /24, IPv6 /48). Pure.
/// </summary>
public static class PeerSelection
{
    /// <summary>Chooses among nodes that answered.</summary>
    /// <param name="results">What the probes found, in any order; those without an answer are passed over.</param>
    /// <param name="candidates">Where the regions are from; an endpoint that is not among them has a region of its own.</param>
    /// <param name="count">How many at most: 1 or more.</param>
    /// <returns>The chosen, in the order of choice: the fastest first.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The count is below one.</exception>
    public static IReadOnlyList<PeerProbeResult> Choose(
        IEnumerable<PeerProbeResult> results, IEnumerable<PeerCandidate> candidates, int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        Dictionary<string, string> regions = candidates
            .Where(candidate => candidate.Region.Length > 0)
            .GroupBy(candidate => candidate.Endpoint.ToString())
            .ToDictionary(group => group.Key, group => group.First().Region, StringComparer.Ordinal);
        List<PeerProbeResult> left = [.. results.Where(result => result.IsReachable).OrderBy(result => result.Endpoint, StringComparer.Ordinal)];
        var chosen = new List<PeerProbeResult>();
        while (chosen.Count < count && left.Count > 0)
        {
            PeerProbeResult next = left.MinBy(result => result.RoundTripTime!.Value * Factor(result))!;
            chosen.Add(next);
            left.RemoveAll(result => IsSameNode(result, next));
        }

        return chosen;

        int Factor(PeerProbeResult result) =>
            1 + chosen.Count(other => IsSameRegion(other, result)) + (2 * chosen.Count(other => IsSameSite(other, result)));

        bool IsSameRegion(PeerProbeResult one, PeerProbeResult other) =>
            regions.TryGetValue(one.Endpoint, out string? region)
            && regions.TryGetValue(other.Endpoint, out string? otherRegion)
            && region.Equals(otherRegion, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Takes candidates that nothing is known of, for a node that must begin somewhere: each region in turn, in the order of the list.
    /// </summary>
    /// <param name="candidates">The list.</param>
    /// <param name="count">How many at most.</param>
    public static IReadOnlyList<PeerCandidate> Spread(IEnumerable<PeerCandidate> candidates, int count) =>
    [
        .. candidates
            .GroupBy(candidate => candidate.Region, StringComparer.OrdinalIgnoreCase)
            .SelectMany(group => group.Select((candidate, turn) => (candidate, turn)))
            .OrderBy(item => item.turn)
            .Take(count)
            .Select(item => item.candidate),
    ];

    private static bool IsSameNode(PeerProbeResult one, PeerProbeResult other) =>
        one.Endpoint == other.Endpoint || (one.PublicKey is { } key && key == other.PublicKey);

    private static bool IsSameSite(PeerProbeResult one, PeerProbeResult other) =>
        one.RemoteEndPoint is { } here && other.RemoteEndPoint is { } there
        && SourceNetwork.Of(here.Address, isSite: true) == SourceNetwork.Of(there.Address, isSite: true);
}
