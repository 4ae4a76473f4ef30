using System.Diagnostics;
using Mycelium.Engine.DataPlane;
using Mycelium.Engine.Identity;
using Mycelium.Engine.Wire;

namespace Mycelium.Benchmarks.Routes;

/// <summary>
/// The tables of one node filled from a neighbour: bytes per route, Updates handled per second, and the time of a lookup, on one thread. The
/// router is driven as the product's control loop drives it: what it decides goes to a forwarding table, TLVs to be sent are counted.
/// </summary>
internal static class RouteBenchmark
{
    private const int Seed = 1;
    private const int Lookups = 20_000_000;
    private static readonly LinkId Best = new(1);
    private static readonly LinkId Other = new(2);

    /// <summary>Runs and prints.</summary>
    /// <param name="output">Where the table goes.</param>
    /// <param name="count">Number of subnets.</param>
    internal static void Run(TextWriter output, int count)
    {
        Origin[] origins = MakeOrigins(count);
        long before = HeldBytes();
        var node = new RouteTables(count);
        output.WriteLine($"One thread, {count:N0} subnets, two neighbours, everything that router and forwarding table hold.");
        output.WriteLine($"{"step",-34}{"Updates/s",12}{"ns/Update",11}{"bytes/route",13}");
        Report("learned from one neighbour", origins, (origin, i) => node.Take(Best, origin.Announce(1, 10)), 1);
        Report("heard again, newer seqno", origins, (origin, i) => node.Take(Best, origin.Announce(2, 10)), 1);
        Report("heard again, unchanged", origins, (origin, i) => node.Take(Best, origin.Announce(2, 10)), 1);
        Report("a fallback from the other", origins, (origin, i) => node.Take(Other, origin.Announce(3, 10)), 2);
        double lookup = MeasureLookup(node.Forwarding, origins);
        output.WriteLine($"lookup of a random route among {node.Forwarding.Count:N0}: {lookup:F1} ns");
        TimeSpan took = Time(() => node.Lose(Best));
        output.WriteLine($"the neighbour of all selected routes is lost: {took.TotalMilliseconds:F0} ms, {node.SelectedCount:N0} selected through the other");
        GC.KeepAlive(origins);

        void Report(string step, Origin[] all, Action<Origin, int> take, int routes)
        {
            TimeSpan time = Time(() =>
            {
                for (int i = 0; i < all.Length; i++) { take(all[i], i); }
            });
            double held = (double)(HeldBytes() - before) / all.Length / routes;
            output.WriteLine($"{step,-34}{all.Length / time.TotalSeconds,12:N0}{time.TotalNanoseconds / all.Length,11:N0}{held,13:N0}");
        }
    }

    // The addresses of keys are made beforehand, as a node that receives Updates does not make them.
    private static Origin[] MakeOrigins(int count)
    {
        var random = new Random(Seed);
        var origins = new Origin[count];
        byte[] key = new byte[PublicKey.Size];
        for (int i = 0; i < count; i++)
        {
            random.NextBytes(key);
            var made = new PublicKey(key);
            origins[i] = new Origin(made.Subnet, RouterId.Create(made, (ulong)random.NextInt64()));
        }

        return origins;
    }

    private static double MeasureLookup(ForwardingTable table, Origin[] origins)
    {
        var random = new Random(Seed);
        var addresses = new Ipv6Address[1 << 20];
        for (int i = 0; i < addresses.Length; i++) { addresses[i] = origins[random.Next(origins.Length)].Subnet.Network; }

        int found = 0;
        TimeSpan time = Time(() =>
        {
            for (int i = 0; i < Lookups; i++) { found += table.Find(addresses[i & (addresses.Length - 1)]) is null ? 0 : 1; }
        });
        return found == Lookups ? time.TotalNanoseconds / Lookups : throw new InvalidOperationException("A route was not found.");
    }

    private static TimeSpan Time(Action action)
    {
        long start = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(start);
    }

    private static long HeldBytes() => GC.GetTotalMemory(forceFullCollection: true);
}
