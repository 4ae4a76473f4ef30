using Mycelium.Network.Tests.Harness;

namespace Mycelium.Benchmarks.Failover;

/// <summary>What fails in a network of real nodes, and how long that is felt; each figure against its goal.</summary>
internal static class FailoverBenchmark
{
    internal static async Task<int> RunAsync(TextWriter output, FailoverOptions options)
    {
        if (Requirements.Missing is { } missing)
        {
            await Console.Error.WriteLineAsync(missing);
            return 1;
        }

        List<FailoverFigure> figures = [];
        async Task MeasureAsync(string part, Func<Task<IReadOnlyList<FailoverFigure>>> measure)
        {
            if (!options.Includes(part)) { return; }

            foreach (FailoverFigure figure in await measure())
            {
                figures.Add(figure);
                output.WriteLine(figure.ToJson());
                await output.FlushAsync();
            }
        }

        await MeasureAsync("cut", () => DiamondFailures.CutAsync(options.Repetitions));
        await MeasureAsync("crash", () => DiamondFailures.CrashAsync(options.Repetitions));
        await MeasureAsync("pause", () => PausedNode.MeasureAsync(Math.Max(2, options.Repetitions / 4), options.PauseTime));
        await MeasureAsync("lossy", () => LossyLinks.MeasureAsync(options.LossyTime));

        output.WriteLine();
        output.WriteLine(FailoverFigure.Header);
        foreach (FailoverFigure figure in figures) { output.WriteLine(figure.ToRow()); }

        return figures.All(figure => figure.IsReached) ? 0 : 1;
    }
}
