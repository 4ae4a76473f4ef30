namespace Mycelium.Fuzzing.Targets;

/// <summary>Packets of a few flows as they may come: mostly in order, with everything that may happen to them.</summary>
internal sealed class RandomFlows(int seed)
{
    private const byte Acknowledge = 0x10;

    private readonly Random _random = new(seed);

    /// <summary>Makes packets that follow each other.</summary>
    internal List<byte[]> Make()
    {
        int flows = _random.Next(1, _random.Next(2, 14));
        uint[] sequences = [.. Enumerable.Range(0, flows).Select(_ => (uint)_random.NextInt64(1L << 32))];
        bool[] isTcp = [.. Enumerable.Range(0, flows).Select(_ => _random.Next(3) > 0)];
        int[] sizes = [.. Enumerable.Range(0, flows).Select(_ => _random.Next(1, Rarely() ? 1400 : 120))];
        var packets = new List<byte[]>();
        int flow = 0;
        for (int left = _random.Next(1, Rarely() ? 150 : 24); left > 0; left--)
        {
            if (_random.Next(3) == 0) { flow = _random.Next(flows); }

            int size = Rarely() ? _random.Next(0, sizes[flow] + 10) : sizes[flow];
            byte[] packet = isTcp[flow] ? Tcp(flow, sequences[flow], size) : Udp(flow, size);
            sequences[flow] += (uint)size;
            if (Rarely()) { Disturb(packet); }

            packets.Add(packet);
            if (_random.Next(30) == 0) { packets.Add(Other(flow)); }
        }

        return packets;
    }

    /// <summary>A whole IPv6 packet of one flow, with the right checksum.</summary>
    /// <param name="flow">Chooses the ports.</param>
    /// <param name="sequence">TCP sequence number.</param>
    /// <param name="payload">Bytes.</param>
    internal byte[] Tcp(int flow, uint sequence, int payload)
    {
        int options = Rarely() ? 4 * _random.Next(0, 11) : flow % 2 * 12;
        byte[] packet = Packet(6, 20 + options + payload, flow);
        NaiveRun.SetUInt32(packet, 44, sequence);
        NaiveRun.SetUInt32(packet, 48, (uint)(1000 + flow + (Rarely() ? 1 : 0)));
        packet[52] = (byte)((5 + (options / 4)) << 4);
        packet[53] = (byte)(Acknowledge | (Rarely() ? _random.Next(256) : 0));
        NaiveRun.SetUInt16(packet, 54, Rarely() ? _random.Next(65_536) : 500);
        if (options > 0 && !Rarely()) { packet.AsSpan(60, options).Fill((byte)flow); }

        NaiveRun.SetChecksum(packet, 40, 16, 6);
        return packet;
    }

    /// <summary>As <see cref="Tcp"/>, a datagram.</summary>
    internal byte[] Udp(int flow, int payload)
    {
        byte[] packet = Packet(17, 8 + payload, flow);
        NaiveRun.SetUInt16(packet, 44, 8 + payload);
        NaiveRun.SetChecksum(packet, 40, 6, 17);
        return packet;
    }

    private bool Rarely() => _random.Next(16) == 0;

    // Neither TCP nor UDP, or too short for it.
    private byte[] Other(int flow) => Packet((byte)_random.Next(256), _random.Next(0, 30), flow);

    private byte[] Packet(byte protocol, int length, int flow)
    {
        byte[] packet = new byte[40 + length];
        _random.NextBytes(packet.AsSpan(40));
        packet[0] = 0x60;
        packet[3] = (byte)(flow / 3);
        NaiveRun.SetUInt16(packet, 4, length);
        packet[6] = protocol;
        packet[7] = (byte)(Rarely() ? 63 : 64);
        packet.AsSpan(8, 32).Fill(4);
        packet[23] = (byte)(flow / 2);
        if (length >= 4)
        {
            NaiveRun.SetUInt16(packet, 40, 4000 + flow);
            NaiveRun.SetUInt16(packet, 42, 5000);
        }

        return packet;
    }

    private void Disturb(byte[] packet)
    {
        int place = _random.Next(packet.Length);
        if (place is 0 or 4 or 5) { return; }

        packet[place] ^= (byte)(1 << _random.Next(8));
    }
}
