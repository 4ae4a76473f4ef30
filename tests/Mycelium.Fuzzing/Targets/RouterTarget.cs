using Mycelium.Engine.Identity;
using Mycelium.Engine.Routing;
using Mycelium.Engine.Tests.Vectors;
using Mycelium.Engine.Wire;

namespace Mycelium.Fuzzing.Targets;

/// <summary>
/// The router, with small bounds, between up to four neighbours. Input: a sequence of steps, each one byte what and on which
/// link, and then: a TLV as on the wire (type, length, value); or an Update of a known node (node, seqno, metric, interval);
/// or a time, an address, nothing.
/// </summary>
internal sealed class RouterTarget : IFuzzTarget
{
    private const int MostSteps = 200;
    private const int MostRounds = 2000;

    private static readonly RouterOptions Options = new()
    {
        MaximumDestinations = 12,
        MaximumRoutesPerLink = 6,
        MaximumQueries = 4,
        MaximumSourcesPerSubnet = 3,
        MaximumSeqnoRequestsPerSubnet = 3,
    };

    private static readonly List<RouterId> Nodes =
        [.. VectorFile.Routing.GetProperty("nodes").EnumerateObject().Select(node => RouterId.Read(node.Value.Hex("router_id")))];

    public string Name => "router";

    public int TestExecutions => 1_500;

    public int MaximumLength => 1024;

    // An input may stand for days of virtual time, and the invariants are checked, with allocations, after every event of them.
    public long MaximumAllocation => 256 * 1024 * 1024;

    public IEnumerable<byte[]> Seeds()
    {
        yield return
        [
            0, 1, 2, 3, 16, 1, 0, 1, 0, 10, 0x75, 0x30, 17, 1, 0, 1, 0, 5, 0x75, 0x30, 24, 0x40, 28,
            16, 1, 0, 1, 0xff, 0xff, 0, 0, 24, 0, 9,
        ];
        yield return [0, 1, 20, 2, 20, 3, 21, 0, 24, 1, 0, 16, 2, 0, 9, 0xff, 0xfe, 0, 100, 4, 24, 0xff, 0xff];
        byte[][] bodies = [.. VectorSeeds.ControlBodies.Where(body => body.Length is > 2 and < 128).Take(150)];
        for (int i = 0; i < bodies.Length; i++)
        {
            byte[] next = bodies[(i * 7) % bodies.Length];
            yield return [0, 1, 2, 8, .. bodies[i], 9, .. next, 24, 0, 200, 10, .. bodies[i]];
        }
    }

    public IEnumerable<byte[]> Tokens() =>
        [[16, 1, 0, 1, 0, 10, 0x75, 0x30], [17, 2, 0, 2, 0xff, 0xff, 0, 0], [24, 1, 0], [20, 3], [4], [0], [9, 9, 3, 0, 0, 0]];

    public void Run(ReadOnlySpan<byte> input)
    {
        var run = new RouterRun(Options, Nodes[0]);
        var reader = new InputReader(input);
        for (int i = 0; i < MostSteps && !reader.IsEmpty; i++) { Step(run, ref reader); }
    }

    private static void Step(RouterRun run, ref InputReader reader)
    {
        byte what = reader.Byte();
        int link = what % 4;
        switch (what % 32 / 4)
        {
            case 0: run.LinkUp(link, reader.Byte()); break;
            case 1: run.LinkDown(link); break;
            case 2 or 3: ReadTlv(run, link, ref reader); break;
            case 4: run.Receive(link, Update(ref reader)); break;
            case 5: run.Need(Nodes[reader.Byte() % Nodes.Count].Key.Address, (RouteNeed)(what % 3)); break;
            case 6: run.PassTime(TimeSpan.FromMilliseconds(reader.UInt16() * 10), MostRounds); break;
            default: run.Receive(link, ControlTlv.From(new IhuTlv(reader.UInt16(), 6000, null))); break;
        }
    }

    private static void ReadTlv(RouterRun run, int link, ref InputReader reader)
    {
        var type = (TlvType)reader.Byte();
        ReadOnlySpan<byte> value = reader.Take(reader.Byte());
        if (ControlTlv.TryRead(type, value, out ControlTlv tlv)) { run.Receive(link, tlv); }
    }

    private static ControlTlv Update(ref InputReader reader)
    {
        byte node = reader.Byte();
        RouterId origin = Nodes[node % Nodes.Count];
        origin = origin with { Suffix = origin.Suffix ^ (ulong)(node / Nodes.Count) };
        var seqno = new SequenceNumber(reader.UInt16());
        var metric = new Metric(reader.UInt16());
        return ControlTlv.From(new UpdateTlv(0, reader.UInt16(), seqno, metric, origin.Key.Subnet, origin));
    }
}
