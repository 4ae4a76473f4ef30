using Mycelium.Engine.DataPlane;
using Mycelium.Engine.Identity;
using Mycelium.Engine.Tests.DataPlane;
using Mycelium.Engine.Wire;

namespace Mycelium.Fuzzing.Targets;

/// <summary>
/// What programs on this machine send into the tunnel. Input: 1 byte, bit 0 set makes the payload length right; the packet.
/// </summary>
internal sealed class HostPacketTarget : IFuzzTarget, IDisposable
{
    private readonly NodeHarness _node = new();

    public string Name => "host-packet";

    public int TestExecutions => 3_000;

    public int MaximumLength => 1500;

    public long? FrameBytes => _node.Meter.Bytes;

    public IEnumerable<byte[]> Seeds()
    {
        NodeIdentity[] nodes = [_node.Self, _node.Peer, _node.Other, _node.Lost, _node.Gone];
        foreach (NodeIdentity to in nodes)
        {
            yield return VectorSeeds.With([1], Packets.Ip(_node.Self.Address, to.Address));
            yield return VectorSeeds.With([1], Packets.Ip(_node.Peer.Address, to.Address, hopLimit: 1));
            yield return VectorSeeds.With([0], Packets.Ip(_node.Self.Address, to.Address, 1360, nextHeader: Ipv6Header.Icmpv6, fill: 128));
        }

        yield return VectorSeeds.With([0], Packets.Ip(_node.Self.Address, new Ipv6Address(0xff02_0000_0000_0000, 1)));
    }

    public void Run(ReadOnlySpan<byte> input)
    {
        _node.Renew(input.Length);
        var reader = new InputReader(input);
        bool isCompleted = (reader.Byte() & 1) != 0;
        byte[] packet = reader.Rest[..Math.Min(reader.Rest.Length, _node.Host.Mtu)].ToArray();
        if (isCompleted && packet.Length >= Ipv6Header.Size)
        {
            packet[4] = (byte)((packet.Length - Ipv6Header.Size) >> 8);
            packet[5] = (byte)(packet.Length - Ipv6Header.Size);
        }

        long before = _node.Settled + _node.Loop.Counters.SentPackets;
        _node.Host.Send([.. packet]);
        _node.Turn();
        byte[] toPeer = _node.ReadFar();
        byte[] toOther = _node.ReadOther();
        _node.PassTime();

        Property.Require(_node.Settled + _node.Loop.Counters.SentPackets - before == 1, "The packet is not accounted for.");
        Property.Require(_node.Host.Received.Count <= 1, "One packet is answered with several.");
        foreach (byte[] answer in _node.Host.Received) { RequireErrorAbout(packet, answer); }

        if (toPeer.Length > 0) { RequireSealed(packet, toPeer, _node.Peer); }

        if (toOther.Length > 0) { RequireSealed(packet, toOther, _node.Other); }
    }

    public void Dispose() => _node.Dispose();

    private static void RequireErrorAbout(byte[] packet, byte[] answer)
    {
        (byte type, _, _, _, byte[] quoted) = Packets.Error(answer);
        Property.Require(type is Icmpv6Error.Unreachable or Icmpv6Error.TimeExceeded, $"The host is answered with type {type}.");
        Property.Require(packet.AsSpan().StartsWith(quoted), "The answer is about another packet.");
    }

    private void RequireSealed(byte[] packet, byte[] sent, NodeIdentity receiver)
    {
        Property.Require(NodeHarness.RequireCleanStream(sent) == 1, "One packet becomes several.");
        DataHeader header = Packets.Header(sent);
        Property.Require(header.Source.High == _node.Self.Address.High, $"A packet of {header.Source} is sent.");
        Property.Require(
            header.Destination.High == receiver.Address.High,
            $"A packet to {header.Destination} is sent to {receiver.Address}.");
        Property.Require(header.HopLimit == packet[Ipv6Header.HopLimitOffset] - 1, "The hop limit is not one less.");
        Property.Require(Packets.Open(receiver, _node.Self, sent).AsSpan().SequenceEqual(packet), "Another packet is sealed.");
    }
}
