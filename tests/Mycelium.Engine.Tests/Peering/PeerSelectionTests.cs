using System.Net;
using CsCheck;
using Mycelium.Engine.Peering;
using Mycelium.Engine.Transports;
using Xunit;

namespace Mycelium.Engine.Tests.Peering;

public sealed class PeerSelectionTests
{
    [Fact]
    public void A_near_node_of_another_region_comes_before_a_nearer_one_of_the_same()
    {
        (PeerProbeResult[] results, PeerCandidate[] candidates) = Measured(
            ("tcp://192.0.2.1:1", "DE", 10), ("tcp://198.51.100.1:1", "DE", 12), ("tcp://203.0.113.1:1", "BE", 20));

        IReadOnlyList<PeerProbeResult> chosen = PeerSelection.Choose(results, candidates, 2);

        Assert.Equal(["tcp://192.0.2.1:1", "tcp://203.0.113.1:1"], chosen.Select(result => result.Endpoint));
    }

    [Fact]
    public void A_far_region_does_not_come_before_a_second_node_that_is_near()
    {
        (PeerProbeResult[] results, PeerCandidate[] candidates) = Measured(
            ("tcp://192.0.2.1:1", "DE", 10), ("tcp://198.51.100.1:1", "DE", 12), ("tcp://203.0.113.1:1", "SG", 200));

        IReadOnlyList<PeerProbeResult> chosen = PeerSelection.Choose(results, candidates, 2);

        Assert.Equal("tcp://198.51.100.1:1", chosen[1].Endpoint);
    }

    [Fact]
    public void Nodes_of_one_site_are_left_for_others_although_no_region_is_known()
    {
        (PeerProbeResult[] results, PeerCandidate[] candidates) = Measured(
            ("tcp://192.0.2.1:1", "", 10), ("tcp://192.0.2.2:1", "", 11), ("tcp://198.51.100.1:1", "", 29));

        IReadOnlyList<PeerProbeResult> chosen = PeerSelection.Choose(results, candidates, 3);

        Assert.Equal(["tcp://192.0.2.1:1", "tcp://198.51.100.1:1", "tcp://192.0.2.2:1"], chosen.Select(result => result.Endpoint));
    }

    [Fact]
    public void A_node_with_two_endpoints_is_chosen_once_by_the_faster_one()
    {
        (PeerProbeResult[] results, PeerCandidate[] candidates) = Measured(
            ("tcp://192.0.2.1:1", "DE", 12), ("tcp://[2001:db8::1]:1", "DE", 10));
        PeerProbeResult[] same = [.. results.Select(result => result with { PublicKey = "key" })];

        Assert.Equal("tcp://[2001:db8::1]:1", Assert.Single(PeerSelection.Choose(same, candidates, 3)).Endpoint);
    }

    [Fact]
    public void What_did_not_answer_is_never_chosen_and_the_order_of_the_results_does_not_matter() =>
        Gen.Select(Gen.Int[1, 300].Array[0, 12], Gen.Int[1, 16], Gen.Int).Sample((times, count, seed) =>
        {
            (PeerProbeResult[] results, PeerCandidate[] candidates) = Measured(
                [.. times.Select((time, i) => ($"tcp://10.{i % 3}.{i % 2}.{i}:1", $"R{i % 4}", time % 7 == 0 ? 0 : time))]);
            PeerProbeResult[] shuffled = [.. results];
            new Random(seed).Shuffle(shuffled);

            IReadOnlyList<PeerProbeResult> chosen = PeerSelection.Choose(shuffled, candidates, count);

            Assert.All(chosen, result => Assert.True(result.IsReachable));
            Assert.Equal(Math.Min(count, results.Count(result => result.IsReachable)), chosen.Count);
            Assert.Equal(
                PeerSelection.Choose(results, candidates, count).Select(result => result.Endpoint), chosen.Select(result => result.Endpoint));
        });

    [Fact]
    public void Unmeasured_candidates_are_taken_from_each_region_in_turn()
    {
        (_, PeerCandidate[] candidates) = Measured(
            ("tcp://192.0.2.1:1", "DE", 0), ("tcp://192.0.2.2:1", "DE", 0), ("tcp://192.0.2.3:1", "BE", 0), ("tcp://192.0.2.4:1", "FI", 0));

        Assert.Equal([1, 3, 4, 2], PeerSelection.Spread(candidates, 9).Select(candidate => (int)candidate.Endpoint.Address!.GetAddressBytes()[3]));
        Assert.Equal(2, PeerSelection.Spread(candidates, 2).Count);
    }

    [Fact]
    public void At_least_one_is_to_be_chosen() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => PeerSelection.Choose([], [], 0));

    private static (PeerProbeResult[] Results, PeerCandidate[] Candidates) Measured(
        params (string Endpoint, string Region, int Milliseconds)[] rows)
    {
        PeerCandidate[] candidates = [.. rows.Select(row => new PeerCandidate(Parse(row.Endpoint), row.Region))];
        PeerProbeResult[] results =
        [
            .. rows.Select((row, i) => new PeerProbeResult
            {
                Endpoint = row.Endpoint,
                PublicKey = $"key {i}",
                RemoteEndPoint = new IPEndPoint(candidates[i].Endpoint.Address!, 1),
                RoundTripTimes = row.Milliseconds == 0 ? [] : [TimeSpan.FromMilliseconds(row.Milliseconds)],
            }),
        ];
        return (results, candidates);
    }

    private static Endpoint Parse(string text) => Endpoint.TryParse(text, out Endpoint endpoint, out string? error)
        ? endpoint
        : throw new FormatException(error);
}
