using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.NoEmit;

namespace Mycelium.Benchmarks.Micro;

/// <summary>The command <c>micro</c>: what the steps of a packet cost one by one, by BenchmarkDotNet, in this process.</summary>
internal static class MicroBenchmarks
{
    // Classes with benchmarks; a new step gets one here.
    private static readonly Type[] Classes =
    [
        typeof(SealingBenchmarks),
        typeof(FrameBenchmarks),
        typeof(LookupBenchmarks),
        typeof(LinkQueueBenchmarks),
        typeof(OffloadBenchmarks),
        typeof(ChecksumBenchmarks),
    ];

    /// <param name="filters">Patterns such as <c>*Seal*</c>; none: everything.</param>
    /// <returns>The exit code: 1 if an operation failed or allocated.</returns>
    internal static int Run(string[] filters)
    {
        ManualConfig configuration = DefaultConfig.Instance
            .AddJob(Job.ShortRun.WithToolchain(InProcessNoEmitToolchain.Instance))
            .AddDiagnoser(MemoryDiagnoser.Default)
            .WithOptions(ConfigOptions.DisableLogFile)
            .WithArtifactsPath(Path.Combine(Path.GetTempPath(), "mycelium-micro"));
        string[] arguments = ["--join", "--filter", .. filters.DefaultIfEmpty("*")];
        List<BenchmarkReport> reports =
        [
            .. BenchmarkSwitcher.FromTypes(Classes).Run(arguments, configuration).SelectMany(summary => summary.Reports),
        ];
        string[] faults = [.. reports.Select(Fault).OfType<string>()];
        foreach (string fault in faults) { ConsoleLogger.Default.WriteLineError(fault); }

        return reports.Count > 0 && faults.Length == 0 ? 0 : 1;
    }

    private static string? Fault(BenchmarkReport report)
    {
        if (!report.Success) { return $"{report.BenchmarkCase.DisplayInfo} failed."; }

        return report.GcStats.GetBytesAllocatedPerOperation(report.BenchmarkCase) is > 0 and long bytes
            ? $"{report.BenchmarkCase.DisplayInfo} allocates {bytes} bytes."
            : null;
    }
}
