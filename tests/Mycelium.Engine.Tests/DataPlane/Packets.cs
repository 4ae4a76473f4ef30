using System.Buffers.Binary;
using Mycelium.Engine.Cryptography;
using Mycelium.Engine.Identity;
using Mycelium.Engine.Transports;
using Mycelium.Engine.Wire;

namespace Mycelium.Engine.Tests.DataPlane;

/// <summary>Makes and takes apart packets for the tests.</summary>
internal static class Packets
{
    internal const byte Udp = 17;

    /// <summary>An IPv6 packet with a recognisable payload.</summary>
    internal static byte[] Ip(Ipv6Address source, Ipv6Address destination, int payload = 100, byte hopLimit = 64, byte nextHeader = Udp, byte fill = 7)
    {
        byte[] packet = new byte[Ipv6Header.Size + payload];
        packet.AsSpan(Ipv6Header.Size).Fill(fill);
        new Ipv6Header((ushort)payload, nextHeader, hopLimit, source, destination).Write(packet);
        return packet;
    }

    /// <summary>A data packet on the wire, sealed by one identity for another.</summary>
    internal static byte[] Sealed(
        NodeIdentity from, NodeIdentity to, ReadOnlySpan<byte> body, byte hopLimit = 63, UserDataType type = UserDataType.Packet)
    {
        using SealingKey key = from.TryCreateSealingKey(to.PublicKey)!;
        byte[] frame = new byte[DataHeader.Size + body.Length + SealingKey.Overhead];
        UserDataHeader.Write(frame.AsSpan(DataHeader.Size), type);
        body.CopyTo(frame.AsSpan(DataHeader.Size + UserDataHeader.Size));
        int length = key.Seal(frame.AsSpan(DataHeader.Size), body.Length);
        new DataHeader((ushort)length, hopLimit, from.Address, to.Address).TryWrite(frame);
        return frame;
    }

    /// <summary>Opens a data packet; the IPv6 packet or other body in it.</summary>
    internal static byte[] Open(NodeIdentity self, NodeIdentity from, byte[] frame)
    {
        using SealingKey key = self.TryCreateSealingKey(from.PublicKey)!;
        byte[] buffer = frame[DataHeader.Size..];
        return key.TryOpen(buffer, out int length) ? buffer[UserDataHeader.Size..(UserDataHeader.Size + length)] : throw new InvalidDataException("Not authentic.");
    }

    /// <summary>All frames that wait at the end of a link.</summary>
    internal static List<byte[]> ReadAll(ITransportLink link)
    {
        var stream = new List<byte>();
        byte[] buffer = new byte[64 * 1024];
        while (link.TryReceive(buffer, out int count) == IoStatus.Done) { stream.AddRange(buffer.AsSpan(0, count)); }

        var frames = new List<byte[]>();
        byte[] bytes = [.. stream];
        int start = 0;
        while (start < bytes.Length)
        {
            bool isData = bytes[start + 1] == 0;
            int length = isData
                ? DataHeader.Size + BinaryPrimitives.ReadUInt16BigEndian(bytes.AsSpan(start + 5))
                : 8 + BinaryPrimitives.ReadUInt16BigEndian(bytes.AsSpan(start + 6));
            frames.Add(bytes[start..(start + length)]);
            start += length;
        }

        return frames;
    }

    internal static DataHeader Header(byte[] frame) =>
        DataHeader.TryRead(frame, out DataHeader header) ? header : throw new InvalidDataException("Short.");

    /// <summary>Type, code, source and quoted packet of an ICMPv6 error; checks its checksum.</summary>
    internal static (byte Type, byte Code, Ipv6Address Source, byte HopLimit, byte[] Quoted) Error(byte[] packet)
    {
        if (!Ipv6Header.TryRead(packet, out Ipv6Header header) || header.NextHeader != Ipv6Header.Icmpv6 || header.PayloadLength != packet.Length - 40)
        {
            throw new InvalidDataException("Not an ICMPv6 packet of the right length.");
        }

        if (!InternetChecksum.IsValid(header, packet.AsSpan(40))) { throw new InvalidDataException("Wrong checksum."); }

        return (packet[40], packet[41], header.Source, header.HopLimit, packet[48..]);
    }
}
