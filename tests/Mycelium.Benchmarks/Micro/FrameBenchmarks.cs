using BenchmarkDotNet.Attributes;
using Mycelium.Engine.Identity;
using Mycelium.Engine.Wire;

namespace Mycelium.Benchmarks.Micro;

/// <summary>Finding frames in what a stream has delivered.</summary>
public class FrameBenchmarks
{
    private const int Frames = 32;

    private byte[] _received = [];

    /// <summary>Bytes of a frame's body.</summary>
    [Params(96, 1432)]
    public int Size { get; set; }

    [GlobalSetup]
    public void Prepare()
    {
        int length = DataHeader.Size + Size;
        _received = new byte[Frames * length];
        for (int i = 0; i < Frames; i++)
        {
            new DataHeader((ushort)Size, 64, new Ipv6Address(0x0400_0000_0000_0001, 1), new Ipv6Address(0x0400_0000_0000_0002, 1))
                .TryWrite(_received.AsSpan(i * length));
        }
    }

    [Benchmark(OperationsPerInvoke = Frames)]
    public int Cursor()
    {
        var cursor = new FrameCursor(_received);
        int count = 0;
        while (cursor.Read(out _) == FrameStatus.Data) { count++; }

        return count == Frames ? count : throw new InvalidOperationException($"{count} frames.");
    }
}
