using System.Runtime.InteropServices;
using Mycelium.Engine.Tunnels;

namespace Mycelium.Fuzzing.Targets;

/// <summary>
/// Cutting what the host leaves together, against a naive model. Input: 1 byte, bit 0 set makes a run that is whole of what follows;
/// 10 bytes of the header that the system puts in front; the packet.
/// </summary>
internal sealed class SegmentationTarget : IFuzzTarget
{
    private readonly TunnelInput _input = new();

    public string Name => "segmentation";

    public int MaximumLength => 6000;

    public int TestExecutions => 5_000;

    public IEnumerable<byte[]> Seeds()
    {
        for (int seed = 0; seed < 12; seed++)
        {
            var flows = new RandomFlows(seed);
            int size = 100 + (401 * seed);
            var tcp = new VirtioHeader { Flags = 1, Segmentation = VirtioHeader.TcpOverIPv6, SegmentSize = 700, ChecksumStart = 40, ChecksumOffset = 16 };
            var udp = new VirtioHeader { Flags = 1, Segmentation = VirtioHeader.Udp, SegmentSize = 200, ChecksumStart = 40, ChecksumOffset = 6 };
            yield return Input(1, tcp, flows.Tcp(seed, uint.MaxValue - 1000, size));
            yield return Input(1, udp, flows.Udp(seed, size));
            yield return Input(0, tcp with { Segmentation = 0 }, flows.Tcp(seed, 7, size));
            yield return Input(0, default, flows.Udp(seed, size));
        }
    }

    public void Run(ReadOnlySpan<byte> input)
    {
        var reader = new InputReader(input);
        bool isMadeWhole = (reader.Byte() & 1) != 0;
        Span<byte> headerBytes = stackalloc byte[VirtioHeader.Size];
        reader.Fill(headerBytes);
        VirtioHeader header = MemoryMarshal.Read<VirtioHeader>(headerBytes);
        byte[] packet = reader.Rest.ToArray();
        if (isMadeWhole && packet.Length > 60)
        {
            header.ChecksumStart = 40;
            header.Segmentation = packet[6] == 6 ? VirtioHeader.TcpOverIPv6 : VirtioHeader.Udp;
            header.SegmentSize = (ushort)Math.Max(1, header.SegmentSize % 2000);
        }

        packet.CopyTo(_input.Space(0));
        _input.SetOffloaded(header, packet.Length);
        var made = new List<byte[]>();
        while (_input.TryNext(out Span<byte> slot))
        {
            made.Add(slot[TunnelInput.Headroom..].ToArray());

            // What is done with a packet, such as sealing in place, must not show in the next.
            slot.Fill(0xaa);
        }

        List<byte[]> expected = IsSense(header, packet) ? new NaiveRun(header, packet).Cut() : [];
        Property.Require(made.Count == expected.Count, $"{made.Count} packets instead of {expected.Count}.");
        Property.Require(made.Zip(expected).All(pair => pair.First.AsSpan().SequenceEqual(pair.Second)), "A packet is not that of the model.");
    }

    private static bool IsSense(in VirtioHeader header, byte[] packet)
    {
        if (header.Segmentation == VirtioHeader.NoSegmentation) { return packet.Length > 0; }

        bool isTcp = (header.Segmentation & 0x7f) == VirtioHeader.TcpOverIPv6;
        if (!isTcp && header.Segmentation != VirtioHeader.Udp) { return false; }

        int start = header.ChecksumStart;
        if (start < 40 || start + (isTcp ? 20 : 8) > packet.Length || header.SegmentSize == 0) { return false; }

        int headers = start + (isTcp ? 4 * (packet[start + 12] >> 4) : 8);
        return headers >= start + (isTcp ? 20 : 8) && headers <= 256 && headers < packet.Length;
    }

    private static byte[] Input(byte options, in VirtioHeader header, byte[] packet) =>
        [options, .. MemoryMarshal.AsBytes<VirtioHeader>([header]), .. packet];
}
