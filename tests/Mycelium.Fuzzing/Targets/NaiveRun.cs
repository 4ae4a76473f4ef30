using Mycelium.Engine.Tunnels;
using Mycelium.Engine.Wire;

namespace Mycelium.Fuzzing.Targets;

/// <summary>What is given to the host at once, and how it would cut it; with arrays and loops, byte by byte.</summary>
/// <param name="Header">What it is to be cut by.</param>
/// <param name="Bytes">Headers and payloads.</param>
internal sealed record NaiveRun(VirtioHeader Header, byte[] Bytes)
{
    private const int Transport = 40;

    /// <summary>The packets that a kernel makes of it.</summary>
    internal List<byte[]> Cut()
    {
        if (Header.Segmentation == VirtioHeader.NoSegmentation) { return [Single()]; }

        bool isTcp = (Header.Segmentation & 0x7f) == VirtioHeader.TcpOverIPv6;
        int headers = Header.ChecksumStart + (isTcp ? 4 * (Bytes[Header.ChecksumStart + 12] >> 4) : 8);
        byte[] payload = Bytes[headers..];
        var packets = new List<byte[]>();
        for (int start = 0; start < payload.Length; start += Header.SegmentSize)
        {
            byte[] part = payload[start..Math.Min(payload.Length, start + Header.SegmentSize)];
            byte[] packet = [.. Bytes[..headers], .. part];
            SetUInt16(packet, 4, packet.Length - 40);
            if (isTcp)
            {
                SetUInt32(packet, Header.ChecksumStart + 4, UInt32(Bytes, Header.ChecksumStart + 4) + (uint)start);
                bool isLast = start + part.Length == payload.Length;
                int flags = packet[Header.ChecksumStart + 13];
                packet[Header.ChecksumStart + 13] = (byte)(flags & (isLast ? 0xff : 0xf6) & (start == 0 ? 0xff : 0x7f));
            }
            else
            {
                SetUInt16(packet, Header.ChecksumStart + 4, packet.Length - Header.ChecksumStart);
            }

            SetChecksum(packet, Header.ChecksumStart, isTcp ? 16 : 6, (byte)(isTcp ? 6 : 17));
            packets.Add(packet);
        }

        return packets;
    }

    /// <summary>
    /// What the packets become: each goes to the last run of its flow among the last eight, if it continues it by the rules, or begins one.
    /// </summary>
    internal static List<NaiveRun> Join(IReadOnlyList<byte[]> packets)
    {
        var runs = new List<List<byte[]>>();
        var closed = new HashSet<List<byte[]>>();
        foreach (byte[] packet in packets)
        {
            List<byte[]>? run = runs.TakeLast(8).LastOrDefault(item => FlowOf(item[0]) is { } flow && flow == FlowOf(packet));
            if (run is not null && !closed.Contains(run) && Continues(run, packet))
            {
                run.Add(packet);
                if (run.Count == 64 || PayloadOf(packet) < PayloadOf(run[0]) || HasPush(packet)) { closed.Add(run); }

                continue;
            }

            if (run is not null) { closed.Add(run); }

            runs.Add([packet]);
            if (!CanBePart(packet) || HasPush(packet)) { closed.Add(runs[^1]); }
        }

        return [.. runs.Select(Made)];
    }

    /// <summary>Addresses, protocol and ports, or what stands there; null for what is too short.</summary>
    internal static string? FlowOf(byte[] packet) => packet.Length < 44 ? null : Convert.ToHexString([packet[6], .. packet[8..44]]);

    /// <summary>Sets the right checksum of a transport header.</summary>
    internal static void SetChecksum(byte[] packet, int transport, int offset, byte protocol)
    {
        SetUInt16(packet, transport + offset, 0);
        Ipv6Header.TryRead([0x60, .. packet.AsSpan(1)], out Ipv6Header header);
        ushort checksum = Ipv6HeaderTarget.NaiveChecksum(header with { NextHeader = protocol }, packet.AsSpan(transport));
        SetUInt16(packet, transport + offset, checksum == 0 ? 0xffff : checksum);
    }

    internal static void SetUInt16(byte[] bytes, int place, int value) => (bytes[place], bytes[place + 1]) = ((byte)(value >> 8), (byte)value);

    internal static void SetUInt32(byte[] bytes, int place, uint value)
    {
        SetUInt16(bytes, place, (int)(value >> 16));
        SetUInt16(bytes, place + 2, (int)(value & 0xffff));
    }

    internal static uint UInt32(byte[] bytes, int place) =>
        ((uint)bytes[place] << 24) | ((uint)bytes[place + 1] << 16) | ((uint)bytes[place + 2] << 8) | bytes[place + 3];

    private byte[] Single()
    {
        byte[] packet = [.. Bytes];
        int place = Header.ChecksumStart + Header.ChecksumOffset;
        if ((Header.Flags & VirtioHeader.NeedsChecksum) == 0 || place + 2 > packet.Length) { return packet; }

        uint sum = 0;
        byte[] counted = [.. packet[Header.ChecksumStart..], 0];
        for (int i = 0; i + 1 < counted.Length; i += 2) { sum += (uint)((counted[i] << 8) | counted[i + 1]); }

        while (sum > 0xffff) { sum = (sum & 0xffff) + (sum >> 16); }

        SetUInt16(packet, place, sum == 0xffff ? 0xffff : (int)(~sum & 0xffff));
        return packet;
    }

    private static NaiveRun Made(List<byte[]> run)
    {
        byte[] first = run[0];
        if (run.Count == 1) { return new NaiveRun(default, first); }

        bool isTcp = first[6] == 6;
        int headers = first.Length - PayloadOf(first);
        byte[] bytes = [.. first[..headers], .. run.SelectMany(packet => packet[headers..])];
        SetUInt16(bytes, 4, bytes.Length - 40);
        if (isTcp) { bytes[Transport + 13] |= (byte)(run[^1][Transport + 13] & 8); }

        if (!isTcp) { SetUInt16(bytes, Transport + 4, bytes.Length - Transport); }

        // The sum of the pseudo header alone, as it stands.
        SetUInt16(bytes, Transport + (isTcp ? 16 : 6), 0);
        byte[] alone = [.. bytes[..40], .. new byte[bytes.Length - 40]];
        Ipv6Header.TryRead(alone, out Ipv6Header header);
        SetUInt16(bytes, Transport + (isTcp ? 16 : 6), ~Ipv6HeaderTarget.NaiveChecksum(header, alone.AsSpan(40)) & 0xffff);
        return new NaiveRun(
            new VirtioHeader
            {
                Flags = VirtioHeader.NeedsChecksum,
                Segmentation = isTcp ? VirtioHeader.TcpOverIPv6 : VirtioHeader.Udp,
                HeaderLength = (ushort)headers,
                SegmentSize = (ushort)PayloadOf(first),
                ChecksumStart = Transport,
                ChecksumOffset = (ushort)(isTcp ? 16 : 6),
            },
            bytes);
    }

    private static bool HasPush(byte[] packet) => packet[6] == 6 && (packet[Transport + 13] & 8) != 0;

    private static int PayloadOf(byte[] packet) => packet.Length - Transport - (packet[6] == 17 ? 8 : 4 * (packet[Transport + 12] >> 4));

    private static bool CanBePart(byte[] packet)
    {
        if (packet[6] == 17 && packet.Length > 48)
        {
            return ((packet[44] << 8) | packet[45]) == packet.Length - 40 && (packet[46] | packet[47]) != 0;
        }

        // Acknowledgement alone, with PSH and ECE as they may be; a header of the right size; something behind it.
        return packet[6] == 6 && packet.Length > 60 && (packet[53] & 0xb7) == 0x10 && packet[52] >> 4 >= 5 && PayloadOf(packet) > 0;
    }

    private static bool Continues(List<byte[]> run, byte[] packet)
    {
        byte[] first = run[0];
        if (!CanBePart(packet) || PayloadOf(packet) > PayloadOf(first)) { return false; }

        int headers = first.Length - PayloadOf(first);
        if (packet.Length - PayloadOf(packet) != headers || headers + run.Sum(PayloadOf) + PayloadOf(packet) > 65_575) { return false; }

        // All header bytes but lengths, checksum, sequence number and PSH are the same.
        for (int i = 0; i < headers; i++)
        {
            bool mayDiffer = packet[6] == 6 ? i is 4 or 5 or (>= 44 and < 48) or 56 or 57 : i is 4 or 5 or (>= 44 and < 48);
            int mask = packet[6] == 6 && i == 53 ? 0xf7 : 0xff;
            if (!mayDiffer && ((packet[i] ^ first[i]) & mask) != 0) { return false; }
        }

        bool isNext = packet[6] == 17 || UInt32(packet, 44) == UInt32(first, 44) + (uint)run.Sum(PayloadOf);
        return isNext && IsIntact(first) && IsIntact(packet);
    }

    private static bool IsIntact(byte[] packet)
    {
        Ipv6Header.TryRead(packet, out Ipv6Header header);
        return Ipv6HeaderTarget.NaiveChecksum(header, packet.AsSpan(40)) == 0;
    }
}
