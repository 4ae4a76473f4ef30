using BenchmarkDotNet.Attributes;
using Mycelium.Engine.DataPlane;
using Mycelium.Engine.Identity;
using Mycelium.Engine.Wire;

namespace Mycelium.Benchmarks.Micro;

/// <summary>Finding where a packet goes.</summary>
public class LookupBenchmarks
{
    private const int Lookups = 1024;
    private const int Seed = 20_240_101;

    private readonly ForwardingTable _table = new();
    private readonly Ipv6Address[] _addresses = new Ipv6Address[Lookups];

    /// <summary>Subnets in the table.</summary>
    [Params(100, 100_000)]
    public int Subnets { get; set; }

    [GlobalSetup]
    public void Prepare()
    {
        var random = new Random(Seed);
        var subnets = new Ipv6Address[Subnets];
        for (int i = 0; i < Subnets; i++)
        {
            subnets[i] = new Ipv6Address(0x0400_0000_0000_0000 | ((ulong)random.NextInt64() >> 8), 0);
            _table.Set(new Subnet(subnets[i], 64), default, new LinkId(1), TimeSpan.MaxValue);
        }

        for (int i = 0; i < Lookups; i++) { _addresses[i] = subnets[random.Next(Subnets)]; }
    }

    [Benchmark(OperationsPerInvoke = Lookups)]
    public int Find()
    {
        int found = 0;
        foreach (Ipv6Address address in _addresses) { found += _table.Find(address) is null ? 0 : 1; }

        return found == Lookups ? found : throw new InvalidOperationException($"{found} found.");
    }
}
