using System.Globalization;
using System.Text.Json;
using Mycelium.Engine.Identity;
using Mycelium.Engine.Routing;
using Mycelium.Engine.Tests.Vectors;
using Mycelium.Engine.Wire;
using Xunit;

namespace Mycelium.Engine.Tests.Routing;

/// <summary>Every recorded scenario of the reference's router, replayed; where ours is better on purpose, that is asserted instead.</summary>
[Trait("Checklist", "R129")]
public sealed class RouterScenarioTests
{
    public static TheoryData<string> Names => [.. VectorFile.Routing.Items("scenarios").Select(scenario => scenario.Text("name"))];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_recorded_scenario_gives_the_recorded_frames_and_tables(string name)
    {
        JsonElement scenario = VectorFile.Routing.Items("scenarios").First(item => item.Text("name") == name);
        var harness = new RouterHarness(RouterId.Read(VectorFile.Routing.GetProperty("nodes").GetProperty("A").Hex("router_id")));
        foreach (JsonElement peer in scenario.Items("peers"))
        {
            harness.Up(peer.Text("peer"), peer.Number("static_cost"), peer.Number("smoothed_cost"));
        }

        bool listsPeriodic = scenario.TryGetProperty("note", out JsonElement note) && note.GetString()!.Contains("periodic", StringComparison.Ordinal);
        int number = 0;
        foreach (JsonElement step in scenario.Items("steps"))
        {
            harness.Clear();
            Run(harness, step);
            Check(harness, step, RouterScenarioExceptions.For(name, number), listsPeriodic, $"{name}, step {number}");
            number++;
        }
    }

    [Fact]
    public void Every_exception_belongs_to_a_recorded_scenario() =>
        Assert.Empty(RouterScenarioExceptions.ScenarioNames.Except(VectorFile.Routing.Items("scenarios").Select(scenario => scenario.Text("name"))));

    private static void Run(RouterHarness harness, JsonElement step)
    {
        harness.NeighboursAnswer = step.Text("op") != "advance_without_ihu";
        switch (step.Text("op"))
        {
            case "add_peer":
                harness.Up(step.Text("peer"), step.Number("static_cost"), step.Number("smoothed_cost"));
                break;
            case "receive":
                harness.Receive(step.Text("peer"), Assert.Single(TlvJson.ReadFrame(step.Hex("frame"))));
                break;
            case "advance":
            case "advance_without_ihu":
                harness.Advance(step.Number("ms") / 1000.0);
                break;
            case "set_smoothed_cost":
                harness.SetSmoothedCost(step.Text("peer"), step.Number("value"));
                break;
            case "peer_dead":
                harness.Down(step.Text("peer"));
                break;
            case "local_send":
                harness.Need(Address(step), RouteNeed.SealDestination);
                break;
            case "transit_packet":
                harness.Need(Address(step), RouteNeed.Forward);
                break;
            default:
                throw new ArgumentException($"No rule for {step.Text("op")}.");
        }
    }

    private static Ipv6Address Address(JsonElement step) =>
        Ipv6Address.From(System.Net.IPAddress.Parse(step.Text("destination")));

    private static void Check(RouterHarness harness, JsonElement step, ScenarioException? exception, bool listsPeriodic, string where)
    {
        bool isAdvance = step.Text("op").StartsWith("advance", StringComparison.Ordinal);
        IEnumerable<string> expected = step.Items("expect_sent").Select(item =>
            $"{item.Text("peer")} {Assert.Single(TlvJson.ReadFrame(item.Hex("frame")))}");
        IEnumerable<string> sent = harness.Sent
            .Where(item => !(isAdvance && !listsPeriodic && IsPeriodic(harness, item.Tlv)))
            .Where(item => harness.Router.LinkState(harness.Link(item.Peer)) is not null)
            .Select(item => $"{item.Peer} {item.Tlv}");
        expected = exception?.Sent ?? expected;

        Assert.True(ByPeer(expected) == ByPeer(sent), $"{where}{Environment.NewLine}expected:{ByPeer(expected)}{Environment.NewLine}sent:{ByPeer(sent)}");
        if (exception?.Routes is { } checkRoutes)
        {
            checkRoutes(harness);
        }
        else
        {
            Assert.Equal($"{where}: {string.Join("; ", step.Items("expect_routes").Select(Text).Order())}", $"{where}: {string.Join("; ", RouteTexts(harness).Order())}");
        }
    }

    private static bool IsPeriodic(RouterHarness harness, ControlTlv tlv) =>
        tlv.Type == TlvType.Hello || (tlv.Type == TlvType.Update && tlv.Update.Subnet == harness.Self.Key.Subnet && tlv.Update.Seqno == harness.Router.Seqno && harness.Router.Seqno.Value == 0);

    // Order counts for each neighbour, but not between neighbours.
    private static string ByPeer(IEnumerable<string> lines) =>
        string.Concat(lines.GroupBy(line => line[..line.IndexOf(' ', StringComparison.Ordinal)]).OrderBy(group => group.Key)
            .SelectMany(group => group).Select(line => Environment.NewLine + "  " + line));

    private static string Text(JsonElement route) => route.TryGetProperty("peer", out JsonElement peer) && peer.ValueKind == JsonValueKind.String
        ? string.Create(
            CultureInfo.InvariantCulture,
            $"{route.Text("subnet")} {peer.GetString()} {route.Number("metric")} {route.Number("seqno")} {route.Text("router_id")[..8]} {route.Flag("selected")} {route.Number("expires_in_ms")}")
        : string.Create(CultureInfo.InvariantCulture, $"{route.Text("subnet")} queried");

    private static IEnumerable<string> RouteTexts(RouterHarness harness) => harness.Router.Routes().Where(IsHeld).Select(route =>
        route.State == RouteState.Queried
            ? $"{route.Subnet} queried"
            : string.Create(
                CultureInfo.InvariantCulture,
                $"{route.Subnet} {harness.PeerOf(route.NextHop)} {route.ReceivedMetric.Value} {route.Seqno} {route.RouterId.ToString()[..8]} {route.State == RouteState.Selected} {(int)(route.ExpiresAt - harness.Now).TotalMilliseconds}"));

    // A failed search is shown for a while, which the reference does not do.
    private static bool IsHeld(RouteRecord route) => route.State != RouteState.NoRoute || route.NextHop != LinkId.None;
}
