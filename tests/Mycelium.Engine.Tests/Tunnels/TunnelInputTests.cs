using System.Buffers.Binary;
using Mycelium.Engine.Identity;
using Mycelium.Engine.Tests.DataPlane;
using Mycelium.Engine.Tunnels;
using Mycelium.Engine.Wire;
using Xunit;

namespace Mycelium.Engine.Tests.Tunnels;

/// <summary>Cutting runs of the host; random ones are in the fuzz target.</summary>
public sealed class TunnelInputTests
{
    private const int Transport = Ipv6Header.Size;
    private const byte Everything = 0x80 | 0x40 | 0x10 | 0x08 | 0x01;

    private static readonly Ipv6Address Self = new(0x0400_0000_0000_0001, 1);
    private static readonly Ipv6Address Remote = new(0x0400_0000_0000_0002, 2);

    [Fact]
    public void Segments_share_the_headers_but_FIN_and_PSH_are_the_last_ones_and_CWR_the_first_ones()
    {
        byte[] run = Packets.Ip(Self, Remote, 20 + 250, nextHeader: TransportHeaders.Tcp);
        BinaryPrimitives.WriteUInt32BigEndian(run.AsSpan(Transport + 4), uint.MaxValue - 50);
        run[Transport + 12] = 5 << 4;
        run[Transport + 13] = Everything;

        List<byte[]> packets = Cut(Header(VirtioHeader.TcpOverIPv6 | VirtioHeader.CongestionNotification, 100, 16), run);

        Assert.Equal([160, 160, 110], packets.Select(packet => packet.Length));
        Assert.Equal(new byte[] { 0xd0, 0x50, 0x59 }, packets.Select(packet => packet[Transport + 13]));
        Assert.Equal(
            [uint.MaxValue - 50, 49, 149],
            packets.Select(packet => BinaryPrimitives.ReadUInt32BigEndian(packet.AsSpan(Transport + 4))));
        Assert.All(packets, AssertIntact);
        Assert.Equal(run[60..], packets.SelectMany(packet => packet[60..]));
    }

    [Fact]
    public void Datagrams_get_lengths_of_their_own()
    {
        byte[] run = Packets.Ip(Self, Remote, 8 + 1000);

        List<byte[]> packets = Cut(Header(VirtioHeader.Udp, 400, 6), run);

        Assert.Equal([408, 408, 208], packets.Select(packet => (int)BinaryPrimitives.ReadUInt16BigEndian(packet.AsSpan(Transport + 4))));
        Assert.All(packets, AssertIntact);
    }

    [Fact]
    public void A_checksum_that_was_left_open_is_completed()
    {
        byte[] packet = Packets.Ip(Self, Remote, 101);
        Ipv6Header.TryRead(packet, out Ipv6Header header);
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(Transport + 6), 0);
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(Transport + 6), (ushort)~InternetChecksum.Compute(header, Zeros(packet.Length - 40)));

        AssertIntact(Assert.Single(Cut(Header(VirtioHeader.NoSegmentation, 0, 6), packet)));
    }

    [Theory]
    [InlineData(1, 100, 40)]
    [InlineData(VirtioHeader.TcpOverIPv6, 0, 40)]
    [InlineData(VirtioHeader.TcpOverIPv6, 100, 39)]
    [InlineData(VirtioHeader.TcpOverIPv6, 100, 300)]
    [InlineData(VirtioHeader.Udp, 100, ushort.MaxValue)]
    public void What_makes_no_sense_becomes_nothing(byte segmentation, ushort size, ushort start)
    {
        byte[] run = Packets.Ip(Self, Remote, 270, nextHeader: TransportHeaders.Tcp);

        Assert.Empty(Cut(Header(segmentation, size, 16) with { ChecksumStart = start }, run));
    }

    private static byte[] Zeros(int count) => new byte[count];

    private static VirtioHeader Header(byte segmentation, ushort size, ushort checksum) => new()
    {
        Flags = VirtioHeader.NeedsChecksum,
        Segmentation = segmentation,
        SegmentSize = size,
        ChecksumStart = Transport,
        ChecksumOffset = checksum,
    };

    private static List<byte[]> Cut(VirtioHeader header, byte[] run)
    {
        var input = new TunnelInput();
        run.CopyTo(input.Space(0));
        input.SetOffloaded(header, run.Length);
        var packets = new List<byte[]>();
        while (input.TryNext(out Span<byte> slot)) { packets.Add(slot[TunnelInput.Headroom..].ToArray()); }

        return packets;
    }

    private static void AssertIntact(byte[] packet)
    {
        Assert.True(Ipv6Header.TryRead(packet, out Ipv6Header header));
        Assert.Equal(packet.Length - Transport, header.PayloadLength);
        Assert.True(InternetChecksum.IsValid(header, packet.AsSpan(Transport)));
    }
}
