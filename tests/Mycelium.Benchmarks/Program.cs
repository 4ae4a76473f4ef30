using System.Globalization;
using System.Runtime.Versioning;
using Mycelium.Benchmarks.Failover;
using Mycelium.Benchmarks.Forwarding;
using Mycelium.Benchmarks.Hardening;
using Mycelium.Benchmarks.Micro;
using Mycelium.Benchmarks.Network;
using Mycelium.Benchmarks.Routes;
using Mycelium.Benchmarks.Transfer;

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
    case ["network", .. string[] rest]:
        return await NetworkCommand.RunAsync(rest);
    case ["plot", string source, string target]:
        return await PlotCommand.RunAsync(source, target);
    case ["micro", .. string[] filters]:
        return MicroBenchmarks.Run(filters);
    case ["transfer"]:
        return await TransferBenchmark.RunAsync(Console.Out, TransferBenchmark.DefaultMegabytes);
    case ["transfer", "--megabytes", string size] when int.TryParse(size, out int megabytes) && megabytes > 0:
        return await TransferBenchmark.RunAsync(Console.Out, megabytes);
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
                   Mycelium.Benchmarks network [--rounds N] [--seconds N] [--candidates a,b] [--figures a,b] [--adapter FILE]
                                               [--baseline NAME] [--json FILE]
                   Mycelium.Benchmarks plot FIGURES.jsonl IMAGE.svg
                   Mycelium.Benchmarks micro [filter...]
                   Mycelium.Benchmarks transfer [--megabytes N]
                   Mycelium.Benchmarks failover [all|cut|crash|pause [repetitions] | lossy [minutes]]
                   Mycelium.Benchmarks flood
                   Mycelium.Benchmarks soak --minutes N
                   Mycelium.Benchmarks idle

            forward   packets per second and allocated bytes per packet of the packet path, in this process
            routes    memory per route, Updates per second and time of a lookup, with 1,000,000 routes or as many as given
            network   streams, datagrams, pings, processor time and memory, against others in the same round; needs root
            plot      an image of the figures that network --json has written
            micro     the steps of a packet one by one; fails if one of them allocates
            transfer  1 GB each way at the same time, over two nodes, with packets lost and reordered: equal checksums; needs root
            failover  how long cuts, crashes and pauses are felt by pings through a diamond, and false alarms on lossy links; needs root
            flood     what one peer that floods a node costs it and the others
            soak      whether a node whose peers come and go grows
            idle      what a node with 10 peers and 10,000 routes costs when there is nothing to do
            """);
        return 64;
}
