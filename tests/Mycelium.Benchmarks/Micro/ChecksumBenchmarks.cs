using BenchmarkDotNet.Attributes;
using Mycelium.Engine.Identity;
using Mycelium.Engine.Wire;

namespace Mycelium.Benchmarks.Micro;

/// <summary>The Internet checksum of one upper-layer packet.</summary>
public class ChecksumBenchmarks
{
    private const byte Udp = 17;
    private const int Seed = 20_240_101;

    private byte[] _payload = [];
    private Ipv6Header _header;

    /// <summary>Bytes of the upper-layer packet.</summary>
    [Params(64, 1360)]
    public int Size { get; set; }

    [GlobalSetup]
    public void Prepare()
    {
        _payload = new byte[Size];
        new Random(Seed).NextBytes(_payload);
        var source = new Ipv6Address(0x0400_0000_0000_0001, 1);
        var destination = new Ipv6Address(0x0400_0000_0000_0002, 1);
        _header = new Ipv6Header((ushort)Size, Udp, 64, source, destination);
    }

    [Benchmark]
    public int Checksum() => InternetChecksum.Compute(_header, _payload);
}
