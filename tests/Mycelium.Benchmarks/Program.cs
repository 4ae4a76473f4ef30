using System.Globalization;
using System.Runtime.Versioning;
using Mycelium.Benchmarks.Failover;
using Mycelium.Benchmarks.Forwarding;
using Mycelium.Benchmarks.Hardening;
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
    case ["failover", .. string[] rest] when FailoverOptions.TryParse(rest) is { } options:
        return await FailoverBenchmark.RunAsync(Console.Out, options);
    case ["flood"]:
        await FloodBenchmark.RunAsync(Console.Out, TimeSpan.FromSeconds(20));
        return 0;
    case ["soak", "--minutes", string minutes] when int.TryParse(minutes, out int total) && total > 0:
        return await SoakBenchmark.RunAsync(Console.Out, total);
    case ["idle"]:
        await IdleBenchmark.RunAsync(Console.Out, TimeSpan.FromSeconds(60));
        return 0;
    case ["serve"]:
        return await ServedNode.ServeAsync();
    default:
        await Console.Error.WriteLineAsync("""
            Usage: Mycelium.Benchmarks forward
                   Mycelium.Benchmarks routes [count]
                   Mycelium.Benchmarks network [rounds seconds]
                   Mycelium.Benchmarks failover [all|cut|crash|pause [repetitions] | lossy [minutes]]
                   Mycelium.Benchmarks flood
                   Mycelium.Benchmarks soak --minutes N
                   Mycelium.Benchmarks idle

            forward   packets per second and allocated bytes per packet of the packet path, in this process
            routes    memory per route, Updates per second and time of a lookup, with 1,000,000 routes or as many as given
            network   one TCP stream and idle ping over two and three nodes, against plain veth in the same round; needs root
            failover  how long cuts, crashes and pauses are felt by pings through a diamond, and false alarms on lossy links; needs root
            flood     what one peer that floods a node costs it and the others
            soak      whether a node whose peers come and go grows
            idle      what a node with 10 peers and 10,000 routes costs when there is nothing to do
            """);
        return 64;
}
