using System.Globalization;
using System.Runtime.Versioning;
using Mycelium.Benchmarks.Forwarding;
using Mycelium.Benchmarks.Network;
using Mycelium.Benchmarks.Routes;

[assembly: SupportedOSPlatform("linux")]

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
switch (args)
{
    case ["forward"]:
        ForwardBenchmark.Run(Console.Out);
        return 0;
    case ["routes"]:
        RouteBenchmark.Run(Console.Out, 1_000_000);
        return 0;
    case ["routes", string number] when int.TryParse(number, out int subnets) && subnets > 0:
        RouteBenchmark.Run(Console.Out, subnets);
        return 0;
    case ["network"]:
        return await NetworkBenchmark.RunAsync(Console.Out, NetworkBenchmarkOptions.Default);
    case ["network", string rounds, string seconds]
        when int.TryParse(rounds, out int count) && count > 0 && int.TryParse(seconds, out int length) && length > 0:
        return await NetworkBenchmark.RunAsync(Console.Out, new NetworkBenchmarkOptions(count, TimeSpan.FromSeconds(length)));
    default:
        await Console.Error.WriteLineAsync("""
            Usage: Mycelium.Benchmarks forward
                   Mycelium.Benchmarks routes [count]
                   Mycelium.Benchmarks network [rounds seconds]

            forward   packets per second and allocated bytes per packet of the packet path, in this process
            routes    memory per route, Updates per second and time of a lookup, with 1,000,000 routes or as many as given
            network   one TCP stream and idle ping over two and three nodes, against plain veth in the same round; needs root
            """);
        return 64;
}
