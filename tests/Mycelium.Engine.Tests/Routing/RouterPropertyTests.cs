using CsCheck;
using Mycelium.Engine.Identity;
using Mycelium.Engine.Routing;
using Mycelium.Engine.Wire;
using Xunit;

namespace Mycelium.Engine.Tests.Routing;

/// <summary>One router under any sequence of events: invariants hold after each step, and tables stay within bounds.</summary>
public sealed class RouterPropertyTests
{
    private const int Neighbours = 4;

    private static readonly RouterOptions SmallBounds = new()
    {
        MaximumDestinations = 8,
        MaximumRoutesPerLink = 5,
        MaximumQueries = 3,
        MaximumSourcesPerSubnet = 3,
        MaximumSeqnoRequestsPerSubnet = 2,
    };

    private static readonly PublicKey[] Keys =
        [.. Enumerable.Range(0, 7).Select(i => new PublicKey([.. Enumerable.Repeat((byte)i, PublicKey.Size)]))];

    private static readonly RouterId Self = RouterId.Create(Keys[0], 0);

    private static readonly Gen<RouterId> Origin = Gen.Select(
        Gen.Int[0, Keys.Length - 1], Gen.ULong[0, 4], (key, random) => RouterId.Create(Keys[key], random));

    // Mostly what nodes announce, now and then what only the hostile send.
    private static readonly Gen<Subnet> Prefix = Gen.Frequency(
        (8, Origin.Select(origin => origin.Key.Subnet)),
        (1, Gen.Select(Origin, Gen.Int[0, 128], (origin, length) => new Subnet(origin.Key.Address, length))),
        (1, Gen.Select(Gen.ULong, Gen.ULong, Gen.Int[0, 128], (high, low, length) => new Subnet(new Ipv6Address(high, low), length))),
        (1, Gen.Int[0, 32].Select(length => new Subnet(new Ipv6Address(0, 0xffff_0a00_0000), length, isIPv4: true))));

    private static readonly Gen<SequenceNumber> Seqno =
        Gen.OneOf(Gen.UShort[0, 5], Gen.UShort[65533, 65535], Gen.UShort).Select(value => new SequenceNumber(value));

    private static readonly Gen<Metric> AnyMetric = Gen.Frequency(
            (4, Gen.UShort[0, 60]), (1, Gen.UShort), (1, Gen.UShort[65520, 65534]), (2, Gen.Const(ushort.MaxValue)))
        .Select(value => new Metric(value));

    private static readonly Gen<ControlTlv> Update =
        from subnet in Prefix
        from origin in Origin
        from isHonest in Gen.Frequency((9, Gen.Const(true)), (1, Gen.Const(false)))
        from seqno in Seqno
        from metric in AnyMetric
        from interval in Gen.OneOf(Gen.Const((ushort)30000), Gen.UShort[0, 300], Gen.UShort)
        select ControlTlv.From(new UpdateTlv(0, interval, seqno, metric, isHonest ? origin.Key.Subnet : subnet, origin));

    private static readonly Gen<ControlTlv> Tlv = Gen.Frequency(
        (8, Update),
        (3, Gen.Select(Gen.Byte, Prefix, Gen.Bool, (generation, subnet, isWildcard) =>
            ControlTlv.From(new RouteRequestTlv(generation, isWildcard && generation < 30 ? null : subnet)))),
        (3, Gen.Select(Seqno, Gen.Byte[1, 255], Origin, Prefix, (seqno, hops, origin, subnet) =>
            ControlTlv.From(new SeqnoRequestTlv(seqno, hops, origin, hops % 4 == 0 ? subnet : origin.Key.Subnet)))),
        (1, Seqno.Select(seqno => ControlTlv.From(new HelloTlv(true, seqno, 2000)))),
        (1, Gen.UShort.Select(cost => ControlTlv.From(new IhuTlv(cost, 6000, null)))));

    private static readonly Gen<RouterStep> Step = Gen.Frequency(
        (12, Gen.Select(Gen.Int[0, Neighbours - 1], Tlv, (peer, tlv) => RouterStep.Receive(Name(peer), tlv))),
        (2, Gen.Int[0, Neighbours - 1].Select(peer => RouterStep.Toggle(Name(peer)))),
        (3, Gen.Select(Origin, Gen.Enum<RouteNeed>(), (origin, need) => RouterStep.Need(origin.Key.Address, need))),
        (1, Gen.Select(Gen.Int[0, Neighbours - 1], Gen.Int[0, 70000], (peer, cost) => RouterStep.Cost(Name(peer), cost))),
        (3, Gen.OneOf(Gen.Double[0.001, 5], Gen.Double[1, 60], Gen.Double[60, 2000]).Select(RouterStep.Wait)));

    [Fact]
    public void Any_events_leave_the_invariants_intact_and_the_tables_within_their_bounds() =>
        Step.Array[1, 80].Sample(steps => { Run(steps); }, iter: 2000, print: Text);

    [Fact]
    [Trait("Checklist", "R113")]
    public void Whatever_happens_only_well_formed_Route_Requests_are_sent() =>
        Step.Array[1, 80].Sample(
            steps =>
            {
                foreach (ControlTlv tlv in Run(steps).Sent.Select(item => item.Tlv).Where(tlv => tlv.Type == TlvType.RouteRequest))
                {
                    Assert.True(tlv.RouteRequest.Generation <= 15);
                    Assert.True(tlv.RouteRequest.Subnet is { PrefixLength: 64, IsIPv4: false, IsOverlay: true }, tlv.ToString());
                }
            },
            iter: 500,
            print: Text);

    [Fact]
    public void The_same_events_give_the_same_effects() =>
        Step.Array[1, 60].Sample(steps => Assert.Equal(Log(steps), Log(steps)), iter: 200, print: Text);

    private static RouterHarness Run(RouterStep[] steps)
    {
        var harness = new RouterHarness(Self, SmallBounds);
        var watch = new SourceTableWatch(harness.Router);
        harness.AfterStep = () => watch.Check(harness.Now);
        for (int i = 0; i < Neighbours; i++) { harness.Up(Name(i), staticCost: 5 + i); }

        foreach (RouterStep step in steps) { step.Run(harness); }

        return harness;
    }

    private static string Text(RouterStep[] steps) => string.Join(Environment.NewLine, steps.Select(step => step.Text));

    private static string Log(RouterStep[] steps) => string.Join(Environment.NewLine, Run(steps).Log);

    private static string Name(int peer) => $"p{peer}";
}
