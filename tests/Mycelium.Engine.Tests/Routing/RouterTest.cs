using System.Globalization;
using Mycelium.Engine.Identity;
using Mycelium.Engine.Routing;
using Mycelium.Engine.Tests.Vectors;
using Mycelium.Engine.Wire;
using Xunit;

namespace Mycelium.Engine.Tests.Routing;

/// <summary>A router A that has just started, neighbours p1, p2 and p3 of cost 10, and a line of text for all it sends.</summary>
public abstract class RouterTest
{
    private static readonly string[] NodeNames = ["A", "B", "C", "D", "E"];

    private protected static readonly RouterId A = Node("A");
    private protected static readonly RouterId B = Node("B");
    private protected static readonly RouterId C = Node("C");
    private protected static readonly RouterId D = Node("D");
    private protected static readonly RouterId E = Node("E");

    // B as it is known after a restart: the same key, another random part.
    private protected static readonly RouterId RestartedB = B with { Suffix = B.Suffix + 1 };

    private protected RouterTest()
        : this(RouterHarness.Recorded)
    {
    }

    private protected RouterTest(RouterOptions options)
    {
        Harness = new RouterHarness(A, options);
        foreach (string peer in (string[])["p1", "p2", "p3"]) { Harness.Up(peer); }

        Harness.Clear();
    }

    private protected RouterHarness Harness { get; }

    private protected RouteRecord? SelectedB => Harness.Selected(B.Key.Subnet);

    private protected static SequenceNumber Seqno(int value) => new((ushort)value);

    private protected void Update(string peer, RouterId origin, int seqno, int metric, int interval = 30000) =>
        Harness.Receive(peer, UpdateOf(origin, seqno, metric, interval));

    /// <summary>A neighbour retracts the subnet of a node; as always, under its own router id.</summary>
    private protected void Retract(string peer, RouterId origin) =>
        Harness.Receive(peer, UpdateOf(origin, 0, ushort.MaxValue, 30000) with { RouterId = E });

    private protected void RequestRoute(string peer, Subnet? subnet, int generation = 0) =>
        Harness.Receive(peer, new RouteRequestTlv((byte)generation, subnet));

    private protected void RequestSeqno(string peer, RouterId origin, int seqno, int hopCount = 64) =>
        Harness.Receive(peer, new SeqnoRequestTlv(Seqno(seqno), (byte)hopCount, origin, origin.Key.Subnet));

    private protected void Ihu(string peer) => Harness.Receive(peer, ControlTlv.From(new IhuTlv(0, 6000, null)));

    /// <summary>Asserts what was sent since the last look, to each neighbour in this order; Hellos are left out.</summary>
    private protected void AssertSent(params string[] expected)
    {
        string[] sent = [.. Harness.Sent.Where(item => item.Tlv.Type != TlvType.Hello).Select(item => Line(item.Peer, item.Tlv))];
        Harness.Clear();
        Assert.Equal(ByPeer(expected), ByPeer(sent));
    }

    private protected void AssertDistanceOfB(int seqno, int metric) => Assert.Equal(
        new FeasibilityDistance(Seqno(seqno), new Metric((ushort)metric)), Harness.Router.DistanceOf(B.Key.Subnet, B));

    private protected void AssertSelectedB(string peer, int seqno, int metric)
    {
        Assert.NotNull(SelectedB);
        Assert.Equal(
            (peer, seqno, metric),
            (Harness.PeerOf(SelectedB.Value.NextHop), SelectedB.Value.Seqno.Value, SelectedB.Value.ReceivedMetric.Value));
    }

    /// <summary>The row of a neighbour among the routes to B.</summary>
    private protected RouteRecord RouteOfB(string peer) =>
        Assert.Single(Harness.Routes(B.Key.Subnet), route => route.NextHop == Harness.Link(peer));

    private protected static UpdateTlv UpdateOf(RouterId origin, int seqno, int metric, int interval = 30000) =>
        new(0, (ushort)interval, Seqno(seqno), new Metric((ushort)metric), origin.Key.Subnet, origin);

    private protected static string Line(string peer, in ControlTlv tlv) => peer + tlv.Type switch
    {
        TlvType.Hello => $" hello {tlv.Hello.Seqno} {Interval(tlv.Hello.IntervalCentiseconds)}",
        TlvType.Ihu => $" ihu {tlv.Ihu.RxCost}{tlv.Ihu.Address}",
        TlvType.Update =>
            $" update {Route(tlv.Update.Subnet, tlv.Update.RouterId)} {tlv.Update.Seqno} {tlv.Update.Metric}"
            + $"{Interval(tlv.Update.IntervalCentiseconds)}",
        TlvType.RouteRequest => $" request {Name(tlv.RouteRequest.Subnet)} {tlv.RouteRequest.Generation}",
        _ => $" seqno-request {Route(tlv.SeqnoRequest.Subnet, tlv.SeqnoRequest.RouterId)} {tlv.SeqnoRequest.Seqno} "
            + $"{tlv.SeqnoRequest.HopCount}",
    };

    private static string Interval(ushort centiseconds) =>
        centiseconds == 30000 ? "" : string.Create(CultureInfo.InvariantCulture, $" every {centiseconds}");

    private static string Route(Subnet subnet, RouterId origin) =>
        origin.Key.Subnet == subnet && origin == Origin(subnet) ? Name(subnet) : $"{Name(subnet)} from {Name(origin)}";

    private static RouterId? Origin(Subnet subnet) =>
        NodeNames.Select(Node).Where(node => node.Key.Subnet == subnet).Select(node => (RouterId?)node).FirstOrDefault();

    private static string Name(RouterId origin) =>
        origin == RestartedB ? "restarted B" : NodeNames.FirstOrDefault(name => Node(name) == origin) ?? origin.ToString();

    private static string Name(Subnet? subnet) => subnet is not { } known
        ? "all"
        : NodeNames.FirstOrDefault(name => Node(name).Key.Subnet == known) ?? known.ToString();

    private static string[] ByPeer(IEnumerable<string> lines) => [.. lines.OrderBy(line => line.Split(' ')[0], StringComparer.Ordinal)];

    private static RouterId Node(string name) =>
        RouterId.Read(VectorFile.Routing.GetProperty("nodes").GetProperty(name).Hex("router_id"));
}
