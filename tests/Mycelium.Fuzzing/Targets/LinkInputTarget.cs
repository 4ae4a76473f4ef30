using Mycelium.Engine.Identity;
using Mycelium.Engine.Tests.DataPlane;
using Mycelium.Engine.Wire;

namespace Mycelium.Fuzzing.Targets;

/// <summary>
/// Bytes from a connection, through the packet loop. Input: 1 byte, how many bytes come at a time (0 for all); the bytes.
/// What must come out is taken from a plain walk over the same bytes.
/// </summary>
internal sealed class LinkInputTarget : IFuzzTarget, IDisposable
{
    private readonly NodeHarness _node = new();
    private int _frames;

    public string Name => "link-input";

    public int TestExecutions => 5_000;

    public long? FrameBytes => _node.Meter.Bytes / Math.Max(1, _frames);

    public int Pieces { get; private set; }

    public IEnumerable<byte[]> Seeds()
    {
        NodeIdentity[] nodes = [_node.Self, _node.Peer, _node.Other, _node.Lost, _node.Gone];
        foreach (NodeIdentity from in nodes)
        {
            foreach (NodeIdentity to in nodes.Where(to => to != from))
            {
                byte[] frame = SealedUdp(from, to, 63);
                yield return VectorSeeds.With([0], frame);
                yield return VectorSeeds.With([7], SealedUdp(from, to, 1));
                yield return VectorSeeds.With([200], [.. frame, .. SealedUdp(from, to, 2), .. frame]);
            }
        }

        foreach (byte[] stream in VectorSeeds.Streams) { yield return VectorSeeds.With([0], stream); }
    }

    public IEnumerable<byte[]> Tokens() =>
    [
        [1, 0, 0, 0, 0, 0, 0, 64],
        [1, 1, 0, 0, 0x2a, 3, 0, 0],
        Bytes(_node.Self.Address),
        Bytes(_node.Peer.Address),
        Bytes(_node.Other.Address),
        Bytes(_node.Lost.Address),
        Bytes(_node.Gone.Address),
        Bytes(default),
    ];

    public void Run(ReadOnlySpan<byte> input)
    {
        _node.Renew(input.Length);
        long before = _node.Settled;
        long skippedBefore = _node.Counters.SkippedInput;
        var reader = new InputReader(input);
        int piece = reader.Byte();
        byte[] stream = reader.Rest.ToArray();
        for (int start = 0; start < stream.Length && _node.Closed.Count == 0; start += piece)
        {
            piece = piece == 0 ? stream.Length : piece;
            _node.Send(stream.AsSpan(start, Math.Min(piece, stream.Length - start)));
        }

        int sent = NodeHarness.RequireCleanStream(_node.ReadFar()) + NodeHarness.RequireCleanStream(_node.ReadOther());
        _node.RequireCleanHost();
        _node.PassTime();
        (List<ControlTlv> tlvs, int packets, int skipped, bool isFatal) = Walk(stream);
        _frames = packets + CountControl(stream);
        Pieces = Math.Max(_frames, stream.Length / Math.Max(1, piece));
        Property.Require(_node.Closed.Count == (isFatal ? 1 : 0), $"Closed {_node.Closed.Count} times, {isFatal}.");
        Property.Require(
            tlvs.Count == _node.Tlvs.Count && tlvs.Zip(_node.Tlvs).All(pair => ControlTlvs.AreEqual(pair.First, pair.Second)),
            $"{_node.Tlvs.Count} TLVs are delivered of {tlvs.Count}, or others.");
        long counted = _node.Counters.SkippedInput - skippedBefore;
        Property.Require(counted == skipped, $"{counted} things are counted as skipped of {skipped}.");
        long settled = _node.Settled - before;
        Property.Require(settled == packets, $"{settled} packets are accounted for of {packets}.");
        Property.Require(_node.Loop.Counters.WaitingPackets == 0, "Packets wait for ever.");
        Property.Require(sent <= packets, $"{sent} packets are sent for {packets}.");
    }

    public void Dispose() => _node.Dispose();

    private static (List<ControlTlv> Tlvs, int Packets, int Skipped, bool IsFatal) Walk(byte[] stream)
    {
        var tlvs = new List<ControlTlv>();
        int packets = 0;
        int skipped = 0;
        var cursor = new FrameCursor(stream);
        while (true)
        {
            FrameStatus status = cursor.Read(out Span<byte> frame);
            if (status == FrameStatus.NeedMore) { return (tlvs, packets, skipped, false); }

            if (status == FrameStatus.Fatal) { return (tlvs, packets, skipped + 1, true); }

            packets += status == FrameStatus.Data ? 1 : 0;
            skipped += status == FrameStatus.Skipped ? 1 : 0;
            if (status == FrameStatus.Control) { skipped += WalkBody(frame, tlvs); }
        }
    }

    private static int CountControl(byte[] stream)
    {
        int count = 0;
        var cursor = new FrameCursor(stream);
        while (cursor.Read(out _) is var status && status is not (FrameStatus.NeedMore or FrameStatus.Fatal))
        {
            count += status == FrameStatus.Data ? 0 : 1;
        }

        return count;
    }

    private static int WalkBody(ReadOnlySpan<byte> body, List<ControlTlv> tlvs)
    {
        int skipped = 0;
        var reader = new TlvReader(body);
        while (reader.TryRead(out TlvType type, out ReadOnlySpan<byte> value))
        {
            if (ControlTlv.TryRead(type, value, out ControlTlv tlv))
            {
                tlvs.Add(tlv);
            }
            else
            {
                skipped++;
            }
        }

        return skipped + (reader.IsTruncated ? 1 : 0);
    }

    private byte[] SealedUdp(NodeIdentity from, NodeIdentity to, byte hopLimit) =>
        _node.Seal(from, to, [1, 0, 0, 0, .. Packets.Ip(from.Address, to.Address, 20)], hopLimit);

    private static byte[] Bytes(Ipv6Address address)
    {
        byte[] bytes = new byte[Ipv6Address.Size];
        address.Write(bytes);
        return bytes;
    }
}
