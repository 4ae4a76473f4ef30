using Mycelium.Engine.Errors;
using Mycelium.Engine.Topology;
using Mycelium.Simulation.Browsing;
using Mycelium.Simulation.Network;
using Mycelium.Simulation.Running;
using Mycelium.Simulation.Scenarios;

namespace Mycelium.Simulation;

/// <summary>The console program. Ends with 0 if nothing failed, 1 if something did, 2 if it was not understood.</summary>
internal static class Program
{
    private const int Failed = 1;
    private const int NotUnderstood = 2;
    private const int ShrinkingRuns = 500;

    private static int Main(string[] arguments)
    {
        try
        {
            return Run(CommandLine.Parse(arguments));
        }
        catch (Exception exception) when (exception is FormatException or OverflowException or IOException or MyceliumException)
        {
            Console.Error.WriteLine(exception.Message);
            Console.Error.WriteLine(CommandLine.Usage);
            return NotUnderstood;
        }
    }

    private static int Run(CommandLine options)
    {
        if (options.Scale.Count > 0)
        {
            ScaleRun.Run(options.Scale, options.Flows, options.First, Console.Out);
            return 0;
        }

        if (options.TopologyPath is not null)
        {
            RunTopology(options);
            return 0;
        }

        if (options.Seeds > 0) { return RunSeeds(options); }

        Scenario scenario = options.ScenarioFile is { } file
            ? ScenarioText.Read(File.ReadAllText(file))
            : Scenario.Generate(options.First, options.FewestNodes, options.MostNodes);
        using var trace = new Trace(options.IsTraced ? Console.Out : null);
        RunReport report = new SimulationRun(scenario, trace).Run();
        Console.WriteLine(report);
        Console.WriteLine($"trace {report.TraceHash}, {trace.Count} lines");
        return report.Failure is null ? 0 : Failed;
    }

    private static void RunTopology(CommandLine options)
    {
        NetworkTopology topology = TopologyRun.Run(options.TopologyNodes, options.Form, options.First);
        TopologyFormat format = TopologyFile.FormatOf(options.TopologyPath!);
        string title = $"A simulated network of {options.TopologyNodes} nodes";
        TopologyFile.Save(options.TopologyPath!, TopologyWriter.Write(topology, format, title), overwrite: true);
        Console.WriteLine(topology);
        if (options.ScreenshotPath is { } picture)
        {
            PageScreenshot.TakeAsync(options.TopologyPath!, picture, options.Colors, options.Selected, options.Size).GetAwaiter().GetResult();
        }
    }

    private static int RunSeeds(CommandLine options)
    {
        var run = new SeedRun(options.FewestNodes, options.MostNodes);
        SeedSummary summary = run.Run(options.First, options.Seeds, options.Cores);
        Console.WriteLine(summary);
        foreach (RunReport failed in summary.Failures.Take(3))
        {
            Console.WriteLine(failed);
            Console.WriteLine($"again: --seed {failed.Scenario.Seed} --nodes {options.FewestNodes}..{options.MostNodes} --trace");
            RunReport small = new Shrinker(SimulationRun.Run, ShrinkingRuns).Shrink(failed);
            Console.WriteLine($"The smallest scenario that fails alike ({small.Failure});");
            Console.WriteLine("keep it in a file and run it with --scenario FILE --trace:");
            Console.WriteLine(ScenarioText.Write(small.Scenario));
        }

        return summary.Failures.Count == 0 ? 0 : Failed;
    }
}
