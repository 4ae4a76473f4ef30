using Mycelium.Engine.Identity;
using Mycelium.Engine.Routing;
using Mycelium.Engine.Tests.Vectors;
using Mycelium.Engine.Wire;
using Xunit;

namespace Mycelium.Engine.Tests.Routing;

/// <summary>
/// Where our router is better than the recorded one, by scenario and step, with what is expected instead. Each follows an [I]
/// line of the checklist, a note of the recording, or the last column of the conformance table.
/// </summary>
internal static class RouterScenarioExceptions
{
    private static readonly RouterId A = Node("A");
    private static readonly RouterId B = Node("B");
    private static readonly RouterId C = Node("C");

    private static readonly Dictionary<(string Name, int Step), ScenarioException> Known = new()
    {
        // 71: an equal Seqno Request is not repeated within 4 s.
        [("selected route, infeasible, same router id: unchanged, request", 2)] = Sends(),

        // 78: a route with interval 0 lives for the minimum instead of flapping.
        [("finite update with interval 0 expires at once", 0)] = Sends(Update("p2", B, 0, 30), Update("p3", B, 0, 30)).With(Lives(3500)),
        [("finite update with interval 0 expires at once", 1)] = Sends().With(Lives(3499)),
        [("finite update with interval 0 expires at once", 2)] =
            Sends(Retraction("p1", B), Retraction("p2", B), Retraction("p3", B)).With(harness => Assert.Null(harness.Selected(B.Key.Subnet))),

        // 108: a new search is sent also soon after an earlier one.
        [("query within 15 s of an earlier one is not sent", 4)] = Sends(Request("p2", B.Key.Subnet), Request("p3", B.Key.Subnet)),

        // Conformance, seqno_request: answered when the bump is due, without another request.
        [("seqno request for the own route", 1)] = Sends(Own("p1", 1), Own("p2", 1), Own("p3", 1)),
        [("seqno request for the own route", 2)] = Sends(Own("p1", 1)),
        [("seqno request for the own route", 4)] = Sends(Own("p1", 2), Own("p2", 2), Own("p3", 2)),
        [("seqno request for the own route", 5)] = Sends(Own("p2", 2)),
        [("seqno request for the own route", 6)] = Sends(),
        [("seqno request for the own route", 7)] = Sends(Own("p1", 3), Own("p2", 3), Own("p3", 3)),
        [("seqno request for the own route", 8)] = Sends(Own("p2", 3)),

        // 117: a request for the own route under another router id is answered.
        [("seqno request for the own subnet with an old router id", 1)] = Sends(Own("p1", 0)),

        // 119: the answer carries the cost to the next hop, not to the asker.
        [("seqno request answered from the table", 6)] = Sends(Update("p2", B, 4, 30)),

        // 123: the second asker is remembered, and told.
        [("seqno request forwarded, duplicate dropped, requester notified", 3)] = Sends(Update("p2", B, 5, 30), Update("p3", B, 5, 30)),
        [("seqno request forwarded, duplicate dropped, requester notified", 4)] = Sends(Update("p3", B, 5, 30)),

        // A request that was lost on its way must not be lost for 60 s: it is passed on again after 4 s.
        [("seqno request suppression lasts 60 s", 3)] =
            Sends(Line("p1", ControlTlv.From(new SeqnoRequestTlv(new SequenceNumber(5), 63, B, B.Key.Subnet)))),
        [("seqno request suppression lasts 60 s", 5)] = Sends(),

        // Behaviour 15, item 23: any seqno not less than the wanted one is delivered; the older one is then infeasible.
        [("seqno request notified only by the exact seqno", 2)] = Sends(Update("p2", B, 6, 30)),
        [("seqno request notified only by the exact seqno", 3)] =
            Sends(Line("p1", ControlTlv.From(new SeqnoRequestTlv(new SequenceNumber(7), 64, B, B.Key.Subnet))))
                .With(harness => Assert.Equal(6, harness.Selected(B.Key.Subnet)!.Value.Seqno.Value)),

        // 112: a request for a host is answered with the /64 and hides nothing.
        [("host route query hides the covering route", 1)] = Sends(Update("p2", B, 0, 10)).With(OnlySelected),
        [("host route query hides the covering route", 2)] = Sends().With(OnlySelected),

        // 111: a request for anything that can't be a node's subnet is ignored.
        [("short prefix query hides everything", 0)] = Sends().With(harness => Assert.Empty(harness.Router.Routes())),
        [("short prefix query hides everything", 1)] =
            Sends(Request("p1", C.Key.Subnet), Request("p2", C.Key.Subnet), Request("p3", C.Key.Subnet)).With(OnlyQueried),

        // 102: generation 255 does not start anew.
        [("generation 255 wraps", 0)] = Sends().With(harness => Assert.Empty(harness.Router.Routes())),
    };

    internal static IEnumerable<string> ScenarioNames => Known.Keys.Select(key => key.Name).Distinct();

    internal static ScenarioException? For(string name, int step) => Known.GetValueOrDefault((name, step));

    private static RouterId Node(string name) =>
        RouterId.Read(VectorFile.Routing.GetProperty("nodes").GetProperty(name).Hex("router_id"));

    private static ScenarioException Sends(params string[] lines) => new(lines, null);

    private static ScenarioException With(this ScenarioException exception, Action<RouterHarness> routes) => exception with { Routes = routes };

    private static Action<RouterHarness> Lives(int milliseconds) => harness =>
        Assert.Equal(milliseconds, (harness.Selected(B.Key.Subnet)!.Value.ExpiresAt - harness.Now).TotalMilliseconds);

    private static void OnlySelected(RouterHarness harness) => Assert.Equal(RouteState.Selected, Assert.Single(harness.Router.Routes()).State);

    private static void OnlyQueried(RouterHarness harness) => Assert.Equal(RouteState.Queried, Assert.Single(harness.Router.Routes()).State);

    private static string Update(string peer, RouterId origin, ushort seqno, ushort metric) =>
        Line(peer, ControlTlv.From(new UpdateTlv(0, 30000, new SequenceNumber(seqno), new Metric(metric), origin.Key.Subnet, origin)));

    private static string Own(string peer, ushort seqno) => Update(peer, A, seqno, 0);

    private static string Retraction(string peer, RouterId origin) =>
        Line(peer, ControlTlv.From(new UpdateTlv(0, 30000, default, Metric.Infinite, origin.Key.Subnet, A)));

    private static string Request(string peer, Subnet subnet) => Line(peer, ControlTlv.From(new RouteRequestTlv(0, subnet)));

    private static string Line(string peer, in ControlTlv tlv) => $"{peer} {tlv}";
}
