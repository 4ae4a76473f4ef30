using System.Buffers.Binary;
using Mycelium.Engine.DataPlane;
using Mycelium.Engine.Identity;
using Mycelium.Engine.Tests.DataPlane;
using Mycelium.Engine.Tunnels;
using Mycelium.Engine.Wire;

namespace Mycelium.Fuzzing.Targets;

/// <summary>IPv6 headers, checksums, ICMPv6 errors and echo replies. Input: a packet.</summary>
internal sealed class Ipv6HeaderTarget : IFuzzTarget
{
    private static readonly Ipv6Address One = new(0x0430_9364_d8d8_84a9, 1);
    private static readonly Ipv6Address Two = new(0x0437_5106_5530_1589, 2);

    private readonly FrameMeter _meter = new();

    public string Name => "ipv6-header";

    public long? FrameBytes => _meter.Bytes;

    public IEnumerable<byte[]> Seeds() =>
    [
        .. VectorSeeds.Packets,
        EchoRequest([]),
        ErrorBehindExtensions(),
        EchoRequest([1, 2, 3]),
        Packets.Ip(One, Two, 1300),
        Packets.Ip(One, Two, 0),
        Packets.Ip(One, new Ipv6Address(0xff02_0000_0000_0000, 1), 9, nextHeader: Ipv6Header.Icmpv6),
    ];

    public IEnumerable<byte[]> Tokens() => [[0x60, 0, 0, 0], [58], [128, 0], [0xff, 0x02], [0xff, 0xff]];

    public void Run(ReadOnlySpan<byte> input)
    {
        Measure(input);
        bool isRead = Ipv6Header.TryRead(input, out Ipv6Header header);
        Property.Require(isRead == (input.Length >= Ipv6Header.Size && input[0] >> 4 == 6), $"{input.Length} bytes: {isRead}.");
        if (!isRead) { return; }

        Span<byte> target = stackalloc byte[Ipv6Header.Size];
        header.Write(target);
        Property.Require(Ipv6Header.TryRead(target, out Ipv6Header again) && again == header, $"{header} is read back as {again}.");
        CheckChecksum(header, input[Ipv6Header.Size..]);
        CheckError(header, input);
        CheckEcho(input);
    }

    /// <summary>The checksum by the letter of RFC 1071 and RFC 8200 section 8.1: 16 bits at a time.</summary>
    internal static ushort NaiveChecksum(in Ipv6Header header, ReadOnlySpan<byte> payload)
    {
        byte[] pseudo = new byte[40];
        header.Source.Write(pseudo);
        header.Destination.Write(pseudo.AsSpan(16));
        BinaryPrimitives.WriteInt32BigEndian(pseudo.AsSpan(32), payload.Length);
        pseudo[39] = header.NextHeader;
        uint sum = 0;
        byte[] all = [.. pseudo, .. payload, .. payload.Length % 2 == 0 ? Array.Empty<byte>() : [0]];
        for (int i = 0; i < all.Length; i += 2)
        {
            sum += BinaryPrimitives.ReadUInt16BigEndian(all.AsSpan(i));
            sum = (sum & 0xffff) + (sum >> 16);
        }

        return (ushort)~sum;
    }

    private void Measure(ReadOnlySpan<byte> packet)
    {
        Span<byte> target = stackalloc byte[Icmpv6Error.MaximumSize];
        _meter.Reset();
        _meter.Start();
        if (Ipv6Header.TryRead(packet, out Ipv6Header header) && Icmpv6Error.IsAllowed(packet, header))
        {
            Icmpv6Error.Write(target, One, header.Source, 64, [3, 0, 0, 0, 0, 0, 0, 0], packet);
        }

        EchoReply.IsRequest(packet, out _);
        _meter.Stop();
    }

    private static void CheckChecksum(in Ipv6Header header, ReadOnlySpan<byte> payload)
    {
        ushort checksum = InternetChecksum.Compute(header, payload);
        Property.Require(
            checksum == NaiveChecksum(header, payload),
            $"The checksum is {checksum:x4}, not {NaiveChecksum(header, payload):x4}.");
        if (payload.Length < 4) { return; }

        byte[] copy = payload.ToArray();
        copy[2] = copy[3] = 0;
        BinaryPrimitives.WriteUInt16BigEndian(copy.AsSpan(2), InternetChecksum.Compute(header, copy));
        Property.Require(InternetChecksum.IsValid(header, copy), "A packet with its checksum in place is not intact.");
        copy[0] ^= 1;
        Property.Require(!InternetChecksum.IsValid(header, copy), "A damaged packet is intact.");
    }

    private static void CheckError(in Ipv6Header header, ReadOnlySpan<byte> packet)
    {
        bool isAllowed = Icmpv6Error.IsAllowed(packet, header);
        bool isError = header.NextHeader == Ipv6Header.Icmpv6 && (packet.Length == Ipv6Header.Size || packet[Ipv6Header.Size] < 128);
        Property.Require(!isAllowed || !isError, "An error is answered with an error.");
        bool isHidden = packet.Length > Ipv6Header.Size + 8
            && header.NextHeader is 0 or 43 or 60
            && packet[Ipv6Header.Size] == Ipv6Header.Icmpv6
            && packet[Ipv6Header.Size + 1] == 0
            && packet[Ipv6Header.Size + 8] < 128;
        Property.Require(!isAllowed || !isHidden, "An error behind an extension header is answered with an error.");
        Property.Require(
            !isAllowed || !(header.Source.IsMulticast || header.Destination.IsMulticast),
            "Multicast is answered with an error.");

        Span<byte> target = stackalloc byte[Icmpv6Error.MaximumSize];
        int length = Icmpv6Error.Write(target, One, header.Source, 64, [3, 0, 9, 9, 0, 0, 0, 0], packet);
        (byte type, _, Ipv6Address source, _, byte[] quoted) = Packets.Error(target[..length].ToArray());
        Property.Require(type == 3 && source == One, "The error is not the one that was asked for.");
        Property.Require(
            packet.StartsWith(quoted) && (length == target.Length || quoted.Length == packet.Length),
            "The quote is not the packet.");
    }

    private static void CheckEcho(ReadOnlySpan<byte> input)
    {
        if (!EchoReply.IsRequest(input, out Ipv6Header request)) { return; }

        byte[] reply = input.ToArray();
        EchoReply.Make(reply);
        bool isRead = Ipv6Header.TryRead(reply, out Ipv6Header header);
        Property.Require(
            isRead && header.Source == request.Destination && header.Destination == request.Source,
            "The reply goes elsewhere.");
        Property.Require(
            header.PayloadLength == input.Length - Ipv6Header.Size && reply.Length == input.Length,
            "The reply has another length.");
        Property.Require(
            reply[Ipv6Header.Size] == 129 && InternetChecksum.IsValid(header, reply.AsSpan(Ipv6Header.Size)),
            "The reply is not intact.");
        Property.Require(
            input[(Ipv6Header.Size + 4)..].SequenceEqual(reply.AsSpan(Ipv6Header.Size + 4)),
            "The reply carries something else.");
    }

    private static byte[] ErrorBehindExtensions()
    {
        byte[] packet = Packets.Ip(One, Two, 64, nextHeader: 0, fill: 0);
        packet[Ipv6Header.Size] = 60;
        packet[Ipv6Header.Size + 8] = Ipv6Header.Icmpv6;
        packet[Ipv6Header.Size + 16] = 3;
        return packet;
    }

    private static byte[] EchoRequest(byte[] data)
    {
        byte[] packet = Packets.Ip(One, Two, 8 + data.Length, nextHeader: Ipv6Header.Icmpv6, fill: 0);
        packet[Ipv6Header.Size] = 128;
        data.CopyTo(packet, Ipv6Header.Size + 8);
        Ipv6Header.TryRead(packet, out Ipv6Header header);
        ushort checksum = InternetChecksum.Compute(header, packet.AsSpan(Ipv6Header.Size));
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(Ipv6Header.Size + 2), checksum);
        return packet;
    }
}
