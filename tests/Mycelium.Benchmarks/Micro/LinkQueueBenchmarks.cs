using BenchmarkDotNet.Attributes;
using Mycelium.Engine.DataPlane;
using Mycelium.Engine.Identity;
using Mycelium.Engine.Transports;
using Mycelium.Engine.Wire;

namespace Mycelium.Benchmarks.Micro;

/// <summary>A frame through the queue of a link, to a transport in memory.</summary>
public class LinkQueueBenchmarks : IDisposable
{
    private const int Frames = 32;
    private const int Size = 1432;
    private const int LinkCapacity = 256 * 1024;

    private readonly byte[] _frame = new byte[DataHeader.Size + Size];
    private readonly byte[] _drain = new byte[LinkCapacity];
    private readonly LinkPort _port;
    private readonly MemoryLink _far;

    public LinkQueueBenchmarks()
    {
        (MemoryLink near, _far) = MemoryLink.CreatePair(Endpoint.Memory("near"), Endpoint.Memory("far"), LinkCapacity);
        _port = new LinkPort(new LinkId(1), near, new LinkCounters(), new QueueBudget(LinkPort.TotalControlCapacity), new FrameStore(_ => { }));
        new DataHeader(Size, 64, new Ipv6Address(0x0400_0000_0000_0001, 1), new Ipv6Address(0x0400_0000_0000_0002, 1)).TryWrite(_frame);
    }

    [Benchmark(OperationsPerInvoke = Frames)]
    public int EnqueueAndDequeue()
    {
        for (int i = 0; i < Frames; i++)
        {
            if (!_port.TryAddData(_frame, 1, LinkId.None, TimeSpan.Zero)) { throw new InvalidOperationException("The queue is full."); }
        }

        _port.Flush(TimeSpan.Zero);
        _far.TryReceive(_drain, out int count);
        return count == Frames * _frame.Length ? count : throw new InvalidOperationException($"{count} bytes.");
    }

    [GlobalCleanup]
    public void Dispose()
    {
        _port.Dispose();
        _far.Dispose();
        GC.SuppressFinalize(this);
    }
}
