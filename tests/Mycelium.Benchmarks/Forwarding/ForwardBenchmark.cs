using System.Diagnostics;

namespace Mycelium.Benchmarks.Forwarding;

/// <summary>Packets per second and allocated bytes per packet, on one thread: the real packet loop between in-memory links.</summary>
internal static class ForwardBenchmark
{
    private const int BatchSize = 32;
    private const int WarmUpBatches = 400;
    private const int Batches = 2000;

    internal static void Run(TextWriter output)
    {
        output.WriteLine("One thread, in memory. Sizes are of the IPv6 packet; 'allocated' is per packet.");
        output.WriteLine($"{"path",-10}{"size",8}{"packets/s",14}{"ns/packet",12}{"Gbit/s",10}{"allocated B",14}");
        foreach (int size in new[] { 1400, 104 })
        {
            using var node = new BenchmarkNode(size, BatchSize * (Batches + WarmUpBatches));
            Measure(output, "forward", size, node.ForwardBatch);
            Measure(output, "seal", size, node.SealBatch);
            Measure(output, "open", size, node.OpenBatch);
            node.AssertNothingWasDropped();
        }
    }

    private static void Measure(TextWriter output, string path, int size, Action<int> batch)
    {
        for (int i = 0; i < WarmUpBatches; i++) { batch(BatchSize); }

        long allocated = GC.GetAllocatedBytesForCurrentThread();
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < Batches; i++) { batch(BatchSize); }

        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
        const int Packets = Batches * BatchSize;
        output.WriteLine(
            $"{path,-10}{size,8}{Packets / seconds,14:N0}{seconds / Packets * 1e9,12:N0}{Packets * 8.0 * size / seconds / 1e9,10:N2}"
            + $"{(double)allocated / Packets,14:0.###}");
    }
}
