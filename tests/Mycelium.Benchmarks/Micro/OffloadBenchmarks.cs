using BenchmarkDotNet.Attributes;
using Mycelium.Engine.Identity;
using Mycelium.Engine.Tunnels;
using Mycelium.Engine.Wire;

namespace Mycelium.Benchmarks.Micro;

/// <summary>What a packet of a long run costs on its way from the host, and back to it.</summary>
public class OffloadBenchmarks
{
    private const int Segments = 40;
    private const int SegmentSize = 1340;
    private const int Headers = Ipv6Header.Size + TransportHeaders.TcpSize;

    private readonly TunnelInput _input = new();
    private readonly PacketCoalescer _coalescer = new();
    private readonly byte[] _run = new byte[Headers + (Segments * SegmentSize)];
    private readonly byte[] _packets = GC.AllocateArray<byte>(Segments * (Headers + SegmentSize), pinned: true);
    private readonly VirtioHeader _header = new()
    {
        Flags = VirtioHeader.NeedsChecksum,
        Segmentation = VirtioHeader.TcpOverIPv6,
        SegmentSize = SegmentSize,
        ChecksumStart = Ipv6Header.Size,
        ChecksumOffset = TransportHeaders.TcpChecksum,
    };

    public OffloadBenchmarks()
    {
        var source = new Ipv6Address(0x0400_0000_0000_0001, 1);
        var destination = new Ipv6Address(0x0400_0000_0000_0002, 1);
        new Ipv6Header((ushort)(_run.Length - Ipv6Header.Size), TransportHeaders.Tcp, 64, source, destination).Write(_run);
        _run[Ipv6Header.Size + TransportHeaders.TcpDataOffset] = 5 << 4;
        _run[Ipv6Header.Size + TransportHeaders.TcpFlags] = TransportHeaders.Acknowledge;
        int packet = 0;
        Read();
        while (_input.TryNext(out Span<byte> slot)) { slot[TunnelInput.Headroom..].CopyTo(PacketAt(packet++)); }
    }

    [Benchmark(OperationsPerInvoke = Segments)]
    public int Segment()
    {
        int length = 0;
        Read();
        while (_input.TryNext(out Span<byte> slot)) { length += slot.Length; }

        return length;
    }

    [Benchmark(OperationsPerInvoke = Segments)]
    public int Coalesce()
    {
        for (int i = 0; i < Segments; i++) { _coalescer.Add(PacketAt(i)); }

        int pieces = _coalescer[0].Complete().Length;
        int runs = _coalescer.Count;
        _coalescer.Clear();
        return runs == 1 ? pieces : throw new InvalidOperationException($"{runs} runs.");
    }

    // The copy is what the system call does.
    private void Read()
    {
        _run.CopyTo(_input.Space(0));
        _input.SetOffloaded(_header, _run.Length);
    }

    private Span<byte> PacketAt(int index) => _packets.AsSpan(index * (Headers + SegmentSize), Headers + SegmentSize);
}
