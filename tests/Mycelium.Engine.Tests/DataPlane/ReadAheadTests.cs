using System.Buffers.Binary;
using Mycelium.Engine.Tunnels;
using Mycelium.Engine.Wire;
using Xunit;

namespace Mycelium.Engine.Tests.DataPlane;

/// <summary>What is behind long runs of another flow does not wait for them; nothing overtakes its own flow.</summary>
public sealed class ReadAheadTests : IDisposable
{
    private const int Segment = 500;

    private readonly DataNode _node = DataNode.A();
    private readonly DataNode _remote = DataNode.B();

    public void Dispose()
    {
        _node.Dispose();
        _remote.Dispose();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    [InlineData(9)]
    public void A_packet_of_another_flow_goes_first_and_one_of_the_same_flow_stays_behind(int runs)
    {
        (LinkId atNode, LinkId atRemote) = DataNode.Connect(_node, _remote);
        _node.Route(_remote, atNode);
        _remote.Route(_node, atRemote);
        for (int i = 0; i < runs; i++) { _node.Host.SendRun(Header(), Udp(port: 1, 3 * Segment)); }

        _node.Host.Send(Udp(port: 2, 20));
        _node.Host.Send(Udp(port: 1, 30));
        _node.Turn();
        _remote.Turn();

        (int Port, int Payload)[] expected =
        [
            .. Enumerable.Repeat((1, Segment), 3 * (runs / 8 * 8)),
            (2, 20),
            .. Enumerable.Repeat((1, Segment), 3 * (runs % 8)),
            (1, 30),
        ];
        Assert.Equal(expected, _remote.Host.Received.Select(packet => (packet[41] + 0, packet.Length - 48)));
    }

    private static VirtioHeader Header() => new()
    {
        Flags = VirtioHeader.NeedsChecksum,
        Segmentation = VirtioHeader.Udp,
        SegmentSize = Segment,
        ChecksumStart = Ipv6Header.Size,
        ChecksumOffset = TransportHeaders.UdpChecksum,
    };

    private byte[] Udp(byte port, int payload)
    {
        byte[] packet = Packets.Ip(_node.Address, _remote.Address, TransportHeaders.UdpSize + payload);
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(40), port);
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(44), (ushort)(TransportHeaders.UdpSize + payload));
        return packet;
    }
}
